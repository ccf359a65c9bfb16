import { SubCommand } from 'nest-commander';
import { ManageClients } from '#libs/clients';
import { Domain } from '../core/domain.js';
import { type ChangeOptions, ChangingCommand } from '../core/salur-command.js';
import { note } from '../output/print.js';
import { printOne } from '../output/print-list.js';
import { clientBody, clientWords } from './client-body.js';
import { findClient } from './find-client.js';

@SubCommand({ name: 'resume', arguments: '<client>', description: 'let the keys of a suspended client work again' })
export class ResumeClient extends ChangingCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  override async run([nameOrId]: [string], options: ChangeOptions): Promise<void> {
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const { client } = await findClient(get, nameOrId);
      const resumed = await get(ManageClients).change(client.id, { suspended: false }, by);
      note(`Resumed by ${by.name}; it holds on every replica within 5 s.`);
      await printOne(options.format, clientBody(resumed), clientWords(resumed));
    });
  }
}
