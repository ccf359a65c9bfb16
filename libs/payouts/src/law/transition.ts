import type { EntityManager } from 'typeorm';
import { type Actor, type AuditedChange, recordAudit } from '#libs/audit';
import { afterCommit, NOW, setList, sqlStateOf } from '#libs/platform';
import { PAYOUT_MOVED } from '../records/happenings.js';
import { Payout } from '../records/payout.entity.js';
import { ANNOUNCE_MOVED, VIEW_COLUMNS } from '../records/payout-view.js';
import { raiseAlert } from '../records/raise-alert.js';
import { isFinal, judge, type PayoutEventName } from './status.js';

/** Fields of a payout that a move may set beside its status; `NOW` is the database's clock. */
export type PayoutFields = {
  [Field in keyof SettableFields]?: SettableFields[Field] | (Date extends SettableFields[Field] ? typeof NOW : never);
};
type SettableFields = Pick<
  Payout,
  | 'accountNameSealed'
  | 'nameMatch'
  | 'ticketSealed'
  | 'providerReference'
  | 'fee'
  | 'confirmedAt'
  | 'pendingReason'
  | 'proof'
  | 'failureCode'
  | 'failureMessage'
  | 'failureProviderCode'
  | 'reviewReason'
  | 'waitingReason'
  | 'waitingUntil'
  | 'fundsSince'
  | 'fundsBalance'
  | 'rail'
  | 'provider'
  | 'confirmedBy'
>;

export interface Move {
  readonly event: PayoutEventName;
  /** Who moves it: `client:<id>` or `salur`. */
  readonly actor: string;
  /** What explains the move, kept in the history. No account numbers, no secrets. */
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly set?: PayoutFields;
  /** When somebody has to look next, in milliseconds from now; null: never. */
  readonly dueInMs: number | null;
  /**
   * `lease`: a worker that claimed the payout; it must still hold the fence it was given.
   * `request`: a caller's command; it needs no lease, and takes the fence away from whoever holds one.
   */
  readonly by: 'lease' | 'request';
  /** What the audit trail shall say of it, when a person or an API key moves it. */
  readonly audited?: AuditedMove;
}

/** A move for the audit trail; what it is a move of is the payout. */
export interface AuditedMove extends Omit<AuditedChange, 'subjectId'> {
  readonly by: Actor;
}

export type MoveResult =
  | { readonly kind: 'moved'; readonly payout: Payout }
  /** The payout already is what the event would make it. */
  | { readonly kind: 'duplicate' }
  /** Somebody else moved or claimed the payout since it was read. */
  | { readonly kind: 'lost' }
  /** The state machine has no such move; an alert was raised. */
  | { readonly kind: 'illegal' };

/** What belongs to one status only and is therefore cleared by every move that does not set it anew. */
const STATUS_BOUND: PayoutFields = {
  pendingReason: null,
  proof: null,
  failureCode: null,
  failureMessage: null,
  failureProviderCode: null,
  reviewReason: null,
  waitingReason: null,
  waitingUntil: null,
};

/**
 * The one function that moves a payout. In one statement it updates the payout (only if status, version and fence are
 * still as read), writes the history row that explains the move and the outbox row by which clients receive it, if any wants to.
 */
export async function transition(tx: EntityManager, payout: Payout, move: Move): Promise<MoveResult> {
  const verdict = judge(payout.status, move.event);
  if (verdict.kind === 'duplicate') return verdict;
  if (verdict.kind === 'illegal') {
    await raiseAlert(tx, {
      payoutId: payout.id,
      kind: 'illegal_event',
      message: `The event ${move.event} does not apply to a payout that is ${payout.status}`,
      detail: { ...move.detail, actor: move.actor },
    });
    return verdict;
  }
  const fields = { ...STATUS_BOUND, ...move.set };
  const set = setList(fields, 10);
  const rows = await returnedRows(
    tx,
    `with moved as (
       update payout set status = $1, version = version + 1, tries = 0, updated_at = now(),
         due_at = now() + $2::double precision * interval '1 millisecond',
         fence = fence + case when $3::boolean then 1 else 0 end,
         completed_at = case when $4::boolean then now() end,
         review_since = case when $1 = 'review' then now() end, ${set.sql}
       where id = $5 and status = $6 and version = $7 and ($3::boolean or fence = $8)
       returning ${VIEW_COLUMNS}, client_id, fence
     ), history as (
       insert into payout_event (payout_id, version, event, from_status, to_status, actor, detail)
       select id, version, $9::jsonb ->> 'event', $6, status, $9::jsonb ->> 'actor', $9::jsonb -> 'detail' from moved
     ), announced as (
       ${ANNOUNCE_MOVED}
     )
     select version, fence, due_at, updated_at, completed_at, review_since from moved`,
    [
      verdict.to,
      move.dueInMs,
      move.by === 'request',
      isFinal(verdict.to),
      payout.id,
      payout.status,
      payout.version,
      payout.fence,
      JSON.stringify({ event: move.event, actor: move.actor, detail: move.detail ?? {} }),
      ...set.values,
    ],
  );
  const row = rows[0];
  if (row === undefined) return { kind: 'lost' };
  if (move.audited !== undefined) {
    const { by, ...change } = move.audited;
    await recordAudit(tx, by, { ...change, subjectId: payout.id });
  }
  const moved = Object.assign(new Payout(), payout, withTime(fields, row.updated_at), {
    status: verdict.to,
    version: row.version,
    fence: row.fence,
    tries: 0,
    dueAt: row.due_at,
    updatedAt: row.updated_at,
    completedAt: row.completed_at,
    reviewSince: row.review_since,
  });
  const ageMs = row.updated_at.getTime() - payout.createdAt.getTime();
  afterCommit(tx, () => PAYOUT_MOVED.tell({ event: move.event, rail: payout.rail, to: verdict.to, ageMs }));
  return { kind: 'moved', payout: moved };
}

function withTime(fields: PayoutFields, now: Date): Partial<Payout> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value === NOW ? now : value]));
}

interface MovedRow {
  version: number;
  fence: number;
  due_at: Date | null;
  updated_at: Date;
  completed_at: Date | null;
  review_since: Date | null;
}

async function returnedRows(tx: EntityManager, sql: string, parameters: unknown[]): Promise<MovedRow[]> {
  return tx.query(sql, parameters);
}

/** True when PostgreSQL refused a second live attempt: somebody else owns the transfer of this payout. */
export function isSecondLiveAttempt(error: unknown): boolean {
  const constraint = (error as { driverError?: { constraint?: string } } | null)?.driverError?.constraint;
  return (
    sqlStateOf(error) === '23505' && (constraint === 'attempt_one_live' || constraint === 'attempt_number_is_unique')
  );
}
