import type { StatusOutcome } from '#libs/providers';
import {
  NOT_FOUND_TIMES,
  nextDelayMs,
  nextRecheckMs,
  REFUSAL_AGE_MS,
  REVIEW_CHECK_MS,
  type ReviewSettings,
  reviewAfterMs,
} from '../law/schedule.js';
import { PROOFS, type Proof } from '../law/status.js';
import { type Decision, later, move } from '../law/transition.js';
import type { Attempt } from '../records/attempt.entity.js';
import type { Payout } from '../records/payout.entity.js';

/** What an outcome does to a payout of a status: an event, or one of the quiet effects below. */
type Effect = MovingEffect | QuietEffect;
type MovingEffect = 'paid' | 'refused' | 'returned' | 'contradicted';
/** `wait`: ask again later. `age`: count it as "not found". `prove`: the same as before, now better proven. */
type QuietEffect = 'wait' | 'age' | 'prove';

/** The table of the status check: a row for each status of the payout, a column for each outcome. */
const EFFECTS: Record<'open' | 'succeeded' | 'failed', Record<StatusOutcome['kind'], Effect>> = {
  // biome-ignore format: a table
  open:      { paid: 'paid',         refused: 'refused',      returned: 'refused',  processing: 'wait', not_found: 'age',  no_information: 'wait' },
  // biome-ignore format: a table
  succeeded: { paid: 'prove',        refused: 'contradicted', returned: 'returned', processing: 'wait', not_found: 'wait', no_information: 'wait' },
  // biome-ignore format: a table
  failed:    { paid: 'contradicted', refused: 'prove',        returned: 'prove',    processing: 'wait', not_found: 'wait', no_information: 'wait' },
};

/** An attempt with its age by the database's clock. */
export type AgedAttempt = Attempt & { readonly ageMs: number };

/** What is known of a transfer, and what it rests on. */
export interface Known {
  readonly outcome: StatusOutcome;
  readonly proof: Proof;
}

/** What a status check depends on beside the payout. */
export interface CheckSettings extends ReviewSettings {
  readonly statusCheckDelaysMs: readonly number[];
  readonly notFoundAfterMs: number;
  /** When the rail is through with money that was paid at a time; null: at once. */
  readonly settledAt: (paidAt: Date) => Date | null;
  readonly now: Date;
}

/** What a status check leads to. */
export interface Checked {
  readonly decision: Decision;
  /** How often in a row the provider did not know the transfer, from now on. */
  readonly notFoundCount: number;
}

/**
 * The status check decides. Where the provider has none for a rail, a genuine callback at the secret address of this very
 * attempt stands in for it.
 *
 * @param attempt null: callbacks prove nothing on its rail
 */
export function withCallback(outcome: StatusOutcome, attempt: Pick<Attempt, 'callbackHint'> | null): Known {
  const silent = outcome.kind === 'no_information' || outcome.kind === 'not_found';
  if (!silent || attempt === null) return { outcome, proof: 'status_check' };
  switch (attempt.callbackHint) {
    case 'paid':
      return { outcome: { kind: 'paid', providerMessage: CALLED_BACK }, proof: 'callback' };
    case 'failed':
      return {
        outcome: { kind: 'refused', reason: 'declined', certainty: 'definite', providerMessage: CALLED_BACK },
        proof: 'callback',
      };
    case 'returned':
      return { outcome: { kind: 'returned', providerMessage: CALLED_BACK }, proof: 'callback' };
    default:
      // No provider can be asked about it: what is not known is not "not found".
      return { outcome: { kind: 'no_information', providerMessage: outcome.providerMessage }, proof: 'status_check' };
  }
}

const CALLED_BACK = { code: null, message: 'the provider called back at the secret address of this transfer' };

export function decideCheck(payout: Payout, attempt: AgedAttempt, known: Known, settings: CheckSettings): Checked {
  const effect = effectOf(payout, known.outcome, attempt.ageMs);
  const notFoundCount = notFoundCountOf(attempt, effect, known.outcome, settings);
  return { notFoundCount, decision: decide(payout, { ...attempt, notFoundCount }, known, effect, settings) };
}

function decide(payout: Payout, attempt: AgedAttempt, known: Known, effect: Effect, settings: CheckSettings): Decision {
  const { outcome, proof } = known;
  switch (effect) {
    case 'paid':
    case 'refused':
    case 'returned':
    case 'contradicted':
      return moveOf(effect, known, settings);
    case 'prove': {
      const isStronger = payout.proof !== null && PROOFS.indexOf(payout.proof) < PROOFS.indexOf(proof);
      const dueInMs = nextCheckMs(payout, attempt, settings);
      return isStronger ? proven(payout, known, dueInMs) : later(dueInMs);
    }
    default: {
      const reason = reviewReasonOf(payout, attempt, settings);
      return reason === null ? later(nextCheckMs(payout, attempt, settings)) : escalate(reason, outcome);
    }
  }
}

