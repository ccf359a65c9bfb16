import type { Sql } from '../law/lease.js';
import type { StandingFacts } from '../law/standing.js';
import { CONFIRMED_BY_MAKER, IS_DOUBTED } from '../law/standing.queries.js';

/** What the tables beside `payout` say of one. */
export interface PayoutFacts extends StandingFacts {
  /** How many transfers were recorded. */
  readonly attempts: number;
  /** Whether one of them was refused: it is asked about once more when the payout ends otherwise. */
  readonly hasRefusedAttempt: boolean;
  /** The database's clock. */
  readonly now: Date;
}

const FACTS = `select payout.id, ${IS_DOUBTED} as "isDoubted", ${CONFIRMED_BY_MAKER} as "confirmedByMaker",
    (select count(*)::int from attempt where attempt.payout_id = payout.id) as attempts,
    exists (select from attempt where attempt.payout_id = payout.id and attempt.result = 'refused') as "hasRefusedAttempt",
    now()
  from payout where id = any($1::uuid[])`;

/** @param lock waits for whatever changes the payout at this moment, and keeps it as it is until the transaction ends */
export async function factsOf(db: Sql, payoutId: string, lock = false): Promise<PayoutFacts> {
  const [facts]: PayoutFacts[] = await db.query(lock ? `${FACTS} for no key update` : FACTS, [[payoutId]]);
  if (facts === undefined) throw new Error(`there is no payout ${payoutId}`);
  return facts;
}

/** The facts of many payouts by their ids. */
export async function factsOfMany(db: Sql, payoutIds: readonly string[]): Promise<ReadonlyMap<string, PayoutFacts>> {
  const rows: (PayoutFacts & { id: string })[] = payoutIds.length === 0 ? [] : await db.query(FACTS, [payoutIds]);
  return new Map(rows.map((facts) => [facts.id, facts]));
}

/** Whether an actor is the person who created a payout. */
export async function isMaker(db: Sql, { id }: { readonly id: string }, actor: string): Promise<boolean> {
  const [{ same }]: [{ same: boolean }] = await db.query(
    `select principal_of(actor) = principal_of($2) as same from payout_event where payout_id = $1 and version = 1`,
    [id, actor],
  );
  return same;
}
