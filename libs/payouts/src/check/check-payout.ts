import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { crashPoint, inTransaction, SETTINGS, type Settings } from '#libs/platform';
import type { Exchange, StatusOutcome } from '#libs/providers';
import { Circuits, RailDirectory } from '#libs/rails';
import {
  firstNotFoundAfterMs,
  leaseMs,
  NOT_FOUND_TIMES,
  nextDelayMs,
  nextRecheckMs,
  REFUSAL_AGE_MS,
  REVIEW_CHECK_MS,
} from '../law/schedule.js';
import { PROOFS, type Proof } from '../law/status.js';
import { type Move, transition } from '../law/transition.js';
import { Attempt, type AttemptResult } from '../records/attempt.entity.js';
import { keepEvidence } from '../records/keep-evidence.js';
import type { Payout } from '../records/payout.entity.js';
import { SealedData } from '../records/personal-data.js';
import { collectExchanges, noteCalls, recordedOrderOf } from '../records/provider-call.js';
import { raiseAlert } from '../records/raise-alert.js';
import { later, type Worked } from '../work/worked.js';
import { AskRefused } from './ask-refused.js';

/** What an answer does to a payout of a status: an event, or one of the quiet effects below. */
type Effect = MovingEffect | QuietEffect;
type MovingEffect = 'paid' | 'refused' | 'returned' | 'contradicted';
/** `wait`: ask again later. `age`: count it as "not found". `prove`: the same as before, now better proven. */
type QuietEffect = 'wait' | 'age' | 'prove';

/** The table of the status check: rows are what the payout is, columns what the provider says. */
const EFFECTS: Record<'open' | 'succeeded' | 'failed', Record<StatusOutcome['kind'], Effect>> = {
  // biome-ignore format: a table
  open:      { paid: 'paid',         refused: 'refused',      returned: 'refused',  processing: 'wait', not_found: 'age',  no_information: 'wait' },
  // biome-ignore format: a table
  succeeded: { paid: 'prove',        refused: 'contradicted', returned: 'returned', processing: 'wait', not_found: 'wait', no_information: 'wait' },
  // biome-ignore format: a table
  failed:    { paid: 'contradicted', refused: 'prove',        returned: 'prove',    processing: 'wait', not_found: 'wait', no_information: 'wait' },
};

/** Asks the provider what became of a transfer. The only way in which an ambiguous payout ever gets its answer. */
@Injectable()
export class CheckPayout {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
    private readonly circuits: Circuits,
    private readonly askRefused: AskRefused,
    private readonly sealed: SealedData,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async run(payout: Payout, signal: AbortSignal): Promise<Worked> {
    if (payout.erasedAt !== null) return this.cannotAsk(payout);
    const held = payout.status === 'transferring' ? await this.takeOverFromLostSender(payout) : payout;
    if (held === null) return null;
    const paidAfterAll = await this.askRefused.run(held, signal);
    if (held.status === 'failed' && paidAfterAll !== null) return this.reviewRefusal(held, paidAfterAll);
    const attempt = held.status === 'cancelled' ? null : await this.attemptOf(held);
    if (attempt === null) return this.nothingToAsk(held);

    const call = collectExchanges({ signal });
    const rail = this.rails.rail(attempt.rail);
    const outcome: StatusOutcome =
      rail === undefined
        ? { kind: 'no_information', words: { code: null, message: `${attempt.rail} is not configured` } }
        : await rail.checkStatus(recordedOrderOf(this.sealed, held, attempt), call);
    noteCalls(this.circuits, attempt.provider, call.exchanges);
    crashPoint('during_status_check');
    const known = withCallback(outcome, this.rails.declaration(attempt.rail)?.callbackIsProof ? attempt : null);
    return this.recordOutcome(held, attempt, known, call.exchanges);
  }

  /** A callback after years, say: nothing is left to ask the provider with, so a person has to. */
  private cannotAsk(payout: Payout): Promise<Worked> {
    return inTransaction(this.dataSource, async (tx) => {
      await raiseAlert(tx, {
        payoutId: payout.id,
        kind: 'erased',
        message: 'This payout was to be looked at again, but its personal data is erased: ask the provider about it',
      });
      return later(tx, payout, null);
    });
  }

  /** Law 4: whoever was to send this payout did not report back, so nobody knows, and nobody may send it. */
  private takeOverFromLostSender(payout: Payout): Promise<Payout | null> {
    return inTransaction(this.dataSource, async (tx) => {
      const moved = await transition(tx, payout, {
        event: 'ambiguous',
        actor: 'salur',
        by: 'lease',
        detail: { reason: 'the process that was to send it did not report back' },
        set: { pendingReason: 'ambiguous' },
        dueInMs: leaseMs(this.settings),
      });
      return moved.kind === 'moved' ? moved.payout : null;
    });
  }

