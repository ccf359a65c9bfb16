import { SubCommand } from 'nest-commander';
import { ManageKeys } from '#libs/clients';
import { findClient } from '../client/find-client.js';
import { Domain } from '../core/domain.js';
import { ListingCommand, type ListOptions } from '../core/listing-command.js';
import { collect, printList, readParts } from '../output/print-list.js';
import { KEY_COLUMNS, keyBody } from './key-body.js';

@SubCommand({ name: 'list', arguments: '<client>', description: 'the keys of a client, oldest first, ended ones too' })
export class ListKeys extends ListingCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  override async run([nameOrId]: [string], { format, limit }: ListOptions): Promise<void> {
    await this.domain.use(async (get) => {
      const { client } = await findClient(get, nameOrId);
      const parts = readParts(
        limit,
        (most, after) => get(ManageKeys).list(client.id, { limit: most, after }),
        ({ id }) => id,
      );
      await printList(format, await collect(parts), { columns: KEY_COLUMNS, body: keyBody });
    });
  }
}
