import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { z } from 'zod';
import { isHttpUrl, SANDBOX_SETTINGS, type SandboxSettings } from '../sandbox.settings.js';
import type { Callback, WrittenCallback } from './callback.js';
import { CallbackLog, type DeliveryAttempt } from './callback-log.js';
import { type CallbackAction, CallbackOrders, type SendOrder } from './callback-orders.js';

const url = z.string().refine(isHttpUrl, 'must be an http or https URL, or null for none').nullable().optional();

/** Body of PUT /control/callback-urls. What it leaves out keeps its value. */
export const callbackUrlsOrder = z.strictObject({ duitkuClearing: url, dokuUnpaid: url, dokuRefund: url });

/** Where callbacks go whose requests name no URL. A reset keeps them: they belong to the receiver, not to a test. */
@Injectable()
export class CallbackUrls {
  private urls: SandboxSettings['callbackUrls'];

  constructor(@Inject(SANDBOX_SETTINGS) settings: SandboxSettings) {
    this.urls = settings.callbackUrls;
  }

  get now(): SandboxSettings['callbackUrls'] {
    return this.urls;
  }

  change(order: z.output<typeof callbackUrlsOrder>): SandboxSettings['callbackUrls'] {
    const named = Object.entries(order).filter(([, value]) => value !== undefined);
    this.urls = { ...this.urls, ...Object.fromEntries(named) };
    return this.urls;
  }
}

const RETRY_MS = 1_000;
// Longer than a callback waits for its response.
const EARLY_WAIT_MS = 10_000;
const TEXT_KEPT = 1_000;
// As many transfers as the request log keeps requests.
const KEPT_CALLBACKS = 10_000;

/** The reason why a callback cannot be sent now. */
export type CannotSend = 'unknown' | 'no_url' | 'no_end';

/** Sends callbacks some time after the transfer, with retries until the receiver accepts them. */
@Injectable()
export class Callbacks implements OnModuleDestroy {
  private known = new Map<string, Callback>();
  private stopped = new AbortController();

  constructor(
    @Inject(SANDBOX_SETTINGS) private readonly settings: SandboxSettings,
    private readonly orders: CallbackOrders,
    private readonly log: CallbackLog,
  ) {}

  /** Plans the callback of a transfer that was just booked. Resolves when the response to the transfer may leave. */
  async announce(callback: Callback): Promise<void> {
    this.remember(callback);
    if (!callback.sendsItself) return;
    const { step, disburseId } = callback;
    const action = this.orders.take(step, callback);
    const loggedBefore = this.log.read({ step, disburseId }).length;
    const { signal } = this.stopped;
    const delayMs = action.early ? 0 : (action.delayMs ?? this.settings.callbackDelayMs);
    const delivered = this.deliver(callback, action, delayMs, signal).catch((error) => {
      // A reset or the end of the sandbox stops what is under way; anything else is a defect and must surface.
      if (!signal.aborted) throw error;
    });
    if (!action.early) return;
    // Retries continue after the response, as they would without the order.
    await Promise.race([delivered, this.log.waitFor({ step, disburseId }, loggedBefore + 1, EARLY_WAIT_MS)]);
  }

  /**
   * Sends a callback of a known transfer now, once per copy and without retries. Without `statusCode` it reports the
   * result and books it; with one it only reports it, unless `settle` books it too.
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

  /** Clears what is still to be sent, and the transfers it is about. */
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
    // The result is booked before the last one leaves, whatever that one reports.
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
      const reply = { at, status, text: text?.slice(0, TEXT_KEPT) ?? null, accepted };
      return this.log.add({ step, disburseId, bankAccount, url, ...encoded, ...reply });
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

/** A callback in the form it leaves in. */
export interface EncodedCallback {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ANSWER_WAIT_MS = 5_000;

/** As JSON, as documented, or as a form, which Duitku's payments use. */
export function encodeCallback({ fields, headers }: WrittenCallback, encoding: 'json' | 'form'): EncodedCallback {
  if (encoding === 'json')
    return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(fields) };
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  return { headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body: form.toString() };
}

/** @returns the receiver's response, or null without one in 5 s. */
export async function sendCallback(
  url: string,
  { headers, body }: EncodedCallback,
  stopped: AbortSignal,
): Promise<{ status: number; text: string } | null> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.any([stopped, AbortSignal.timeout(ANSWER_WAIT_MS)]),
    });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return null;
  }
}