  /** The live attempt; for finals the last one that may have reached the provider. */
  private attemptOf(payout: Payout): Promise<(Attempt & { ageMs: number }) | null> {
    return this.dataSource
      .getRepository(Attempt)
      .createQueryBuilder('attempt')
      .where(`attempt.payout_id = :id and attempt.result is distinct from 'not_sent'`, { id: payout.id })
      .addSelect('extract(epoch from now() - attempt.intent_at) * 1000', 'age_ms')
      .orderBy('attempt.number', 'DESC')
      .limit(1)
      .getRawAndEntities<{ age_ms: string }>()
      .then(({ entities: [attempt], raw: [row] }) =>
        attempt === undefined ? null : Object.assign(attempt, { ageMs: Number(row?.age_ms) }),
      );
  }

  /** Nothing was ever sent of it, or it was called off: what of it was refused has been asked about. */
  private nothingToAsk(payout: Payout): Promise<Worked> {
    const calledOffAt = payout.status === 'cancelled' ? payout.completedAt : null;
    const againMs = calledOffAt && this.nextRecheckMs(payout, calledOffAt);
    return inTransaction(this.dataSource, (tx) => later(tx, payout, againMs));
  }

  /** It failed on one rail, but an earlier one paid it after all. The alert has been raised. */
  private reviewRefusal(payout: Payout, { number, rail }: Attempt): Promise<Worked> {
    return inTransaction(this.dataSource, async (tx) => {
      const moved = await transition(tx, payout, {
        event: 'contradicted',
        actor: 'salur',
        by: 'lease',
        detail: { step: 'status', attempt: number, rail },
        set: { reviewReason: 'contradicted' },
        dueInMs: REVIEW_CHECK_MS,
      });
      return moved.kind === 'moved' ? { payout: moved.payout, goOn: false } : null;
    });
  }

  private recordOutcome(
    payout: Payout,
    attempt: Attempt & { ageMs: number },
    { outcome, proof }: Known,
    exchanges: readonly Exchange[],
  ): Promise<Worked> {
    return inTransaction(this.dataSource, async (tx) => {
      await keepEvidence(tx, payout, attempt.id, exchanges);
      if (outcome.kind === 'no_information' && outcome.alert !== undefined) {
        await raiseAlert(tx, { payoutId: payout.id, kind: 'echo_mismatch', message: outcome.alert });
      }
      const effect = effectOf(payout, outcome, attempt.ageMs);
      const notFoundCount = await this.countNotFound(tx, attempt, effect, outcome);
      switch (effect) {
        case 'paid':
        case 'refused':
        case 'returned':
        case 'contradicted':
          return this.move(tx, payout, attempt, this.moveOf(payout, effect, outcome, proof));
        case 'prove':
          await tx.query(
            `update payout set proof = $3 where id = $1 and version = $2
               and array_position($4::text[], proof) < array_position($4::text[], $3)`,
            [payout.id, payout.version, proof, PROOFS],
          );
          break;
        default: {
          const reason = this.reviewReason(payout, attempt, notFoundCount);
          if (reason !== null) return this.move(tx, payout, attempt, escalation(reason, outcome));
        }
      }
      return later(tx, payout, this.nextCheckMs(payout, attempt));
    });
  }

  private async move(tx: EntityManager, payout: Payout, attempt: Attempt, move: Move): Promise<Worked> {
    const moved = await transition(tx, payout, move);
    if (moved.kind !== 'moved') return null;
    const result = ATTEMPT_RESULTS[move.event as keyof typeof ATTEMPT_RESULTS];
    if (result !== undefined && attempt.result !== 'refused') {
      await tx.update(Attempt, { id: attempt.id }, { result, resultAt: () => 'now()' });
    }
    if (move.event === 'contradicted' || move.event === 'escalated') {
      await raiseAlert(tx, {
        payoutId: payout.id,
        kind: move.event === 'contradicted' ? 'contradiction' : 'review',
        message:
          move.event === 'contradicted'
            ? `The provider now contradicts that this payout ${payout.status}`
            : 'The provider cannot say what became of this payout; a person has to find out',
        detail: move.detail,
      });
    }
    return { payout: moved.payout, goOn: false };
  }

  /** Counts "not found" answers in a row that came late enough to mean something; any other answer starts afresh. */
  private async countNotFound(
    tx: EntityManager,
    attempt: Attempt & { ageMs: number },
    effect: Effect,
    outcome: StatusOutcome,
  ) {
    if (outcome.kind === 'no_information') return attempt.notFoundCount;
    const counts = effect === 'age' && attempt.ageMs >= firstNotFoundAfterMs(this.settings);
    const notFoundCount = counts ? attempt.notFoundCount + 1 : 0;
    if (notFoundCount !== attempt.notFoundCount) await tx.update(Attempt, { id: attempt.id }, { notFoundCount });
    return notFoundCount;
  }

