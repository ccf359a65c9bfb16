import type { DataSource } from 'typeorm';
import { firstIdOf } from '#libs/platform';
import { type StandingKind, type TwoPeopleSettings, WAITING_WORDS, type WaitingWord } from '../law/standing.js';
import { STATUSES_OF_STANDING, standingKind } from '../law/standing.queries.js';
import { isFinal, type PayoutStatus } from '../law/status.js';
import { type Payout, payoutOf } from '../records/payout.entity.js';

/** Which payouts to list; absent means any. */
export interface PayoutFilter {
  /** In one of these. */
  readonly status?: readonly PayoutStatus[];
  readonly reference?: string;
  /** On one of these. */
  readonly rail?: readonly string[];
  /** Those that wait for this before their transfer; `any`: that wait for anything. */
  readonly waiting?: WaitingWord | 'any';
  /** Those that stand so; see `standing.ts`. */
  readonly standing?: StandingKind;
  /** Those that have all of these. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly createdFrom?: Date;
  readonly createdTo?: Date;
  /** Those that ended at this time or later. */
  readonly completedFrom?: Date;
  readonly completedTo?: Date;
  /** See {@link SealedData.destinationHash}. */
  readonly destinationHash?: Buffer;
}

/** The same for payouts of any client. */
export interface OverseenFilter extends PayoutFilter {
  readonly clientId?: string;
}

/** Some payouts of a list. */
export interface PayoutPage {
  /** Newest first: a client's with `completedFrom` or `completedTo` by when they ended, all others by when they were accepted. */
  readonly items: readonly Payout[];
  /**
   * Null: the page has as many as were wanted, or the list ends. Otherwise the id of the last payout that was looked at: so many
   * did not fit the filter that the search ended there. It goes on after that one.
   */
  readonly examinedTo: string | null;
}

/** A page looks at no more payouts than this, whatever the filter. */
const MOST_EXAMINED = 20_000;

const OPEN = `payout.status in ('created', 'inquired', 'transferring', 'pending', 'review')`;

/**
 * A page of payouts. An index leads to the payouts that are looked at, in the order of the list; the rest of the filter is applied to
 * them, until the page is full.
 *
 * @param before the id of the last payout of the page before
 * @param mostExamined payouts that are looked at; a test may lower it
 */
export async function findPage(
  dataSource: DataSource,
  filter: OverseenFilter,
  { limit, before }: { readonly limit: number; readonly before: string | null },
  settings: TwoPeopleSettings,
  mostExamined = MOST_EXAMINED,
): Promise<PayoutPage> {
  const query = new PayoutQuery(filter, settings);
  const [found, foundValues] = query.page(before, limit, mostExamined);
  const rows: Record<string, unknown>[] = await dataSource.query(found, foundValues);
  const items = rows.map((row) => payoutOf(dataSource, row));
  if (items.length >= limit || !query.leavesOut) return { items, examinedTo: null };
  const [last, lastValues] = query.lastExamined(before, mostExamined);
  const [examined]: { id: string }[] = await dataSource.query(last, lastValues);
  return { items, examinedTo: examined?.id ?? null };
}

/** How many payouts of a status there are on a rail, and their rupiah, in digits. */
export interface PayoutSum {
  readonly status: PayoutStatus;
  readonly rail: string;
  readonly count: number;
  readonly amount: string;
  /** What the provider said that it takes. */
  readonly fee: string;
}

/** Counts and sums of all that a filter lets through, by status and rail. */
export function sumOf(
  dataSource: DataSource,
  filter: OverseenFilter,
  settings: TwoPeopleSettings,
): Promise<PayoutSum[]> {
  return dataSource.query(...new PayoutQuery(filter, settings).sum());
}

/** Whether a filter finds only payouts that an index has, however many others there are. */
export function isOfOpenOnly(filter: PayoutFilter): boolean {
  const statuses = [filter.status, filter.standing && STATUSES_OF_STANDING[filter.standing]];
  if (filter.waiting !== undefined) return true;
  return statuses.some((some) => some?.every((status) => !isFinal(status)));
}

function isByCompletion({ clientId, completedFrom, completedTo }: OverseenFilter): boolean {
  return clientId !== undefined && (completedFrom !== undefined || completedTo !== undefined);
}

type Statement = [sql: string, parameters: unknown[]];

class PayoutQuery {
  private parameters: unknown[] = [];
  /** By the time at which they ended: an index has it for each client. */
  private readonly byCompletion: boolean;
  private readonly order: string;
  /** Whether payouts that are looked at may not fit. */
  readonly leavesOut: boolean;

  constructor(
    private readonly filter: OverseenFilter,
    private readonly settings: TwoPeopleSettings,
  ) {
    this.byCompletion = isByCompletion(filter);
    this.order = this.byCompletion ? 'payout.completed_at desc, payout.id desc' : 'payout.id desc';
    this.leavesOut = this.fitting().length > 0;
  }

