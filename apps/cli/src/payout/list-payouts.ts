import { Option, SubCommand } from 'nest-commander';
import { ExportPayouts, OverseePayouts, payoutColumns } from '#libs/payouts';
import { clientNames } from '../client/client.js';
import type { ExportOptions } from '../core/salur-command.js';
import { readText } from '../input/input.js';
import { type Column, collect, mapParts, readParts } from '../output/output.js';
import { rupiahText, timeText } from '../output/words.js';
import { type FilterOptions, filterOf, PayoutFilterCommand } from './filter-payouts.js';
import { payoutBody, statusText } from './payout-body.js';
import { allShown, type ShownPayout } from './shown-payout.js';

interface Options extends ExportOptions, FilterOptions {
  readonly metadataColumns?: readonly string[];
}

@SubCommand({ name: 'list', description: 'list payouts of all clients, newest first; --format csv is an export' })
export class ListPayouts extends PayoutFilterCommand {
  @Option({ flags: '--metadata-columns <names>', description: 'for csv: notes that get a column each, by commas' })
  readMetadataColumns(text: string): readonly string[] {
    return [...new Set(readText('--metadata-columns', text, 400).split(','))];
  }

  override async run(_: string[], options: Options): Promise<void> {
    await this.domain.use(async (get) => {
      const clients = await clientNames(get);
      const filter = await filterOf(get, options);
      const parts = readParts(
        this.limitOf(options),
        (most, before) => get(OverseePayouts).list(filter, most, before),
        ({ id }) => id,
      );
      const unreadable: string[] = [];
      if (options.format === 'csv') {
        const rows = mapParts(parts, async (found) => {
          const exported = await get(ExportPayouts).rows(found, { numbers: 'masked', clients });
          unreadable.push(...exported.filter((row) => row.unreadable !== null).map(({ payout }) => payout.id));
          return exported;
        });
        await this.printCsv(payoutColumns(options.metadataColumns ?? []), rows);
      } else {
        const found = await collect(mapParts(parts, (payouts) => allShown(get, payouts)));
        unreadable.push(...found.items.filter((payout) => payout.unreadable !== null).map(({ id }) => id));
        await this.printList(options.format, found, shownPayouts(clients));
      }
      this.assertAllReadable(unreadable, 'What cannot be read of them is empty.');
    });
  }
}

/** How a list of payouts is printed. @param names of clients by their ids */
export function shownPayouts(names: ReadonlyMap<string, string>) {
  const columns: readonly Column<ShownPayout>[] = [
    { title: 'ACCEPTED (WIB)', of: ({ createdAt }) => timeText(createdAt) },
    { title: 'ID', of: ({ id }) => id },
    { title: 'CLIENT', of: ({ clientId }) => names.get(clientId) ?? clientId },
    { title: 'REFERENCE', of: ({ reference }) => reference },
    { title: 'STATUS', of: statusText },
    { title: 'AMOUNT', align: 'right', of: ({ amount }) => rupiahText(amount) },
    { title: 'RAIL', of: ({ rail }) => rail },
  ];
  return { columns, body: (payout: ShownPayout) => payoutBody(payout, names.get(payout.clientId) ?? null) };
}
