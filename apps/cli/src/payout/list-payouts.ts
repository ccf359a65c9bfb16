import { Option, SubCommand } from 'nest-commander';
import { type OverseenFilter, OverseePayouts, type PayoutStatus, STATUSES, WAITING_REASONS } from '#libs/payouts';
import { PROVIDERS } from '#libs/providers';
import { clientNames, findClient } from '../client/find-client.js';
import { Domain, type Get } from '../core/domain.js';
import { ExportingCommand, type ExportOptions } from '../core/exporting-command.js';
import { omitAbsent } from '../input/omit-absent.js';
import { readText } from '../input/read-text.js';
import { readTime } from '../input/read-time.js';
import { readWord } from '../input/read-word.js';
import { printCsv } from '../output/print-csv.js';
import { collect, type Part, printList, readParts } from '../output/print-list.js';
import { payoutBody } from './payout-body.js';
import { payoutColumns } from './payout-columns.js';
import { payoutCsvColumns } from './payout-csv.js';
import { type ShownPayout, shown } from './shown-payout.js';

const RAILS = PROVIDERS.flatMap(({ rails }) => rails.map(({ name }) => name));
const WAITING = [...WAITING_REASONS, 'any'] as const;

interface Options extends ExportOptions {
  readonly status?: PayoutStatus;
  readonly client?: string;
  readonly rail?: string;
  readonly reference?: string;
  readonly createdFrom?: Date;
  readonly createdTo?: Date;
  /** True: said without a reason. */
  readonly waiting?: (typeof WAITING)[number] | true;
}

@SubCommand({ name: 'list', description: 'payouts of all clients, newest first; --format csv is an export' })
export class ListPayouts extends ExportingCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  @Option({ flags: '--status <status>', description: STATUSES.join(', ') })
  readStatus(text: string): PayoutStatus {
    return readWord('--status', text, STATUSES);
  }

  @Option({ flags: '--client <client>', description: 'by name or id' })
  readClient(text: string): string {
    return text;
  }

  @Option({ flags: '--rail <rail>', description: RAILS.join(', ') })
  readRail(text: string): string {
    return readWord('--rail', text, RAILS);
  }

  @Option({ flags: '--reference <reference>', description: "the client's own reference" })
  readReference(text: string): string {
    return readText('--reference', text, 64);
  }

  @Option({ flags: '--created-from <time>', description: 'accepted then or later' })
  readCreatedFrom(text: string): Date {
    return readTime('--created-from', text);
  }

  @Option({ flags: '--created-to <time>', description: 'accepted before then' })
  readCreatedTo(text: string): Date {
    return readTime('--created-to', text);
  }

  @Option({ flags: '--waiting [reason]', description: 'those that wait: for window, funds, or any' })
  readWaiting(text: string): (typeof WAITING)[number] {
    return readWord('--waiting', text, WAITING);
  }

  override async run(_: string[], options: Options): Promise<void> {
    await this.domain.use(async (get) => {
      const names = await clientNames(get);
      const parts = await this.find(get, options);
      if (options.format === 'csv') return printCsv(payoutCsvColumns(names), parts);
      const found = await collect(parts);
      const body = (payout: ShownPayout) => payoutBody(payout, names.get(payout.clientId) ?? null);
      await printList(options.format, found, { columns: payoutColumns(names), body });
    });
  }

  private async find(get: Get, options: Options): Promise<AsyncIterable<Part<ShownPayout>>> {
    const { client, ...wished } = options;
    const filter: OverseenFilter = omitAbsent({
      clientId: client === undefined ? undefined : (await findClient(get, client)).client.id,
      status: wished.status,
      rail: wished.rail,
      reference: wished.reference,
      createdFrom: wished.createdFrom,
      createdTo: wished.createdTo,
      waiting: wished.waiting === true ? 'any' : wished.waiting,
    });
    return readParts(
      this.limitOf(options),
      async (most, before) =>
        (await get(OverseePayouts).list(filter, most, before)).map((payout) => shown(get, payout)),
      ({ id }) => id,
    );
  }
}
