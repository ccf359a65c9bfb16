import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { crashPoint, inTransaction, NOW, SETTINGS, type Settings } from '#libs/platform';
import type { Exchange, TransferOutcome } from '#libs/providers';
import { RailDirectory } from '#libs/rails';
import { Attempt, type AttemptResult } from './attempt.entity.js';
import { mayTransfer } from './inquire-payout.js';
import { keepEvidence } from './keep-evidence.js';
import type { Payout } from './payout.entity.js';
import { collectExchanges } from './provider-call.js';
import { raiseAlert } from './raise-alert.js';
import { type Confirming, type Intent, recordIntent } from './record-intent.js';
import { CONFIRM_WITHIN_MS, leaseMs, nextDelayMs, RECHECK_WAITS_MS } from './schedule.js';
import type { PayoutEventName } from './status.js';
import { type PayoutFields, transition } from './transition.js';
import { later, type Worked } from './worked.js';

/** What each outcome of a transfer does: the event, and what becomes of the attempt (null: it stays live). */
const EFFECTS = {
  paid: { event: 'paid', attempt: 'paid' },
  accepted: { event: 'accepted', attempt: null },
  refused: { event: 'refused', attempt: 'refused' },
  not_sent: { event: 'not_sent', attempt: 'not_sent' },
  ambiguous: { event: 'ambiguous', attempt: null },
} as const satisfies Record<TransferOutcome['kind'], { event: PayoutEventName; attempt: AttemptResult | null }>;

/** Sends a payout's money, once. A crash anywhere in between leaves `transferring`, which is only ever asked about. */
@Injectable()
export class TransferPayout {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Takes an inquired payout on: sends it, or lets it expire when nobody confirmed it in time. */
  async run(payout: Payout, signal: AbortSignal): Promise<Worked> {
    const leftMs = await this.leftToSendMs(payout);
    if (leftMs <= 0) return this.expire(payout);
    if (!mayTransfer(payout)) return inTransaction(this.dataSource, (tx) => later(tx, payout, leftMs));
    const confirming = {
      actor: 'salur',
      by: 'lease',
      set: { confirmedAt: payout.confirmedAt ?? NOW },
      dueInMs: this.sendingMs(),
    } as const;
    return this.confirmAndSend(payout, confirming, signal);
  }

  /** Records the intent for a person's confirmation; the caller sends it afterwards with {@link send}. */
  async intend(payout: Payout, actor: string): Promise<Intent | null> {
    const rail = this.rails.rail(payout.rail);
    if (rail === undefined) return null;
    crashPoint('before_intent');
    return recordIntent(this.dataSource, rail, payout, {
      actor,
      by: 'request',
      set: { confirmedAt: NOW },
      dueInMs: this.sendingMs(),
    });
  }

  private async confirmAndSend(payout: Payout, confirming: Confirming, signal: AbortSignal): Promise<Worked> {
    const rail = this.rails.rail(payout.rail);
    if (rail === undefined) {
      return inTransaction(this.dataSource, (tx) =>
        later(tx, payout, nextDelayMs(this.settings.statusCheckDelaysMs, payout.tries)),
      );
    }
    crashPoint('before_intent');
    const intent = await recordIntent(this.dataSource, rail, payout, confirming);
    return intent && this.send(intent, signal);
  }

  /** Sends a recorded intent, once, and records what came of it. */
  async send(intent: Intent, signal: AbortSignal): Promise<Worked> {
    crashPoint('after_intent');
    const { sendBeforeMs } = intent;
    const call = collectExchanges({ signal, sendBeforeMs });
    const rail = this.rails.rail(intent.payout.rail);
    // Asked here as well as by the provider: a rail that forgets its limits must not pay late either.
    const inTime = rail !== undefined && performance.now() < sendBeforeMs;
    const outcome: TransferOutcome = inTime
      ? await rail.transfer(intent.prepared, intent.order, call)
      : { kind: 'not_sent', words: { code: null, message: 'Given up before sending: the process was held up' } };
    crashPoint('after_transfer_answer');
    return this.recordOutcome(intent, outcome, call.exchanges);
  }

  private async recordOutcome(
    intent: Intent,
    outcome: TransferOutcome,
    exchanges: readonly Exchange[],
  ): Promise<Worked> {
    const effect = EFFECTS[outcome.kind];
    return inTransaction(this.dataSource, async (tx) => {
      await keepEvidence(tx, intent.payout, intent.attemptId, exchanges);
      if (outcome.kind === 'ambiguous' && outcome.alert !== undefined) {
        await raiseAlert(tx, { payoutId: intent.payout.id, kind: 'echo_mismatch', message: outcome.alert });
      }
      const attempts = await tx.countBy(Attempt, { payoutId: intent.payout.id });
      const moved = await transition(tx, intent.payout, {
        event: effect.event,
        actor: 'salur',
        by: 'lease',
        detail: { step: 'transfer', ...outcome.words },
        set: fieldsOf(outcome),
        dueInMs: this.dueInMs(outcome, attempts),
      });
      if (moved.kind !== 'moved') return null;
      if (effect.attempt !== null) {
        await tx.update(
          Attempt,
          { id: intent.attemptId },
          {
            result: effect.attempt,
            resultCode: outcome.words.code,
            resultMessage: outcome.words.message,
            resultAt: () => 'now()',
          },
        );
      }
      return { payout: moved.payout, goOn: false };
    });
  }

  private dueInMs(outcome: TransferOutcome, attempts: number): number {
    const delaysMs = this.settings.statusCheckDelaysMs;
    if (outcome.kind === 'paid' || outcome.kind === 'refused') return RECHECK_WAITS_MS[0] as number;
    return nextDelayMs(delaysMs, outcome.kind === 'not_sent' ? attempts - 1 : 0);
  }

  /** What is left of the time in which a confirmed payout has to leave, or an unconfirmed one to be confirmed. */
  private async leftToSendMs(payout: Payout): Promise<number> {
    const [{ ageMs }] = await this.dataSource.query(
      `select extract(epoch from now() - coalesce(confirmed_at, updated_at)) * 1000 as "ageMs" from payout where id = $1`,
      [payout.id],
    );
    return CONFIRM_WITHIN_MS - Number(ageMs);
  }

  private expire(payout: Payout): Promise<Worked> {
    const reason =
      payout.confirmedAt === null
        ? 'nobody confirmed it within 24 hours'
        : 'the provider could not be reached for 24 hours after it was confirmed';
    return inTransaction(this.dataSource, async (tx) => {
      const moved = await transition(tx, payout, {
        event: 'expired',
        actor: 'salur',
        by: 'lease',
        detail: { reason },
        dueInMs: null,
      });
      return moved.kind === 'moved' ? { payout: moved.payout, goOn: false } : null;
    });
  }

  /** How long a sender keeps its payout before others ask the provider: longer than sending can take. */
  private sendingMs(): number {
    return leaseMs(this.settings);
  }
}

function fieldsOf(outcome: TransferOutcome): PayoutFields {
  switch (outcome.kind) {
    case 'paid':
      return { proof: 'api_reply' };
    case 'accepted':
      return { pendingReason: 'accepted' };
    case 'ambiguous':
      return { pendingReason: 'ambiguous' };
    case 'refused':
      return {
        proof: 'api_reply',
        failureCode: outcome.reason,
        failureMessage: outcome.words.message,
        failureProviderCode: outcome.words.code,
      };
    case 'not_sent':
      // The confirmation stands: it is tried again without asking anybody twice.
      return {};
  }
}