function effectOf(payout: Payout, outcome: StatusOutcome, ageMs: number): Effect {
  // A provider that has changed its mind once is kept on record, but only a person decides.
  if (payout.reviewReason === 'contradicted') return 'wait';
  if (outcome.kind === 'refused' && outcome.certainty === 'when_aged' && ageMs < REFUSAL_AGE_MS) return 'wait';
  const { status } = payout;
  return EFFECTS[status === 'succeeded' || status === 'failed' ? status : 'open'][outcome.kind];
}

/** Counts "not found" outcomes in a row that came late enough to mean something; any other outcome starts afresh. */
function notFoundCountOf(
  { notFoundCount, ageMs }: AgedAttempt,
  effect: Effect,
  { kind }: StatusOutcome,
  { notFoundAfterMs }: CheckSettings,
): number {
  if (kind === 'no_information') return notFoundCount;
  // The first counts from this age on, the last one from `notFoundAfterMs` on.
  return effect === 'age' && ageMs >= notFoundAfterMs / 4 ? notFoundCount + 1 : 0;
}

function reviewReasonOf(payout: Payout, { notFoundCount, ageMs }: AgedAttempt, settings: CheckSettings) {
  if (payout.status !== 'pending') return null;
  if (notFoundCount >= NOT_FOUND_TIMES && ageMs >= settings.notFoundAfterMs) return 'not_found';
  return ageMs >= reviewAfterMs(payout, settings) ? 'unresolved' : null;
}

function nextCheckMs(payout: Payout, { ageMs }: AgedAttempt, settings: CheckSettings): number | null {
  if (payout.status === 'review') return REVIEW_CHECK_MS;
  if (payout.completedAt !== null) return recheckMs(payout.completedAt, settings);
  const delayMs = nextDelayMs(settings.statusCheckDelaysMs, payout.tries);
  const untilReviewMs = reviewAfterMs(payout, settings) - ageMs;
  return untilReviewMs > 0 ? Math.min(delayMs, untilReviewMs) : delayMs;
}

function recheckMs(completedAt: Date, { now, settledAt }: CheckSettings): number | null {
  return nextRecheckMs(completedAt, now, settledAt(completedAt));
}

/** The same status on a stronger proof, which clients see: with a version of its own, so that one version has one content. */
function proven(payout: Payout, { outcome, proof }: Known, dueInMs: number | null): Decision {
  const { failureCode, failureMessage, failureProviderCode } = payout;
  return move({
    event: 'proven',
    actor: 'salur',
    by: { lease: 'ended' },
    detail: { from: payout.proof, to: proof, outcome: outcome.kind, ...outcome.providerMessage },
    set: { proof, failureCode, failureMessage, failureProviderCode },
    dueInMs,
  });
}

function moveOf(event: MovingEffect, { outcome, proof }: Known, settings: CheckSettings): Decision {
  const common = {
    actor: 'salur',
    by: { lease: 'ended' },
    detail: { step: proof === 'callback' ? 'callback' : 'status', outcome: outcome.kind, ...outcome.providerMessage },
  } as const;
  switch (event) {
    case 'paid':
      return move({ ...common, event, set: { proof }, dueInMs: recheckMs(settings.now, settings) });
    case 'returned':
      return move({ ...common, event, set: { proof }, dueInMs: null });
    case 'refused':
      return move({
        ...common,
        event,
        set: {
          proof,
          failureCode: outcome.kind === 'refused' ? outcome.reason : 'returned',
          failureMessage: outcome.providerMessage.message,
          failureProviderCode: outcome.providerMessage.code,
        },
        dueInMs: recheckMs(settings.now, settings),
      });
    case 'contradicted':
      return move({ ...common, event, set: { reviewReason: 'contradicted' }, dueInMs: REVIEW_CHECK_MS });
  }
}

function escalate(reviewReason: 'not_found' | 'unresolved', outcome: StatusOutcome): Decision {
  return move({
    event: 'escalated',
    actor: 'salur',
    by: { lease: 'ended' },
    detail: { reason: reviewReason, ...outcome.providerMessage },
    set: { reviewReason },
    dueInMs: REVIEW_CHECK_MS,
  });
}
