import { SubCommand } from 'nest-commander';
import { ManageClients } from '#libs/clients';
import { Domain } from '../core/domain.js';
import { DangerousCommand, type DangerousOptions } from '../core/salur-command.js';
import { note } from '../output/print.js';
import { printOne } from '../output/print-list.js';
import { clientBody, clientWords } from './client-body.js';
import { findClient } from './find-client.js';

@SubCommand({
  name: 'suspend',
  arguments: '<client>',
  description: 'let none of its keys open anything, within 5 s; payouts accepted before go on',
})
export class SuspendClient extends DangerousCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  override async run([nameOrId]: [string], options: DangerousOptions): Promise<void> {
    this.assertCanBeAsked(options);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const { client } = await findClient(get, nameOrId);
      await this.ask(`Suspend the client ${client.name} (${client.id})? None of its keys will open anything.`, options);
      const suspended = await get(ManageClients).change(client.id, { suspended: true }, by);
      note(`Suspended by ${by.name}; it holds on every replica within 5 s.`);
      await printOne(options.format, clientBody(suspended), clientWords(suspended));
    });
  }
}
