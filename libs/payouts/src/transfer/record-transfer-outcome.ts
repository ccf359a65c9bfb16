import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction, SETTINGS, type Settings } from '#libs/platform';
import type { Exchange, Learned, TransferOutcome } from '#libs/providers';
import { Circuits, RailDirectory } from '#libs/rails';
import { firstCheckMs, nextDelayMs, nextRecheckMs } from '../law/schedule.js';
import type { PayoutEventName } from '../law/status.js';
import { type Move, type PayoutFields, transition } from '../law/transition.js';
import { Attempt, type AttemptResult } from '../records/attempt.entity.js';
import { CashPickupCode } from '../records/cash-pickup.entity.js';
import { keepEvidence } from '../records/keep-evidence.js';
import { SealedData } from '../records/personal-data.js';
import { noteCalls } from '../records/provider-call.js';
import { raiseAlert } from '../records/raise-alert.js';
import { findOtherRail, isProvidersFault, moveToOtherRail, STARTS_ANEW } from '../waits/reroute.js';
import { WaitForRail } from '../waits/wait-for-rail.js';
import type { Worked } from '../work/worked.js';
import { type Intent, keepKeys } from './record-intent.js';

/** What each outcome of a transfer does: the event, and what becomes of the attempt (null: it stays live). */
const EFFECTS = {
  paid: { event: 'paid', attempt: 'paid' },
  accepted: { event: 'accepted', attempt: null },
  refused: { event: 'refused', attempt: 'refused' },
  not_sent: { event: 'not_sent', attempt: 'not_sent' },
  ambiguous: { event: 'ambiguous', attempt: null },
} as const satisfies Record<TransferOutcome['kind'], { event: PayoutEventName; attempt: AttemptResult | null }>;

type Refused = Extract<TransferOutcome, { kind: 'refused' }>;

/** Records what came of a transfer: its evidence, what its answer taught, and where that takes the payout. */
@Injectable()
export class RecordTransferOutcome {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
    private readonly waitForRail: WaitForRail,
    private readonly circuits: Circuits,
    private readonly sealed: SealedData,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async run(intent: Intent, outcome: TransferOutcome, exchanges: readonly Exchange[]): Promise<Worked> {
    const { payout, attemptId } = intent;
    noteCalls(this.circuits, payout.provider, exchanges);
    return inTransaction(this.dataSource, async (tx) => {
      await keepEvidence(tx, payout, attemptId, exchanges);
      // Kept even when another replica has taken the payout over meanwhile: it is told only once.
      await this.keepLearned(tx, intent, learnedFrom(outcome));
      if (outcome.kind === 'ambiguous' && outcome.alert !== undefined) {
        await raiseAlert(tx, { payoutId: payout.id, kind: 'echo_mismatch', message: outcome.alert });
      }
      const moved = await transition(tx, payout, await this.moveOf(tx, intent, outcome));
      if (moved.kind !== 'moved') return null;
      const ended = EFFECTS[outcome.kind].attempt;
      if (ended !== null) {
        const { code: resultCode, message: resultMessage } = outcome.words;
        const end = { result: ended, resultCode, resultMessage, resultAt: () => 'now()' };
        await tx.update(Attempt, { id: attemptId }, end);
      }
      return { payout: moved.payout, goOn: false };
    });
  }

  private async moveOf(tx: EntityManager, intent: Intent, outcome: TransferOutcome): Promise<Move> {
    if (outcome.kind === 'refused') {
      const elsewhere = await this.afterRefusal(tx, intent, outcome);
      if (elsewhere !== null) return elsewhere;
    }
    const reference = learnedFrom(outcome)?.providerReference ?? intent.payout.providerReference;
    return {
      event: EFFECTS[outcome.kind].event,
      actor: 'salur',
      by: 'lease',
      detail: { step: 'transfer', ...outcome.words },
      set: { ...fieldsOf(outcome), providerReference: reference },
      dueInMs: await this.dueInMs(tx, intent, outcome),
    };
  }

  /** After proof that nothing moved, for reasons of the provider: another rail, or the same once there are funds. */
  private async afterRefusal(tx: EntityManager, { payout }: Intent, outcome: Refused): Promise<Move | null> {
    const { reason, words } = outcome;
    if (!isProvidersFault(reason)) return null;
    const other = await findOtherRail(tx, this.rails, payout);
    if (other !== null) return moveToOtherRail(payout, other, { because: reason, words });
    if (reason !== 'insufficient_funds') return null;
    const { set, dueInMs } = this.waitForRail.fundsWait(payout);
    const detail = { because: 'waits_for_funds', from: payout.rail, to: payout.rail, ...words };
    return { event: 'rerouted', actor: 'salur', by: 'lease', detail, set: { ...STARTS_ANEW, ...set }, dueInMs };
  }

  private async dueInMs(tx: EntityManager, { payout }: Intent, outcome: TransferOutcome): Promise<number | null> {
    const delaysMs = this.settings.statusCheckDelaysMs;
    if (outcome.kind === 'paid' || outcome.kind === 'refused') {
      const now = new Date();
      return nextRecheckMs(now, now, this.rails.settledAt(payout.rail, now));
    }
    if (outcome.kind !== 'not_sent')
      return firstCheckMs(delaysMs, this.rails.declaration(payout.rail)?.firstCheckAfterMs ?? 0);
    return nextDelayMs(delaysMs, (await tx.countBy(Attempt, { payoutId: payout.id })) - 1);
  }

  private async keepLearned(tx: EntityManager, intent: Intent, learned: Learned | undefined): Promise<void> {
    const { payout, attemptId, order } = intent;
    if (learned?.providerReference) {
      const { providerReference } = learned;
      await tx.update(Attempt, { id: attemptId }, { providerReference });
      const keys = this.rails.rail(payout.rail)?.transferKeys?.({ ...order, providerReference }) ?? [];
      await keepKeys(tx, payout.provider, attemptId, keys);
    }
    if (learned?.cashPickup !== undefined) {
      const { token, pin } = learned.cashPickup;
      const code = { token: token.reveal(), pin: pin?.reveal() ?? null };
      const codeSealed = this.sealed.sealPickupCode(attemptId, code);
      await tx.insert(CashPickupCode, { payoutId: payout.id, attemptId, codeSealed });
    }
  }
}

function learnedFrom(outcome: TransferOutcome): Learned | undefined {
  return 'learned' in outcome ? outcome.learned : undefined;
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
