import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { SANDBOX_SETTINGS, type SandboxSettings } from '../sandbox.settings.js';
import type { Callback } from './callback.js';
import { CallbackLog, type DeliveryAttempt } from './callback-log.js';
import { type CallbackAction, CallbackOrders, type SendOrder } from './callback-orders.js';
import { encodeCallback, sendCallback } from './send-callback.js';

const RETRY_MS = 1_000;
// Longer than a callback waits for its answer.
const EARLY_WAIT_MS = 10_000;
const TEXT_KEPT = 1_000;
// As many transfers as the request log keeps requests.
const KEPT_CALLBACKS = 10_000;

/** Why a callback cannot be sent now. */
export type CannotSend = 'unknown' | 'no_url' | 'no_end';

/** Sends callbacks some time after the transfer, and again until the receiver accepts them. */
@Injectable()
export class Callbacks implements OnModuleDestroy {
  private known = new Map<string, Callback>();
  private stopped = new AbortController();

  constructor(
    @Inject(SANDBOX_SETTINGS) private readonly settings: SandboxSettings,
    private readonly orders: CallbackOrders,
    private readonly log: CallbackLog,
  ) {}

  /** Plans the callback of a transfer that was just booked. Resolves when the transfer may be answered. */
  async announce(callback: Callback): Promise<void> {
    this.remember(callback);
    if (!callback.sendsItself) return;
    const { step, disburseId } = callback;
    const action = this.orders.take(step, callback);
    const heardBefore = this.log.read({ step, disburseId }).length;
    const { signal } = this.stopped;
    const delayMs = action.early ? 0 : (action.delayMs ?? this.settings.callbackDelayMs);
    const delivered = this.deliver(callback, action, delayMs, signal).catch((error) => {
      // A reset or the end of the sandbox stops what is under way; anything else is a defect and has to be seen.
      if (!signal.aborted) throw error;
    });
    if (!action.early) return;
    // Repeats go on after the answer, as they would without the order.
    await Promise.race([delivered, this.log.waitFor({ step, disburseId }, heardBefore + 1, EARLY_WAIT_MS)]);
  }

  /**
   * Sends a callback of a known transfer now, once per copy and without repeats. Without `statusCode` it tells the truth
   * and makes it come true; with one it only says so, unless `settle` makes that true.
   * @returns the attempts, or why there are none.
   */
  async sendNow(order: SendOrder): Promise<DeliveryAttempt[] | CannotSend> {
    const callback = this.known.get(order.disburseId ?? order.partnerReferenceNo ?? '');
    if (!callback) return 'unknown';
    const { statusCode, settle } = order;
    if (callback.url(statusCode ?? callback.statusCode) === null) return 'no_url';
    const ending = settle && statusCode !== undefined ? callback.endingOf(statusCode) : undefined;
    if (ending === null) return 'no_end';
    if (statusCode === undefined || ending) await callback.settle(ending);
    return this.send(callback, order, statusCode ?? callback.statusCode, 0, this.stopped.signal);
  }

  /** Forgets what is still to be sent, and the transfers it was about. */
  reset(): void {
    this.known.clear();
    this.stopped.abort();
    this.stopped = new AbortController();
  }

  onModuleDestroy(): void {
    this.reset();
  }

  private remember(callback: Callback): void {
    this.known.delete(callback.disburseId);
    this.known.set(callback.disburseId, callback);
    const [oldest] = this.known.keys();
    if (this.known.size > KEPT_CALLBACKS && oldest !== undefined) this.known.delete(oldest);
  }

  private async deliver(callback: Callback, action: CallbackAction, delayMs: number, signal: AbortSignal) {
    if (delayMs > 0) await wait(delayMs, undefined, { signal });
    const codes = action.drop ? [] : [...(action.sequence ?? [action.statusCode ?? callback.statusCode])];
    const last = codes.pop();
    for (const code of codes) await this.send(callback, action, code, callback.retries, signal);
    signal.throwIfAborted();
    // What the last one tells has happened by then, told rightly or not.
    await callback.settle();
    if (last !== undefined) await this.send(callback, action, last, callback.retries, signal);
  }

  /** @returns the first attempt of every copy. */
  private async send(
    callback: Callback,
    { duplicate = 1, forge = false, tamper, encoding = 'json' }: CallbackAction,
    statusCode: string,
    retries: number,
    signal: AbortSignal,
  ): Promise<DeliveryAttempt[]> {
    const { step, disburseId, bankAccount } = callback;
    const tampered = tamper ? { amount: tamper.amount, signed: tamper.resign ?? false } : null;
    const encoded = encodeCallback(callback.write({ statusCode, forged: forge, tampered }), encoding);
    const attempt = async () => {
      const url = callback.url(statusCode);
      signal.throwIfAborted();
      if (url === null) return null;
      const at = new Date().toISOString();
      const answer = await sendCallback(url, encoded, signal);
      signal.throwIfAborted();
      const { status = null, text = null } = answer ?? {};
      const accepted = answer !== null && callback.isAccepted(answer);
      const heard = { at, status, text: text?.slice(0, TEXT_KEPT) ?? null, accepted };
      return this.log.add({ step, disburseId, bankAccount, url, ...encoded, ...heard });
    };
    const copies = Array.from({ length: duplicate }, async () => {
      const first = await attempt();
      let latest = first;
      for (let left = retries; left > 0 && latest?.accepted === false; left -= 1) {
        await wait(RETRY_MS, undefined, { signal });
        latest = await attempt();
      }
      return first;
    });
    return (await Promise.all(copies)).filter((first) => first !== null);
  }
}
