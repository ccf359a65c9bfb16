import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { alertUnreadable, inTransaction, RowUnreadable } from '#libs/platform';
import { BANK_CODE, findBuiltInBank } from '../banks.js';
import { BusinessCalendar } from '../calendar/business-calendar.js';
import { CalendarDay, CalendarYear } from '../calendar/calendar-day.entity.js';
import { indonesianHolidays, JointLeaveReminder } from '../calendar/indonesian-holidays.js';
import { ProviderAccount, ProviderBankRow } from './provider-account.entity.js';
import { type BankLimits, type KnownBalance, RailFacts, type RailFactsSnapshot } from './rail-facts.js';

/** The maximum age of the facts in a replica that did not change them itself. */
const LOAD_EVERY_MS = 5_000;

/**
 * Loads the rows of other replicas and operators into this process's {@link RailFacts}: once before the service is ready, then
 * every 5 s, also in processes without a worker. While the database is down the facts stay unchanged. Warns once a day until a
 * person says that the current or coming year is complete.
 */
@Injectable()
export class LoadRailFacts implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(LoadRailFacts.name);
  private readonly jointLeave = new JointLeaveReminder();
  private timer: NodeJS.Timeout | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private failing = false;
  private stopping = false;
  private known = '';
  private knownDays = '';
  /** Providers whose row this process has reported as unreadable. */
  private readonly alerted = new Set<string>();
  private banksAt: ReadonlyMap<string, number> = new Map();
  private lists: ReadonlyMap<string, BankRows> = new Map();

  constructor(
    private readonly dataSource: DataSource,
    private readonly facts: RailFacts,
  ) {}

  /** @throws when the database is down: a service without facts is not ready */
  async onApplicationBootstrap(): Promise<void> {
    await this.reload();
    this.timer = setInterval(() => void this.tick(), LOAD_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    if (this.timer !== null) clearInterval(this.timer);
    await this.last.catch(() => undefined);
  }

  /**
   * Reads the facts now. Calls run one after the other, so everything committed before a call is loaded after it.
   *
   * @returns whether anything changed
   */
  reload(): Promise<boolean> {
    const next = this.last.catch(() => undefined).then(() => (this.stopping ? false : this.load()));
    this.last = next;
    return next;
  }

  private async tick(): Promise<void> {
    try {
      await this.reload();
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.warn(`balances, banks and calendar cannot be read: ${(error as Error).message}`);
      this.failing = true;
    }
  }

  private async load(): Promise<boolean> {
    const [stored, days, years] = await Promise.all([
      this.dataSource.getRepository(ProviderAccount).find({ order: { provider: 'ASC' } }),
      this.dataSource.getRepository(CalendarDay).find({ order: { date: 'ASC' } }),
      this.dataSource.getRepository(CalendarYear).find(),
    ]);
    const accounts = await this.readable(stored);
    this.remind(years);
    const { current } = this.facts;
    current.calendar.prepare(new Date());
    const daysNow = days.map(({ date, businessDay }) => `${date} ${businessDay}`).join();
    const now = [daysNow, ...accounts.map(fingerprintOf)].join('\n');
    if (now === this.known) return false;

    const lists = await this.readBankLists(accounts);
    const calendar =
      daysNow === this.knownDays && this.known !== ''
        ? current.calendar
        : new BusinessCalendar(indonesianHolidays, days);
    calendar.prepare(new Date());
    this.facts.replace({ calendar, balances: balancesOf(accounts), ...bankFactsOf(lists) });
    this.lists = lists;
    this.banksAt = new Map(accounts.map(({ provider, banksAt }) => [provider, banksAt?.getTime() ?? 0]));
    this.knownDays = daysNow;
    this.known = now;
    return true;
  }

  /** Without the balance or the bank list of a row that has no usable time: it counts as not received, and is received again. */
  private async readable(stored: readonly ProviderAccount[]): Promise<ProviderAccount[]> {
    const accounts: ProviderAccount[] = [];
    for (const account of stored) {
      const { provider } = account;
      const [noBalance, noBanks] = [isNoTime(account.balanceAt), isNoTime(account.banksAt)];
      if (noBalance || noBanks) await this.alert(provider, noBalance ? 'balance_at' : 'banks_at');
      accounts.push({
        ...account,
        ...(noBalance ? { available: null, ledger: null, balanceAt: null } : {}),
        ...(noBanks ? { banksAt: null } : {}),
      });
    }
    return accounts;
  }

  private async alert(provider: string, column: string): Promise<void> {
    if (this.alerted.has(provider)) return;
    this.alerted.add(provider);
    const row = { table: 'provider_account', id: provider };
    const error = new RowUnreadable(row, `${column} is no time`);
    const after = 'Salur then reads it within seconds; the next response of the provider replaces it as well.';
    const message = await inTransaction(this.dataSource, (tx) => alertUnreadable(tx, { row, error, after }));
    if (message !== null) this.logger.error({ provider, msg: message });
  }

  private remind(years: readonly CalendarYear[]): void {
    const complete = new Set(years.map(({ year }) => year));
    const year = this.jointLeave.yearToRemindOf(complete, new Date());
    if (year === null) return;
    const problem = `the calendar of ${year} is not complete: rails with hours take joint leave that is not declared for business days`;
    this.logger.warn(`${problem} (PUT /v1/calendar/{date}, then salur calendar complete ${year})`);
  }

  /** Reads only the lists that are newer than the loaded ones. */
  private async readBankLists(accounts: readonly ProviderAccount[]): Promise<ReadonlyMap<string, BankRows>> {
    const lists = new Map<string, BankRows>();
    for (const { provider, banksAt } of accounts) {
      if (banksAt === null) continue;
      const known = this.banksAt.get(provider) === banksAt.getTime() ? this.lists.get(provider) : undefined;
      lists.set(provider, known ?? (await this.dataSource.getRepository(ProviderBankRow).findBy({ provider })));
    }
    return lists;
  }
}

type BankRows = readonly ProviderBankRow[];

function bankFactsOf(
  lists: ReadonlyMap<string, BankRows>,
): Pick<RailFactsSnapshot, 'bankLimits'> & { listedBanks: ReadonlyMap<string, string> } {
  const bankLimits = new Map<string, BankLimits>();
  const listedBanks = new Map<string, string>();
  for (const [provider, rows] of lists) {
    bankLimits.set(provider, new Map(rows.map(({ bankCode, maxAmount }) => [bankCode, maxAmount])));
    for (const { bankCode, name } of rows)
      if (findBuiltInBank(bankCode) === undefined && BANK_CODE.test(bankCode) && !listedBanks.has(bankCode))
        listedBanks.set(bankCode, name);
  }
  return { bankLimits, listedBanks };
}

/** `infinity` is a time for PostgreSQL, and a number for its driver. */
function isNoTime(time: Date | null): boolean {
  return time !== null && !(time instanceof Date && Number.isFinite(time.getTime()));
}

function fingerprintOf({ provider, available, ledger, balanceAt, banksAt }: ProviderAccount): string {
  return [provider, available, ledger, balanceAt?.getTime(), banksAt?.getTime()].join(' ');
}

function balancesOf(accounts: readonly ProviderAccount[]): ReadonlyMap<string, KnownBalance> {
  const balances = new Map<string, KnownBalance>();
  for (const { provider, available, ledger, highest, balanceAt: askedAt } of accounts) {
    if (available === null || askedAt === null) continue;
    balances.set(provider, { available, ledger, highest: highest ?? available, askedAt });
  }
  return balances;
}
