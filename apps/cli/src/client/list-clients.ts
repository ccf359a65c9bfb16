import { SubCommand } from 'nest-commander';
import { ManageClients } from '#libs/clients';
import { Domain } from '../core/domain.js';
import { ListingCommand, type ListOptions } from '../core/listing-command.js';
import { collect, printList, readParts } from '../output/print-list.js';
import { CLIENT_COLUMNS, clientBody } from './client-body.js';

@SubCommand({ name: 'list', description: 'all clients, oldest first' })
export class ListClients extends ListingCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  override async run(_: string[], { format, limit }: ListOptions): Promise<void> {
    await this.domain.use(async (get) => {
      const clients = get(ManageClients);
      const parts = readParts(
        limit,
        (most, after) => clients.list({ limit: most, after }),
        ({ client }) => client.id,
      );
      await printList(format, await collect(parts), { columns: CLIENT_COLUMNS, body: clientBody });
    });
  }
}
