import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { crashPoint, inTransaction, SETTINGS, type Settings } from '#libs/platform';
import type { Exchange, StatusOutcome } from '#libs/providers';
import { RailDirectory } from '#libs/rails';
import { Attempt, type AttemptResult } from './attempt.entity.js';
import { keepEvidence } from './keep-evidence.js';
import type { Payout } from './payout.entity.js';
import { collectExchanges, transferOrderOf } from './provider-call.js';
import { raiseAlert } from './raise-alert.js';
import {
  firstNotFoundAfterMs,
  leaseMs,
  NOT_FOUND_TIMES,
  nextDelayMs,
  RECHECK_WAITS_MS,
  REFUSAL_AGE_MS,
  REVIEW_CHECK_MS,
} from './schedule.js';
import { type Move, transition } from './transition.js';
import { later, type Worked } from './worked.js';

/** What an answer does to a payout of a status: an event, or one of the quiet effects below. */
type Effect = 'paid' | 'refused' | 'returned' | 'contradicted' | QuietEffect;
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
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async run(payout: Payout, signal: AbortSignal): Promise<Worked> {
    const held = payout.status === 'transferring' ? await this.takeOverFromLostSender(payout) : payout;
    if (held === null) return null;
    const attempt = await this.attemptOf(held);
    if (attempt === null) return inTransaction(this.dataSource, (tx) => later(tx, held, null));

    const call = collectExchanges({ signal });
    const rail = this.rails.rail(attempt.rail);
    const outcome: StatusOutcome =
      rail === undefined
        ? { kind: 'no_information', words: { code: null, message: `${attempt.rail} is not configured` } }
        : await rail.checkStatus(transferOrderOf(held, attempt), call);
    crashPoint('during_status_check');
    return this.recordOutcome(held, attempt, outcome, call.exchanges);
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

  private recordOutcome(
    payout: Payout,
    attempt: Attempt & { ageMs: number },
    outcome: StatusOutcome,
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
          return this.move(tx, payout, attempt, moveOf(effect, outcome));
        case 'prove':
          await tx.query(
            `update payout set proof = 'status_check' where id = $1 and version = $2 and proof in ('api_reply', 'callback')`,
            [payout.id, payout.version],
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
    return attempt.ageMs >= this.settings.reviewAfterMs ? 'unresolved' : null;
  }

  private nextCheckMs(payout: Payout, attempt: { ageMs: number }): number | null {
    if (payout.status === 'review') return REVIEW_CHECK_MS;
    if (payout.status !== 'pending') return RECHECK_WAITS_MS[payout.tries + 1] ?? null;
    const delayMs = nextDelayMs(this.settings.statusCheckDelaysMs, payout.tries);
    const untilReviewMs = this.settings.reviewAfterMs - attempt.ageMs;
    return untilReviewMs > 0 ? Math.min(delayMs, untilReviewMs) : delayMs;
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

function moveOf(event: 'paid' | 'refused' | 'returned' | 'contradicted', outcome: StatusOutcome): Move {
  const common = {
    actor: 'salur',
    by: 'lease',
    detail: { step: 'status', outcome: outcome.kind, ...outcome.words },
  } as const;
  const recheckMs = RECHECK_WAITS_MS[0] as number;
  switch (event) {
    case 'paid':
      return { ...common, event, set: { proof: 'status_check' }, dueInMs: recheckMs };
    case 'returned':
      return { ...common, event, set: { proof: 'status_check' }, dueInMs: null };
    case 'refused':
      return {
        ...common,
        event,
        set: {
          proof: 'status_check',
          failureCode: outcome.kind === 'refused' ? outcome.reason : 'returned',
          failureMessage: outcome.words.message,
          failureProviderCode: outcome.words.code,
        },
        dueInMs: recheckMs,
      };
    case 'contradicted':
      return { ...common, event, set: { reviewReason: 'contradicted' }, dueInMs: REVIEW_CHECK_MS };
  }
}

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
