/**
 * The same as `standing.ts` in SQL, for lists and counts. Each expression is about a row named `payout`. A test compares both for
 * every combination of what they depend on.
 */

/**
 * True for a payout of which a callback says that a transfer was paid which had been refused, unless a person has confirmed
 * the payout since. A callback that came before the outcome of its transfer counts until it is processed.
 */
export const IS_DOUBTED = `exists (
  select from attempt join callback on callback.attempt_id = attempt.id
  where attempt.payout_id = payout.id and attempt.result = 'refused'
    and (callback.result = 'contradicts' or (callback.due_at is not null and callback.hint in ('paid', 'returned')))
    and (payout.confirmed_by is null or callback.received_at > payout.confirmed_at))`;

/** Actors are compared by `principal_of`, which takes a key for the first one that it was rotated from. */
export const CONFIRMED_BY_MAKER = `payout.confirmed_by is not null and exists (
  select from payout_event made where made.payout_id = payout.id and made.version = 1
    and principal_of(made.actor) = principal_of(payout.confirmed_by))`;

/** What keeps a payout that lacks no decision: hours, funds, or nothing. */
const WAITS = `case payout.waiting_reason when 'window' then 'awaits_window' when 'funds' then 'awaits_funds' else 'ready' end`;

/**
 * The kind of standing of a payout.
 *
 * @param twoPeopleFrom the SQL of a parameter: whole rupiah from which on a payout takes two people; its value may be null
 */
export function standingKind(twoPeopleFrom: string): string {
  return `(case
    when payout.status in ('transferring', 'pending') then 'awaits_provider'
    when payout.status = 'review' then 'needs_person'
    when payout.status = 'created' then ${WAITS}
    when payout.status <> 'inquired' then 'final'
    when ${IS_DOUBTED} then 'doubted'
    when payout.amount >= ${twoPeopleFrom}::bigint then case
      when payout.confirmed_at is not null and payout.confirmed_by like 'key:%' and not (${CONFIRMED_BY_MAKER}) then ${WAITS}
      else 'awaits_second_person' end
    when payout.confirmed_at is null and (payout.name_match = 'different' or payout.confirmation = 'manual') then 'awaits_approval'
    else ${WAITS}
  end)`;
}

/** The statuses in which a payout can stand so: they use an index, which the expression does not. */
export const STATUSES_OF_STANDING = {
  ready: ['created', 'inquired'],
  awaits_approval: ['inquired'],
  awaits_second_person: ['inquired'],
  doubted: ['inquired'],
  awaits_window: ['created', 'inquired'],
  awaits_funds: ['created', 'inquired'],
  awaits_provider: ['transferring', 'pending'],
  needs_person: ['review'],
  final: ['succeeded', 'failed', 'cancelled', 'returned'],
} as const;
