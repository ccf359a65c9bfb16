import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Actor, type AuditedChange, recordAudit } from '#libs/audit';
import { afterCommit, NOW, newId, Problem, Signal, setList, sqlStateOf } from '#libs/platform';
import { type Aside, LEASE_AFTER_MOVE, type Lease, leaseParameters, type MoveBy, putAside, type Sql } from './lease.js';
import { CONFIRMED_BY_MAKER, IS_DOUBTED } from './standing.queries.js';
import {
  type FailureCode,
  isFinal,
  judge,
  type NameMatch,
  type PayoutEventName,
  type PayoutStatus,
  type PendingReason,
  type Proof,
  type ReviewReason,
  type WaitingReason,
} from './status.js';

const logger = new Logger('Alert');
const moves = new Logger('Payouts');

/** This process moved a payout, and the commit is acknowledged. */
export interface PayoutMoved {
  readonly event: PayoutEventName;
  /** The rail that it was on; one that it leaves, when it goes to another. */
  readonly rail: string;
  readonly to: PayoutStatus;
  /** Whether it has another status than before. */
  readonly hasNewStatus: boolean;
  /** Since it was created. */
  readonly ageMs: number;
}
export const PAYOUT_MOVED = new Signal<PayoutMoved>();

/** What of a payout a move needs to know: as it was read. */
export interface Movable extends Lease {
  readonly status: PayoutStatus;
  readonly rail: string;
  readonly createdAt: Date;
  readonly wantedAt: Date | null;
}

type Time = Date | typeof NOW | null;

/** Fields of a payout that a move may set beside its status; `NOW` is the database's clock. */
export interface PayoutFields {
  readonly accountNameSealed?: Buffer | null;
  readonly nameMatch?: NameMatch | null;
  readonly ticketSealed?: Buffer | null;
  readonly providerReference?: string | null;
  readonly fee?: bigint | null;
  readonly confirmedAt?: Time;
  readonly confirmedBy?: string | null;
  readonly pendingReason?: PendingReason | null;
  readonly proof?: Proof | null;
  readonly failureCode?: FailureCode | null;
  readonly failureMessage?: string | null;
  readonly failureProviderCode?: string | null;
  readonly reviewReason?: ReviewReason | null;
  readonly waitingReason?: WaitingReason | null;
  readonly waitingUntil?: Date | null;
  readonly fundsSince?: Time;
  readonly fundsBalance?: bigint | null;
  readonly holdsPlace?: boolean;
  readonly rail?: string;
  readonly provider?: string;
}

export interface Move {
  readonly event: PayoutEventName;
  /** Who moves it: `client:<id>` or `salur`. */
  readonly actor: string;
  /** What explains the move, kept in the history. No account numbers, no secrets. */
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly set?: PayoutFields;
  /** When a worker looks next, in milliseconds from now; null: never. */
  readonly dueInMs: number | null;
  readonly by: MoveBy;
  /**
   * Only as long as nothing has wanted the payout since it was claimed: a command may have recorded something that the worker
   * has not seen when it decided.
   */
  readonly unlessWanted?: boolean;
  /** What the audit trail says of it, when a person or an API key moves it. */
  readonly audited?: AuditedMove;
}

/** A move for the audit trail; what it is a move of is the payout. */
export interface AuditedMove extends Omit<AuditedChange, 'subjectId'> {
  readonly by: Actor;
}

export type MoveResult<P extends Movable> =
  | { readonly kind: 'moved'; readonly payout: P }
  /** The payout already is what the event would make it. */
  | { readonly kind: 'duplicate' }
  /** The payout was moved or claimed since it was read. */
  | { readonly kind: 'lost' }
  /** The state machine has no such move; an alert was raised. */
  | { readonly kind: 'illegal' };

