import { SubCommand } from 'nest-commander';
import { ManageKeys } from '#libs/clients';
import { Domain } from '../core/domain.js';
import { DangerousCommand, type DangerousOptions } from '../core/salur-command.js';
import { readId } from '../input/read-text.js';
import { printOne } from '../output/print-list.js';
import { keyBody } from './key-body.js';

@SubCommand({ name: 'revoke', arguments: '<key-id>', description: 'end a key for good, within 5 s' })
export class RevokeKey extends DangerousCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  override async run([text]: [string], options: DangerousOptions): Promise<void> {
    const id = readId('<key-id>', text);
    this.assertCanBeAsked(options);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      await this.ask(`Revoke the key ${id}? Whoever uses it is locked out, and it cannot be taken back.`, options);
      const revoked = await get(ManageKeys).revoke(id, by);
      const words = `Key ${id} is revoked, by ${by.name}; it holds on every replica within 5 s.`;
      await printOne(options.format, keyBody(revoked), words);
    });
  }
}
