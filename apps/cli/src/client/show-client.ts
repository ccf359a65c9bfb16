import { SubCommand } from 'nest-commander';
import { Domain } from '../core/domain.js';
import { type CommonOptions, SalurCommand } from '../core/salur-command.js';
import { printOne } from '../output/print-list.js';
import { clientBody, clientWords } from './client-body.js';
import { findClient } from './find-client.js';

@SubCommand({ name: 'show', arguments: '<client>', description: 'one client, by its name or id' })
export class ShowClient extends SalurCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  override async run([nameOrId]: [string], { format }: CommonOptions): Promise<void> {
    await this.domain.use(async (get) => {
      const found = await findClient(get, nameOrId);
      await printOne(format, clientBody(found), clientWords(found));
    });
  }
}