/** Columns of one status only: every move that does not set them clears them. */
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
export async function transition<P extends Movable>(tx: EntityManager, payout: P, move: Move): Promise<MoveResult<P>> {
  const verdict = judge(payout.status, move.event);
  if (verdict.kind === 'duplicate') return verdict;
  if (verdict.kind === 'illegal') {
    await alertIllegal(tx, payout, move);
    return verdict;
  }
  const fields = { ...STATUS_BOUND, ...move.set };
  const set = setList(fields, 12);
  const [row]: MovedRow[] = await tx.query(`${MOVE} ${set.sql} ${GUARDED}`, [
    verdict.to,
    move.dueInMs,
    ...leaseParameters(move.by),
    isFinal(verdict.to),
    move.unlessWanted ?? false,
    payout.id,
    payout.status,
    payout.version,
    payout.fence,
    JSON.stringify({ event: move.event, actor: move.actor, detail: move.detail ?? {} }),
    ...set.values,
  ]);
  if (row === undefined) return { kind: 'lost' };
  if (move.audited !== undefined) {
    const { by, ...change } = move.audited;
    await recordAudit(tx, by, { ...change, subjectId: payout.id });
  }
  const { due_at: dueAt, leased_until: leasedUntil, wanted_at: wantedAt, updated_at: updatedAt } = row;
  const moved: P = Object.assign(copyOf(payout), withTime(fields, updatedAt), {
    status: verdict.to,
    version: row.version,
    tries: 0,
    dueAt,
    leasedUntil,
    wantedAt,
    updatedAt,
    completedAt: row.completed_at,
    reviewSince: row.review_since,
  });
  const ageMs = updatedAt.getTime() - payout.createdAt.getTime();
  const signal = { event: move.event, rail: payout.rail, to: verdict.to, hasNewStatus: payout.status !== verdict.to };
  afterCommit(tx, () => {
    PAYOUT_MOVED.emit({ ...signal, ageMs });
    if (isFinal(verdict.to) || verdict.to === 'review') logMove(row, payout, move, verdict.to);
  });
  return { kind: 'moved', payout: moved };
}

/** One line for each end of a payout, and for each that needs a person; nothing in it names people or accounts. */
function logMove(
  { client_id: clientId }: MovedRow,
  { id, rail }: Movable,
  { event, set }: Move,
  to: PayoutStatus,
): void {
  const { proof = null, failureCode = null, reviewReason = null } = set ?? {};
  const reason = failureCode ?? reviewReason;
  moves.log({ payoutId: id, clientId, rail, event, status: to, proof, reason, msg: `payout is ${to}` });
}

/** What a step has decided about a payout: to move it, or to leave it in its status and look again later. */
export type Decision = { readonly kind: 'move'; readonly move: Move } | ({ readonly kind: 'aside' } & Aside);

/** A step's result. Null: the lease was lost, or a command moved the payout. */
export type Progress<P> = {
  readonly payout: P;
  /** The same worker goes on with it at once, and still holds its lease. */
  readonly goOn: boolean;
  /** It is due again at once: a command or a callback wants it. */
  readonly isWanted: boolean;
} | null;

export const move = (move: Move): Decision => ({ kind: 'move', move });

/** Of a payout that waits for neither hours nor funds any longer: a step of it was attempted, or a person is missing. */
export const WAITS_NO_MORE = { waitingReason: null, waitingUntil: null } as const;

/** Looks again later, and counts this as one more attempt at the work of the status. */
export const later = (dueInMs: number | null, set?: Aside['set']): Decision => ({
  kind: 'aside',
  dueInMs,
  tries: 'counted',
  ...(set === undefined ? {} : { set }),
});

/** Does what a step has decided, in the transaction of what it is decided on. */
export async function carryOut<P extends Movable>(
  tx: EntityManager,
  payout: P,
  decision: Decision,
): Promise<Progress<P>> {
  if (decision.kind === 'aside') {
    const left = await putAside(tx, payout, decision);
    return left === 'lost' ? null : { payout, goOn: false, isWanted: left === 'wanted' };
  }
  const moved = await transition(tx, payout, decision.move);
  if (moved.kind !== 'moved') return null;
  return { payout: moved.payout, goOn: decision.move.by.lease === 'kept', isWanted: moved.payout.wantedAt !== null };
}

/**
 * The columns that a view of the payout is made of (`payout-view.ts`), stored with the event of a move. What is sealed stays sealed.
 */
const VIEW_COLUMNS = `id, reference, status, amount, currency, rail, provider, bank_code, outlet, personal_sealed,
  account_name_sealed, name_match, fee, purpose, metadata, confirmation, pending_reason, proof, failure_code, failure_message,
  failure_provider_code, review_reason, review_since, waiting_reason, waiting_until, funds_since, confirmed_at, confirmed_by, replaces_payout_id, provider_reference,
  due_at, created_at, updated_at, completed_at, version`;

/** The key of the first event's details that has the payouts with the same destination and amount; see `warnings.ts`. */
export const POSSIBLE_DUPLICATES = 'possibleDuplicates';

/**
 * What else a view of the payout depends on: the facts of its standing, in the one status that they count in (see `needsFacts`), its
 * move, and what there was to warn of when it was created.
 */
const FACTS_OF_VIEW = `payout.status = 'inquired' and ${IS_DOUBTED} as is_doubted,
  payout.status = 'inquired' and ${CONFIRMED_BY_MAKER} as confirmed_by_maker,
  payout.move ->> 'event' as moved_event, payout.move ->> 'actor' as moved_actor, name_of(payout.move ->> 'actor') as moved_actor_name,
  payout.move -> 'detail' ->> 'reason' as moved_reason,
  (select made.detail -> '${POSSIBLE_DUPLICATES}' from payout_event made where made.payout_id = payout.id and made.version = 1)
    as possible_duplicates`;

