import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { crashPoint, inTransaction, SETTINGS, type Settings } from '#libs/platform';
import type { Exchange, SigningReadiness, TransferDetails, TransferOutcome } from '#libs/providers';
import { Circuits, RailDirectory } from '#libs/rails';
import { leaseMs, nextDelayMs } from '../law/schedule.js';
import { CONFIRM_WITHIN_MS } from '../law/standing.js';
import { carryOut, later, type Progress, WAITS_NO_MORE } from '../law/transition.js';
import { raiseAlert } from '../records/alert.js';
import { Attempt, CashPickupCode } from '../records/attempt.entity.js';
import { factsOf } from '../records/facts.js';
import type { Payout } from '../records/payout.entity.js';
import { SealedData } from '../records/personal-data.js';
import { type CollectedCall, collectExchanges, keepEvidence, noteCalls } from '../records/provider-call.js';
import { WaitForRail } from '../waits/wait-for-rail.js';
import { decideAfterTransfer, decideBeforeTransfer, EFFECTS } from './decide-transfer.js';
import { type Intent, keepKeys, type ReadyRail, recordIntent } from './record-intent.js';

/** Sends a payout's money, once. A crash anywhere in between leaves `transferring`, which is only ever asked about. */
@Injectable()
export class TransferPayout {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
    private readonly waitForRail: WaitForRail,
    private readonly circuits: Circuits,
    private readonly sealed: SealedData,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Takes an inquired payout on: sends it, or lets it expire when it was not confirmed in time. */
  async transfer(payout: Payout, signal: AbortSignal): Promise<Progress<Payout>> {
    const facts = await factsOf(this.dataSource, payout.id);
    const since = payout.confirmedAt ?? payout.updatedAt;
    const decision = decideBeforeTransfer(payout, {
      facts,
      settings: this.settings,
      openMs: this.waitForRail.openTimeMs(payout, since, facts.now, CONFIRM_WITHIN_MS),
      closedUntil: this.rails.closedUntil(payout.rail, facts.now),
    });
    if (decision !== 'send') return inTransaction(this.dataSource, (tx) => carryOut(tx, payout, decision));
    const call = collectExchanges({ signal });
    const ready = await this.prepareSigning(payout, call);
    if ('kind' in ready) {
      return inTransaction(this.dataSource, async (tx) => {
        await keepEvidence(tx, payout, null, call.exchanges);
        return carryOut(tx, payout, later(nextDelayMs(this.settings.statusCheckDelaysMs, payout.tries), WAITS_NO_MORE));
      });
    }
    crashPoint('before_intent');
    const intent = await recordIntent(this.dataSource, this.sealed, {
      ready,
      payout,
      number: facts.attempts + 1,
      leaseMs: leaseMs(this.settings),
      sendWithinMs: this.settings.sendWithinMs,
    });
    return intent && this.send(intent, signal);
  }

  /** Sends a recorded intent, once, and records what came of it. */
  private async send(intent: Intent, signal: AbortSignal): Promise<Progress<Payout>> {
    crashPoint('after_intent');
    const { sendBeforeMs } = intent;
    const call = collectExchanges({ signal, sendBeforeMs });
    const rail = this.rails.rail(intent.payout.rail);
    // Checked here as well as by the provider's code: a rail that ignores its limits must not pay late either.
    const inTime = rail !== undefined && performance.now() < sendBeforeMs;
    const outcome: TransferOutcome = inTime
      ? await rail.transfer(intent.prepared, intent.order, call)
      : {
          kind: 'not_sent',
          providerMessage: { code: null, message: 'Given up before sending: the process was held up' },
        };
    crashPoint('after_transfer_answer');
    noteCalls(this.circuits, intent.payout.provider, call.exchanges);
    return inTransaction(this.dataSource, (tx) => this.record(tx, intent, outcome, call.exchanges));
  }

  /** Records what came of a transfer: its evidence, what its response taught, and where that takes the payout. */
  private async record(
    tx: EntityManager,
    intent: Intent,
    outcome: TransferOutcome,
    exchanges: readonly Exchange[],
  ): Promise<Progress<Payout>> {
    const { payout, attemptId } = intent;
    const transferDetails = 'transferDetails' in outcome ? outcome.transferDetails : undefined;
    await keepEvidence(tx, payout, attemptId, exchanges);
    // Kept even when another replica has taken the payout over meanwhile: the provider says it only once.
    await this.storeTransferDetails(tx, intent, transferDetails);
    if (outcome.kind === 'ambiguous' && outcome.alert !== undefined)
      await raiseAlert(tx, { payoutId: payout.id, kind: 'echo_mismatch', message: outcome.alert });
    const facts = await factsOf(tx, payout.id);
    const decision = decideAfterTransfer(payout, outcome, {
      facts,
      statusCheckDelaysMs: this.settings.statusCheckDelaysMs,
      ...(await this.waitForRail.ifRefused(tx, payout, outcome.kind === 'refused' ? outcome.reason : null, facts.now)),
      settledAt: this.rails.settledAt(payout.rail, facts.now),
      firstCheckAfterMs: this.rails.declaration(payout.rail)?.firstCheckAfterMs ?? 0,
      providerReference: transferDetails?.providerReference ?? payout.providerReference,
    });
    const progress = await carryOut(tx, payout, decision);
    const ended = EFFECTS[outcome.kind].attempt;
    if (progress !== null && ended !== null) {
      const { code: resultCode, message: resultMessage } = outcome.providerMessage;
      await tx.update(
        Attempt,
        { id: attemptId },
        { result: ended, resultCode, resultMessage, resultAt: () => 'now()' },
      );
    }
    return progress;
  }

  private async prepareSigning(payout: Payout, call: CollectedCall): Promise<ReadyRail | Unready> {
    const rail = this.rails.rail(payout.rail);
    if (rail === undefined)
      return { kind: 'unready', providerMessage: { code: null, message: 'its provider is switched off' } };
    const readiness: SigningReadiness = (await rail.prepareSigning?.(call)) ?? { kind: 'ready' };
    noteCalls(this.circuits, payout.provider, call.exchanges);
    if (readiness.kind === 'unready') return readiness;
    const path = this.rails.declaration(payout.rail)?.callsBack;
    const { publicUrl } = this.settings;
    if (path === undefined) return { rail, callbackBase: null };
    if (publicUrl === null)
      return { kind: 'unready', providerMessage: { code: null, message: 'PUBLIC_URL is not set' } };
    return { rail, callbackBase: `${publicUrl.replace(/\/+$/, '')}/callbacks/${payout.provider}/${path}` };
  }

  private async storeTransferDetails(
    tx: EntityManager,
    intent: Intent,
    transferDetails: TransferDetails | undefined,
  ): Promise<void> {
    const { payout, attemptId, order } = intent;
    if (transferDetails?.providerReference) {
      const { providerReference } = transferDetails;
      await tx.update(Attempt, { id: attemptId }, { providerReference });
      const keys = this.rails.rail(payout.rail)?.transferKeys?.({ ...order, providerReference }) ?? [];
      await keepKeys(tx, payout.provider, attemptId, keys);
    }
    if (transferDetails?.cashPickup !== undefined) {
      const { token, pin } = transferDetails.cashPickup;
      const code = { token: token.reveal(), pin: pin?.reveal() ?? null };
      const codeSealed = this.sealed.sealPickupCode(attemptId, code);
      await tx.insert(CashPickupCode, { payoutId: payout.id, attemptId, codeSealed });
    }
  }
}

type Unready = Extract<SigningReadiness, { kind: 'unready' }>;