  private reviewReason(payout: Payout, attempt: { ageMs: number }, notFoundCount: number) {
    if (payout.status !== 'pending') return null;
    if (notFoundCount >= NOT_FOUND_TIMES && attempt.ageMs >= this.settings.notFoundAfterMs) return 'not_found';
    return attempt.ageMs >= this.reviewAfterMs(payout) ? 'unresolved' : null;
  }

  private nextCheckMs(payout: Payout, attempt: { ageMs: number }): number | null {
    if (payout.status === 'review') return REVIEW_CHECK_MS;
    if (payout.completedAt !== null) return this.nextRecheckMs(payout, payout.completedAt);
    const delayMs = nextDelayMs(this.settings.statusCheckDelaysMs, payout.tries);
    const untilReviewMs = this.reviewAfterMs(payout) - attempt.ageMs;
    return untilReviewMs > 0 ? Math.min(delayMs, untilReviewMs) : delayMs;
  }

  /** Accepted cash may lie at the counter for days; what is ambiguous may not. */
  private reviewAfterMs(payout: Payout): number {
    const mayStayMs =
      payout.pendingReason === 'accepted' ? (this.rails.declaration(payout.rail)?.mayStayOpenMs ?? 0) : 0;
    return Math.max(this.settings.reviewAfterMs, mayStayMs);
  }

  private nextRecheckMs(payout: Payout, completedAt: Date): number | null {
    return nextRecheckMs(completedAt, new Date(), this.rails.settledAt(payout.rail, completedAt));
  }

  private moveOf(payout: Payout, event: MovingEffect, outcome: StatusOutcome, proof: Proof): Move {
    const common = {
      actor: 'salur',
      by: 'lease',
      detail: { step: proof === 'callback' ? 'callback' : 'status', outcome: outcome.kind, ...outcome.words },
    } as const;
    switch (event) {
      case 'paid':
        return { ...common, event, set: { proof }, dueInMs: this.nextRecheckMs(payout, new Date()) };
      case 'returned':
        return { ...common, event, set: { proof }, dueInMs: null };
      case 'refused':
        return {
          ...common,
          event,
          set: {
            proof,
            failureCode: outcome.kind === 'refused' ? outcome.reason : 'returned',
            failureMessage: outcome.words.message,
            failureProviderCode: outcome.words.code,
          },
          dueInMs: this.nextRecheckMs(payout, new Date()),
        };
      case 'contradicted':
        return { ...common, event, set: { reviewReason: 'contradicted' }, dueInMs: REVIEW_CHECK_MS };
    }
  }
}

/** What becomes of the attempt when its payout moves. */
const ATTEMPT_RESULTS: Readonly<Record<string, AttemptResult>> = {
  paid: 'paid',
  refused: 'refused',
  returned: 'returned',
};

function effectOf(payout: Payout, outcome: StatusOutcome, ageMs: number): Effect {
  // A provider that has changed its mind once is kept on record, but only a person decides.
  if (payout.reviewReason === 'contradicted') return 'wait';
  if (outcome.kind === 'refused' && outcome.certainty === 'when_aged' && ageMs < REFUSAL_AGE_MS) return 'wait';
  const { status } = payout;
  return EFFECTS[status === 'succeeded' || status === 'failed' ? status : 'open'][outcome.kind];
}

/** What is known of a transfer, and what it rests on. */
interface Known {
  readonly outcome: StatusOutcome;
  readonly proof: Proof;
}

/**
 * The status check decides. Where the provider has none for a rail, a genuine callback at the secret address of this very
 * attempt stands in for it.
 *
 * @param attempt null: callbacks prove nothing on its rail
 */
function withCallback(outcome: StatusOutcome, attempt: Attempt | null): Known {
  const silent = outcome.kind === 'no_information' || outcome.kind === 'not_found';
  if (!silent || attempt === null) return { outcome, proof: 'status_check' };
  switch (attempt.callbackHint) {
    case 'paid':
      return { outcome: { kind: 'paid', words: CALLED_BACK }, proof: 'callback' };
    case 'failed':
      return {
        outcome: { kind: 'refused', reason: 'declined', certainty: 'definite', words: CALLED_BACK },
        proof: 'callback',
      };
    case 'returned':
      return { outcome: { kind: 'returned', words: CALLED_BACK }, proof: 'callback' };
    default:
      // Nobody can be asked about it: what is not known is not "not found".
      return { outcome: { kind: 'no_information', words: outcome.words }, proof: 'status_check' };
  }
}

const CALLED_BACK = { code: null, message: 'the provider called back at the secret address of this transfer' };

function escalation(reviewReason: 'not_found' | 'unresolved', outcome: StatusOutcome): Move {
  return {
    event: 'escalated',
    actor: 'salur',
    by: 'lease',
    detail: { reason: reviewReason, ...outcome.words },
    set: { reviewReason },
    dueInMs: REVIEW_CHECK_MS,
  };
}