  page(before: string | null, limit: number, mostExamined: number): Statement {
    return this.statement(() => {
      const fitting = this.fitting();
      return `select payout.* from (${this.examined(before)} limit ${this.value(mostExamined)}) payout
        ${fitting.length === 0 ? '' : `where ${fitting.join(' and ')}`} order by ${this.order} limit ${this.value(limit)}`;
    });
  }

  lastExamined(before: string | null, mostExamined: number): Statement {
    return this.statement(() => `${this.examined(before, 'id')} offset ${this.value(mostExamined - 1)} limit 1`);
  }

  sum(): Statement {
    return this.statement(() => {
      const conditions = [...this.leading(null), ...this.fitting()];
      return `select payout.status, payout.rail, count(*)::int as count, sum(payout.amount)::text as amount,
          coalesce(sum(payout.fee), 0)::text as fee
        from payout where ${conditions.join(' and ') || 'true'} group by payout.status, payout.rail order by 1, 2`;
    });
  }

  private statement(write: () => string): Statement {
    this.parameters = [];
    return [write(), this.parameters];
  }

  private examined(before: string | null, columns = '*'): string {
    return `select ${columns} from payout where ${this.leading(before).join(' and ') || 'true'} order by ${this.order}`;
  }

  /** What an index finds, together with the order. Bounds of the time are bounds of the id too, which begins with it. */
  private leading(before: string | null): string[] {
    const { clientId, reference, destinationHash, createdFrom, createdTo, completedTo } = this.filter;
    const conditions: string[] = [];
    if (clientId !== undefined) conditions.push(`payout.client_id = ${this.value(clientId)}`);
    if (reference !== undefined) conditions.push(`payout.reference = ${this.value(reference)}`);
    if (destinationHash !== undefined) conditions.push(`payout.destination_hash = ${this.value(destinationHash)}`);
    if (isOfOpenOnly(this.filter)) conditions.push(OPEN);
    if (this.byCompletion) conditions.push(...this.completed());
    // None has ended before it was accepted.
    const latest = [createdTo, completedTo].filter((time) => time !== undefined);
    if (!this.byCompletion && createdFrom !== undefined)
      conditions.push(`payout.id >= ${firstIdOf(`${this.value(createdFrom)}::timestamptz - interval '1 hour'`)}`);
    for (const time of this.byCompletion ? [] : latest)
      conditions.push(`payout.id < ${firstIdOf(`${this.value(time)}::timestamptz + interval '1 hour'`)}`);
    if (before !== null) conditions.push(this.after(this.value(before)));
    return conditions;
  }

  private completed(): string[] {
    const { completedFrom, completedTo } = this.filter;
    return [
      ...(completedFrom === undefined ? [] : [`payout.completed_at >= ${this.value(completedFrom)}`]),
      ...(completedTo === undefined ? [] : [`payout.completed_at < ${this.value(completedTo)}`]),
    ];
  }

  private after(id: string): string {
    if (!this.byCompletion) return `payout.id < ${id}::uuid`;
    return `(payout.completed_at, payout.id) < ((select completed_at from payout last where last.id = ${id}::uuid), ${id}::uuid)`;
  }

  /** What is left of the filter. */
  private fitting(): string[] {
    const { status, rail, metadata, waiting, standing, createdFrom, createdTo } = this.filter;
    const conditions: string[] = [];
    if (status !== undefined) conditions.push(`payout.status = any (${this.value(status)}::text[])`);
    if (rail !== undefined) conditions.push(`payout.rail = any (${this.value(rail)}::text[])`);
    if (metadata !== undefined) conditions.push(`payout.metadata @> ${this.value(JSON.stringify(metadata))}::jsonb`);
    if (waiting !== undefined) conditions.push(this.standsAs(kindsThatWaitFor(waiting)));
    if (standing !== undefined) conditions.push(this.standsAs([standing]));
    if (createdFrom !== undefined) conditions.push(`payout.created_at >= ${this.value(createdFrom)}`);
    if (createdTo !== undefined) conditions.push(`payout.created_at < ${this.value(createdTo)}`);
    return this.byCompletion ? conditions : [...conditions, ...this.completed()];
  }

  /** The statuses are named as well: the standing is then computed for these rows only. */
  private standsAs(kinds: readonly StandingKind[]): string {
    const statuses = [...new Set(kinds.flatMap((kind) => STATUSES_OF_STANDING[kind] as readonly PayoutStatus[]))];
    const from = this.value(this.settings.twoPeopleFrom?.toString() ?? null);
    return `payout.status = any (${this.value(statuses)}::text[]) and ${standingKind(from)} = any (${this.value(kinds)}::text[])`;
  }

  private value(value: unknown): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }
}

function kindsThatWaitFor(word: WaitingWord | 'any'): StandingKind[] {
  const waits = Object.entries(WAITING_WORDS) as [StandingKind, WaitingWord][];
  return waits.filter(([, reason]) => word === 'any' || word === reason).map(([kind]) => kind);
}
