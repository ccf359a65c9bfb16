import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { crashPoint, inTransaction, NOW, SETTINGS, type Settings } from '#libs/platform';
import type { Exchange, Readiness, TransferOutcome } from '#libs/providers';
import { Circuits, RailDirectory } from '#libs/rails';
import { IS_DOUBTED, recheckOfEndMs } from '../check/ask-refused.js';
import { mayTransfer } from '../inquiry/inquire-payout.js';
import { CONFIRM_WITHIN_MS, leaseMs, nextDelayMs } from '../law/schedule.js';
import { transition } from '../law/transition.js';
import { keepEvidence } from '../records/keep-evidence.js';
import type { Payout } from '../records/payout.entity.js';
import { SealedData } from '../records/personal-data.js';
import { type CollectedCall, collectExchanges, noteCalls } from '../records/provider-call.js';
import { CONFIRMED_BY_MAKER, isMaker, takesTwoPeople } from '../records/two-people.js';
import { openTimeMs } from '../waits/open-time.js';
import { putToWait } from '../waits/wait-for-rail.js';
import { later, type Worked } from '../work/worked.js';
import { type Confirming, type Intent, type ReadyRail, recordIntent } from './record-intent.js';
import { RecordTransferOutcome } from './record-transfer-outcome.js';

/** Who is to send a payout that was confirmed: this process at once, or the workers of the service. */
export type Sender = 'this_process' | 'workers';

/** Sends a payout's money, once. A crash anywhere in between leaves `transferring`, which is only ever asked about. */
@Injectable()
export class TransferPayout {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
    private readonly recordOutcome: RecordTransferOutcome,
    private readonly circuits: Circuits,
    private readonly sealed: SealedData,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Takes an inquired payout on: sends it, or lets it expire when nobody confirmed it in time. */
  async run(payout: Payout, signal: AbortSignal): Promise<Worked> {
    const isConfirmed = await this.isConfirmed(payout);
    const { leftMs, isDoubted } = await this.mayStillLeave(payout, isConfirmed);
    if (leftMs <= 0) return this.expire(payout, isDoubted);
    if (isDoubted || !isConfirmed) return inTransaction(this.dataSource, (tx) => later(tx, payout, leftMs));
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
    const intent = await recordIntent({ dataSource: this.dataSource, sealed: this.sealed }, ready, payout, {
      actor: payout.confirmedBy ?? 'salur',
      by: 'lease',
      set: { confirmedAt: payout.confirmedAt ?? NOW },
      dueInMs: this.sendingMs(),
    });
    return intent && this.send(intent, signal);
  }

  /**
   * Records a person's confirmation, and then the intent itself when the rail can send now (the caller sends it with
   * {@link send}); otherwise a worker acts on it once it can. Who confirmed first stays the one who did.
   *
   * @returns null when somebody else moved the payout
   */
  async confirm(payout: Payout, by: Actor, sender: Sender): Promise<Intent | Payout | null> {
    const canSend = sender === 'this_process' && this.rails.closedUntil(payout.rail, new Date()) === null;
    const confirmed = await this.keepConfirmation(payout, by, canSend ? this.sendingMs() : 0);
    if (confirmed === null || !canSend) return confirmed;
    const ready = await this.makeReady(confirmed, collectExchanges({}));
    if ('kind' in ready) return this.leaveToWorkers(confirmed);
    const confirming: Confirming = {
      actor: confirmed.confirmedBy ?? by.name,
      by: 'request',
      dueInMs: this.sendingMs(),
    };
    crashPoint('before_intent');
    return recordIntent({ dataSource: this.dataSource, sealed: this.sealed }, ready, confirmed, confirming);
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
    noteCalls(this.circuits, payout.provider, call.exchanges);
    if (readiness.kind === 'unready') return readiness;
    const path = this.rails.declaration(payout.rail)?.callsBack;
    const { publicUrl } = this.settings;
    if (path === undefined) return { rail, callbackBase: null };
    if (publicUrl === null) return { kind: 'unready', words: { code: null, message: 'PUBLIC_URL is not set' } };
    return { rail, callbackBase: `${publicUrl.replace(/\/+$/, '')}/callbacks/${payout.provider}/${path}` };
  }

  /**
   * Keeps a confirmation, unless one stands: then it stays with whoever gave it. It does not when a callback has doubted the
   * payout since, or when it takes two people by now and whoever created it had confirmed it.
   *
   * @param dueInMs when a worker acts on it, should the caller not have done so
   */
  private keepConfirmation(payout: Payout, by: Actor, dueInMs: number): Promise<Payout | null> {
    const stands = `confirmed_by is not null and not ${IS_DOUBTED} and not ($5::boolean and ${CONFIRMED_BY_MAKER})`;
    return inTransaction(this.dataSource, async (tx) => {
      const [[confirmed]]: [ConfirmedRow[], number] = await tx.query(
        `update payout set confirmed_at = case when ${stands} then confirmed_at else now() end,
         confirmed_by = case when ${stands} then confirmed_by else $4 end,
         due_at = now() + $6::double precision * interval '1 millisecond', fence = fence + 1
       where id = $1 and version = $2 and status = $3
       returning confirmed_at as "confirmedAt", confirmed_by as "confirmedBy", fence, due_at as "dueAt"`,
        [payout.id, payout.version, 'inquired', by.name, takesTwoPeople(payout, this.settings), dueInMs],
      );
      if (confirmed === undefined) return null;
      await recordAudit(tx, by, { action: 'payout.confirm', subjectId: payout.id });
      return Object.assign(payout, confirmed);
    });
  }

  /** Has a worker act on a confirmation that is kept already. */
  private async leaveToWorkers(payout: Payout): Promise<Payout | null> {
    const [[left]]: [Pick<Payout, 'fence' | 'dueAt'>[], number] = await this.dataSource.query(
      `update payout set due_at = now(), fence = fence + 1 where id = $1 and version = $2 and status = $3
       returning fence, due_at as "dueAt"`,
      [payout.id, payout.version, 'inquired'],
    );
    return left === undefined ? null : Object.assign(payout, left);
  }

  /** Whether a payout needs no (further) person. What its creator confirmed when that was enough may not be enough now. */
  private async isConfirmed(payout: Payout): Promise<boolean> {
    if (!mayTransfer(payout, this.settings)) return false;
    if (payout.confirmedBy === null || !takesTwoPeople(payout, this.settings)) return true;
    return !(await isMaker(this.dataSource, payout, payout.confirmedBy));
  }

  /**
   * What is left of the time in which an unconfirmed payout has to be confirmed, or one that may leave has to do so. For
   * the latter only hours count in which its rail was open, however often it has tried meanwhile.
   */
  private async mayStillLeave(payout: Payout, isConfirmed: boolean): Promise<{ leftMs: number; isDoubted: boolean }> {
    const [{ since, now, isDoubted }]: [{ since: Date; now: Date; isDoubted: boolean }] = await this.dataSource.query(
      `select coalesce(confirmed_at, updated_at) as since, now(), ${IS_DOUBTED} as "isDoubted" from payout where id = $1`,
      [payout.id],
    );
    const passedMs = isConfirmed
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

type ConfirmedRow = Pick<Payout, 'confirmedAt' | 'confirmedBy' | 'fence' | 'dueAt'>;
type Unready = Extract<Readiness, { kind: 'unready' }>;