/**
 * Stores the event of a move, if an enabled endpoint of the client wants it. Follows a CTE `moved`, which returns
 * {@link VIEW_COLUMNS}, `client_id` and `move`: event, actor and detail.
 */
export const ANNOUNCE_MOVED = announce('payout.status');

/** @param word the expression of the second part of the event's type */
function announce(word: string): string {
  return `insert into outbox (payout_id, version, type, client_id, snapshot)
  select id, version, 'payout.' || ${word}, client_id, (select to_jsonb(viewed) from (select ${VIEW_COLUMNS}, ${FACTS_OF_VIEW}) as viewed)
  from moved as payout
  where exists (select from webhook_endpoint endpoint
    where endpoint.client_id = payout.client_id and endpoint.status = 'enabled' and 'payout.' || ${word} = any (endpoint.events))`;
}

/** Up to the fields that a move sets beside its status. */
const MOVE = `with moved as (
    update payout set status = $1, version = version + 1, tries = 0, updated_at = now(),
      ${LEASE_AFTER_MOVE},
      completed_at = case when status = $1 then completed_at when $5::boolean then now() end,
      review_since = case when $1 = 'review' then now() end,`;

/** From the guard on. */
const GUARDED = `    where id = $7 and status = $8 and version = $9 and ($3 = 'not_needed' or fence = $10)
      and (wanted_at is null or not $6::boolean)
    returning ${VIEW_COLUMNS}, client_id, leased_until, wanted_at, $11::jsonb as move
  ), history as (
    insert into payout_event (payout_id, version, event, from_status, to_status, actor, detail)
    select id, version, $11::jsonb ->> 'event', $8, status, $11::jsonb ->> 'actor', $11::jsonb -> 'detail' from moved
  ), announced as (
    ${announce(`case when $11::jsonb ->> 'event' = 'proven' then 'proven' else payout.status end`)}
  )
  select version, client_id, due_at, leased_until, wanted_at, updated_at, completed_at, review_since from moved`;

/** 409 for a command that the payout's status does not allow; names the statuses that would. */
export function notAllowed(
  command: string,
  { status }: Pick<Movable, 'status'>,
  allowed: readonly PayoutStatus[],
): Problem {
  return new Problem(
    'illegal_transition',
    `A payout that is ${status} cannot be ${command}; only one that is ${allowed.join(' or ')}`,
    { payoutStatus: status },
  );
}

/** Written here, in one place with the refusal: the law imports no records. */
async function alertIllegal(tx: Sql, payout: Movable, { event, actor, detail }: Move): Promise<void> {
  const message = `The event ${event} does not apply to a payout that is ${payout.status}`;
  await tx.query(`insert into alert (id, payout_id, kind, message, detail) values ($1, $2, 'illegal_event', $3, $4)`, [
    newId(),
    payout.id,
    message,
    JSON.stringify({ ...detail, actor }),
  ]);
  logger.error({ alert: 'illegal_event', payoutId: payout.id, msg: message });
}

/** Which payouts an amendment changes, by what it is for. */
const AMENDED = {
  erasure: 'id = any ($1::uuid[])',
  response: 'id = $1 and answer_sealed is null',
  balance: `provider = $1 and waiting_reason = 'funds' and funds_balance > $2`,
} as const;

/**
 * Changes columns of payouts that are no part of a move: what is erased, a response that is kept, a balance that was seen.
 *
 * @param parameters of the condition in {@link AMENDED}
 */
export async function amend(
  db: Sql,
  reason: keyof typeof AMENDED,
  fields: Readonly<Record<string, unknown>>,
  parameters: readonly unknown[],
): Promise<void> {
  const set = setList(fields, parameters.length + 1);
  await db.query(`update payout set ${set.sql} where ${AMENDED[reason]}`, [...parameters, ...set.values]);
}

function copyOf<P extends Movable>(payout: P): P {
  return Object.assign(Object.create(Object.getPrototypeOf(payout)), payout);
}

function withTime(fields: PayoutFields, now: Date): object {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value === NOW ? now : value]));
}

interface MovedRow {
  version: number;
  client_id: string;
  due_at: Date | null;
  leased_until: Date | null;
  wanted_at: Date | null;
  updated_at: Date;
  completed_at: Date | null;
  review_since: Date | null;
}

/** True when PostgreSQL refused a second live attempt: another worker owns the transfer of this payout. */
export function isSecondLiveAttempt(error: unknown): boolean {
  const constraint = (error as { driverError?: { constraint?: string } } | null)?.driverError?.constraint;
  return (
    sqlStateOf(error) === '23505' && (constraint === 'attempt_one_live' || constraint === 'attempt_number_is_unique')
  );
}
