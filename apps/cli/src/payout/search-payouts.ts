import { Option, SubCommand } from 'nest-commander';
import { feeExpectedOf, OverseePayouts, type PayoutSum, STATUSES } from '#libs/payouts';
import { RailDirectory } from '#libs/rails';
import { clientNames } from '../client/client.js';
import { UsageError, wrong } from '../core/errors.js';
import { ListingCommand, type ListOptions } from '../core/salur-command.js';
import { actorOf, readOperator } from '../input/input.js';
import { type Column, collect, mapParts, readParts } from '../output/output.js';
import { rupiahText } from '../output/words.js';
import { type FilterOptions, filterOf, PayoutFilterCommand } from './filter-payouts.js';
import { shownPayouts } from './list-payouts.js';
import { allShown } from './shown-payout.js';

const DIGITS = /^\+?\d{4,34}$/;

interface SearchOptions extends ListOptions {
  readonly account?: string;
  readonly as?: string;
}

@SubCommand({
  name: 'search',
  description: 'find the payouts of all clients to an account; the audit trail records the operator',
})
export class SearchPayouts extends ListingCommand {
  @Option({ flags: '--account <number>', description: 'account number, or phone number of a person who collects cash' })
  readAccount(text: string): string {
    if (!DIGITS.test(text)) throw wrong('--account', 'send digits only, 4 to 34 of them');
    return text;
  }

  @Option({
    flags: '--as <name>',
    description: 'the operator, for the audit trail; default $SALUR_OPERATOR, then the user of the operating system',
  })
  readAs(name: string): string {
    return readOperator(name);
  }

  override async run(_: string[], { account, as, format, limit }: SearchOptions): Promise<void> {
    if (account === undefined) throw new UsageError('--account is required');
    const by = actorOf(as, this.terminal.env);
    await this.domain.use(async (get) => {
      const payouts = get(OverseePayouts);
      const filter = await payouts.searchFor(account, by);
      const parts = readParts(
        limit,
        (most, before) => payouts.list(filter, most, before),
        ({ id }) => id,
      );
      const found = await collect(mapParts(parts, (items) => allShown(get, items)));
      await this.printList(format, found, shownPayouts(await clientNames(get)));
    });
  }
}

/** The sums of one status. */
interface SumOfStatus {
  readonly status: string;
  readonly count: bigint;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly feeExpected: bigint;
}

const COLUMNS: readonly Column<SumOfStatus>[] = [
  { title: 'STATUS', of: ({ status }) => status },
  { title: 'COUNT', align: 'right', of: ({ count }) => String(count) },
  { title: 'AMOUNT', align: 'right', of: ({ amount }) => rupiahText(amount) },
  { title: 'FEE', align: 'right', of: ({ fee }) => rupiahText(fee) },
  { title: 'FEE EXPECTED', align: 'right', of: ({ feeExpected }) => rupiahText(feeExpected) },
];

@SubCommand({ name: 'sum', description: 'count and sum payouts of all clients that fit a filter, by status' })
export class SumPayouts extends PayoutFilterCommand {
  override async run(_: string[], options: FilterOptions & ListOptions): Promise<void> {
    if (options.format === 'csv') throw new UsageError('--format csv is for lists: use table or json');
    await this.domain.use(async (get) => {
      const sums = await get(OverseePayouts).sums(await filterOf(get, options));
      const items = byStatus(sums, get(RailDirectory));
      const body = ({ status, ...numbers }: SumOfStatus) => ({
        status,
        ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)])),
      });
      await this.printList(options.format, { items, more: false }, { columns: COLUMNS, body });
    });
  }
}

function byStatus(sums: readonly PayoutSum[], rails: RailDirectory): SumOfStatus[] {
  return STATUSES.flatMap((status) => {
    const ofStatus = sums.filter((sum) => sum.status === status);
    if (ofStatus.length === 0) return [];
    const total = (of: (sum: PayoutSum) => bigint) => ofStatus.reduce((all, sum) => all + of(sum), 0n);
    return [
      {
        status,
        count: total(({ count }) => BigInt(count)),
        amount: total(({ amount }) => BigInt(amount)),
        fee: total(({ fee }) => BigInt(fee)),
        feeExpected: total((sum) => (feeExpectedOf(sum, rails) ?? 0n) * BigInt(sum.count)),
      },
    ];
  });
}
