import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { crashPoint, inTransaction, NOW, SETTINGS, type Settings } from '#libs/platform';
import type { Exchange, Readiness, TransferOutcome } from '#libs/providers';
import { Circuits, RailDirectory } from '#libs/rails';
import { IS_DOUBTED, recheckOfEndMs } from './ask-refused.js';
import { mayTransfer } from './inquire-payout.js';
import { keepEvidence } from './keep-evidence.js';
import { openTimeMs } from './open-time.js';
import type { Payout } from './payout.entity.js';
import { type CollectedCall, collectExchanges, noteHealth } from './provider-call.js';
import { type Confirming, type Intent, type ReadyRail, recordIntent } from './record-intent.js';
import { RecordTransferOutcome } from './record-transfer-outcome.js';
import { CONFIRM_WITHIN_MS, leaseMs, nextDelayMs } from './schedule.js';
import { transition } from './transition.js';
import { putToWait } from './wait-for-rail.js';
import { later, type Worked } from './worked.js';

/** Sends a payout's money, once. A crash anywhere in between leaves `transferring`, which is only ever asked about. */
@Injectable()
export class TransferPayout {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
    private readonly recordOutcome: RecordTransferOutcome,
    private readonly circuits: Circuits,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Takes an inquired payout on: sends it, or lets it expire when nobody confirmed it in time. */
  async run(payout: Payout, signal: AbortSignal): Promise<Worked> {
    const { leftMs, isDoubted } = await this.mayStillLeave(payout);
    if (leftMs <= 0) return this.expire(payout, isDoubted);
    if (isDoubted || !mayTransfer(payout)) return inTransaction(this.dataSource, (tx) => later(tx, payout, leftMs));
    const closedUntil = this.rails.closedUntil(payout.rail, new Date());
    if (closedUntil !== null) {
      const wait = { reason: 'window', until: closedUntil } as const;
      return inTransaction(this.dataSource, (tx) => putToWait(tx, payout, wait));
    }
    const call = collectExchanges({ signal });
    const ready = await this.makeReady(payout, call);
    if ('kind' in ready) {
      return inTransaction(this.dataSource, async (tx) => {
        await keepEvidence(tx, payout, null, call.exchanges);
        return later(tx, payout, nextDelayMs(this.settings.statusCheckDelaysMs, payout.tries));
      });
    }
    crashPoint('before_intent');
    const intent = await recordIntent(this.dataSource, ready, payout, {
      actor: payout.confirmedBy ?? 'salur',
      by: 'lease',
      set: { confirmedAt: payout.confirmedAt ?? NOW },
      dueInMs: this.sendingMs(),
    });
    return intent && this.send(intent, signal);
  }

  /**
   * Records a person's confirmation: as the intent itself when the rail can send now (then the caller sends it with
   * {@link send}), otherwise for a worker to act on once it can.
   *
   * @returns null when somebody else moved the payout
   */
  async confirm(payout: Payout, by: Actor): Promise<Intent | Payout | null> {
    const canSend = this.rails.closedUntil(payout.rail, new Date()) === null;
    const ready = canSend ? await this.makeReady(payout, collectExchanges({})) : null;
    if (ready === null || 'kind' in ready) return this.keepConfirmation(payout, by);
    const confirming: Confirming = {
      actor: by.name,
      by: 'request',
      set: { confirmedAt: NOW, confirmedBy: by.name },
      dueInMs: this.sendingMs(),
      audited: { by, action: 'payout.confirm' },
    };
    crashPoint('before_intent');
    return recordIntent(this.dataSource, ready, payout, confirming);
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
    return this.recordOutcome.run(intent, outcome, call.exchanges as readonly Exchange[]);
  }

  private async makeReady(payout: Payout, call: CollectedCall): Promise<ReadyRail | Unready> {
    const rail = this.rails.rail(payout.rail);
    if (rail === undefined) return { kind: 'unready', words: { code: null, message: 'its provider is switched off' } };
    const readiness: Readiness = (await rail.makeReady?.(call)) ?? { kind: 'ready' };
    noteHealth(this.circuits, payout.provider, call.exchanges);
    if (readiness.kind === 'unready') return readiness;
    const path = this.rails.declaration(payout.rail)?.callsBack;
    const { publicUrl } = this.settings;
    if (path === undefined) return { rail, callbackBase: null };
    if (publicUrl === null) return { kind: 'unready', words: { code: null, message: 'PUBLIC_URL is not set' } };
    return { rail, callbackBase: `${publicUrl.replace(/\/+$/, '')}/callbacks/${payout.provider}/${path}` };
  }

  private async keepConfirmation(payout: Payout, by: Actor): Promise<Payout | null> {
    const row = await inTransaction(this.dataSource, async (tx) => {
      const [[confirmed]]: [{ fence: number }[], number] = await tx.query(
        `update payout set confirmed_at = now(), confirmed_by = $4, due_at = now(), fence = fence + 1
         where id = $1 and version = $2 and status = $3 returning fence`,
        [payout.id, payout.version, 'inquired', by.name],
      );
      if (confirmed !== undefined) await recordAudit(tx, by, { action: 'payout.confirm', subjectId: payout.id });
      return confirmed;
    });
    if (row === undefined) return null;
    return Object.assign(payout, { confirmedAt: new Date(), confirmedBy: by.name, fence: row.fence });
  }

  /**
   * What is left of the time in which an unconfirmed payout has to be confirmed, or one that may leave has to do so. For
   * the latter only hours count in which its rail was open, however often it has tried meanwhile.
   */
  private async mayStillLeave(payout: Payout): Promise<{ leftMs: number; isDoubted: boolean }> {
    const [{ since, now, isDoubted }]: [{ since: Date; now: Date; isDoubted: boolean }] = await this.dataSource.query(
      `select coalesce(confirmed_at, updated_at) as since, now(), ${IS_DOUBTED} as "isDoubted" from payout where id = $1`,
      [payout.id],
    );
    const passedMs = mayTransfer(payout)
      ? openTimeMs(this.rails, payout, since, now, CONFIRM_WITHIN_MS)
      : now.getTime() - since.getTime();
    return { leftMs: CONFIRM_WITHIN_MS - passedMs, isDoubted };
  }

  private expire(payout: Payout, isDoubted: boolean): Promise<Worked> {
    const reason = isDoubted
      ? 'a callback says that an earlier transfer of it was paid, and nobody confirmed it all the same'
      : payout.confirmedAt === null
        ? 'nobody confirmed it within 24 hours'
        : 'the provider could not be reached for 24 hours after it was confirmed';
    return inTransaction(this.dataSource, async (tx) => {
      const moved = await transition(tx, payout, {
        event: 'expired',
        actor: 'salur',
        by: 'lease',
        detail: { reason },
        dueInMs: await recheckOfEndMs(tx, payout.id),
      });
      return moved.kind === 'moved' ? { payout: moved.payout, goOn: false } : null;
    });
  }

  /** How long a sender keeps its payout before others ask the provider: longer than sending can take. */
  private sendingMs(): number {
    return leaseMs(this.settings);
  }
}

type Unready = Extract<Readiness, { kind: 'unready' }>;
