import { ComparePayouts } from '#libs/reconciliation';
import { Domain } from './domain.js';
import { createTestDatabase } from './embedded-postgres-database.js';
import { type NewPayout, newPayout } from './new-payout.js';
import { csvOf, type FileToImport, importFile, type Row, reportedDifferences } from './statements.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Noon in Jakarta, ten days ago. */
export const NOON = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - 10 * DAY_MS + 5 * HOUR_MS);
/** So many hours after noon. */
export const hours = (count: number) => new Date(NOON.getTime() + count * HOUR_MS);

/** A payout with the row that an honest statement has of it. */
export interface Paid {
  readonly id: string;
  /** Its `disburseId`. */
  readonly name: string;
  readonly row: Row;
}

/** Payouts of some days ago, the statements about them, and what was reported. */
export class Reconciliation {
  private number = 0;

  private constructor(
    readonly domain: Domain,
    readonly close: () => Promise<void>,
  ) {}

  static async open(): Promise<Reconciliation> {
    const database = await createTestDatabase();
    const domain = await Domain.start(database.url, {});
    return new Reconciliation(domain, async () => {
      await domain.stop();
      await database.drop();
    });
  }

  /** A payout whose transfer left at noon, and that succeeded. */
  async paid(overrides: NewPayout = {}): Promise<Paid> {
    this.number += 1;
    const name = `77${String(this.number).padStart(6, '0')}`;
    const [sentAt, amount] = [overrides.sentAt ?? NOON, overrides.amount ?? 50_000n];
    const id = await newPayout(this.domain.dataSource, {
      status: 'succeeded',
      amount,
      sentAt,
      completedAt: sentAt,
      keys: [`disburseId:${name}`],
      ...overrides,
    });
    return { id, name, row: { names: { disburseId: name }, type: 'transfer', amount, bookedAt: sentAt } };
  }

  /** Imports rows as a statement of the day around noon. */
  take(rows: readonly Row[], file: Partial<FileToImport> = {}) {
    const { provider = 'duitku', from = hours(-1), to = hours(24) } = file;
    return importFile(this.domain, { ...file, provider, from, to, text: csvOf(provider, rows) });
  }

  /** Everything that was ever reported of a payout: `paid_twice open`, `missing_line closed agrees`. */
  async differencesOf(payoutId: string): Promise<string[]> {
    const all = await reportedDifferences(this.domain.dataSource);
    return all
      .filter((each) => each.payoutId === payoutId)
      .map(({ kind, status, closedBecause }) => [kind, status, closedBecause].filter(Boolean).join(' '));
  }

  compare(): Promise<number> {
    return this.domain.get(ComparePayouts).compare();
  }
}
