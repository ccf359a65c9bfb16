/**
 * HTTP to a provider, deliberately in two ways: `sendOnce` for the one request that moves money, `read` for queries that can be
 * repeated. Both return the result as a value and never throw.
 */
import { Agent, buildConnector, Client, type Dispatcher } from 'undici';
import { hidingInterimAnswers } from '#libs/platform';
import type { ProviderSettings } from '../port/provider.js';
import { decodeBody, inflateBody } from './body-text.js';
import { ABANDONED, connectOnce, isConnectFailure } from './connect-once.js';
import { Rate, Slots } from './rate.js';
import { safeWords } from './safe-text.js';

export interface HttpRequest {
  readonly method?: 'POST' | 'GET';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** These bytes, and no others, are sent. */
  readonly body: Buffer;
}

export type HttpResult =
  /** An HTTP response was received. `unreadable` is the reason when its body cannot be used. */
  | {
      readonly kind: 'answered';
      readonly httpStatus: number;
      readonly text: string;
      readonly unreadable: string | null;
    }
  /** Proof that not one byte of the request left. */
  | { readonly kind: 'not_sent'; readonly error: string }
  /** Anything else: the provider may have it. */
  | { readonly kind: 'no_answer'; readonly error: string; readonly httpStatus: number | null };

export interface SendLimits {
  readonly signal?: AbortSignal;
  /** Not sent from this reading of `performance.now()` on. */
  readonly sendBeforeMs?: number;
}

/** Far above any documented response (a bank list is about 15 KB), far below a risk for memory. */
export const REPLY_LIMIT_BYTES = 256 * 1024;
/** The part of an unreadable response that is stored as evidence. */
const UNREADABLE_KEPT_BYTES = 4 * 1024;
const CONNECT_TIMEOUT_MS = 5_000;
/** Per provider, for transfers and for queries each. Twice the worker's default concurrency, so it only limits malfunctions. */
const CONNECTIONS = 64;

/** Set explicitly, because a start option can lower Node's default. Certificates are always verified. */
const OLDEST_TLS = 'TLSv1.2';
const FOREIGN = 'FOREIGN_ADDRESS not an address of this provider';

/** undici's own limits are per chunk; the total deadline replaces them. Retries, redirects and HTTP/2 are never on. */
const COMMON = { allowH2: false, headersTimeout: 0, bodyTimeout: 0 } as const;

export class ProviderHttp {
  readonly #timeoutMs: number;
  readonly #origins: ReadonlySet<string>;
  readonly #connect = hidingInterimAnswers(
    buildConnector({ allowH2: false, timeout: CONNECT_TIMEOUT_MS, minVersion: OLDEST_TLS }),
  );
  readonly #reads: Agent;
  readonly #running = new Set<Promise<HttpResult>>();
  readonly #slots = new Slots(CONNECTIONS);
  readonly #rate: Rate;
  #closed = false;

  /** @param addresses the configured base URLs of the provider: nothing is sent to any other host, whatever a response says */
  constructor({ timeoutMs, requestsPerSecond }: ProviderSettings, addresses: readonly string[]) {
    this.#timeoutMs = timeoutMs;
    this.#origins = new Set(addresses.map((address) => new URL(address).origin));
    this.#rate = new Rate(requestsPerSecond);
    this.#reads = new Agent({ ...COMMON, connect: this.#connect, connections: CONNECTIONS, pipelining: 1 });
  }

  /**
   * Sends a request that moves money once, on its own connection that is never reused. `not_sent` needs both proofs: no
   * connection was handed to the HTTP client, and the error is a connect error.
   */
  async sendOnce(request: HttpRequest, limits: SendLimits = {}): Promise<HttpResult> {
    if (this.#isForeign(request)) return { kind: 'not_sent', error: FOREIGN };
    const deadline = new Deadline(this.#timeoutMs, limits.signal);
    const mayStillSend = () =>
      !this.#closed &&
      !deadline.signal.aborted &&
      (limits.sendBeforeMs === undefined || performance.now() < limits.sendBeforeMs);
    try {
      if (!(await this.#slots.take(deadline.signal))) return { kind: 'not_sent', error: ABANDONED };
      try {
        // the slot comes first: a rate token that then waits for a slot would be used in a later second
        const patience = { signal: deadline.signal, beforeMs: limits.sendBeforeMs };
        if (!(await this.#rate.take('transfer', patience)) || !mayStillSend())
          return { kind: 'not_sent', error: ABANDONED };
        return await this.#track(this.#dispatchOnce(request, deadline.signal, mayStillSend));
      } finally {
        this.#slots.give();
      }
    } finally {
      deadline.stop();
    }
  }

  /** Sends a query that moves no money; connections are kept alive and reused. */
  async read(request: HttpRequest, limits: Pick<SendLimits, 'signal'> = {}): Promise<HttpResult> {
    if (this.#isForeign(request)) return { kind: 'not_sent', error: FOREIGN };
    const deadline = new Deadline(this.#timeoutMs, limits.signal);
    try {
      if (!(await this.#rate.take('read', deadline)) || this.#closed || deadline.signal.aborted)
        return { kind: 'not_sent', error: ABANDONED };
      return await this.#track(exchange(this.#reads, request, deadline.signal, () => false));
    } finally {
      deadline.stop();
    }
  }

  /** Waits for running requests (each has its deadline), then closes the connections. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#rate.close();
    await Promise.allSettled(this.#running);
    await this.#reads.destroy();
  }

  /** An invalid URL is not foreign: connecting to it fails with its own error. */
  #isForeign({ url }: HttpRequest): boolean {
    return URL.canParse(url) && !this.#origins.has(new URL(url).origin);
  }

  async #dispatchOnce(request: HttpRequest, signal: AbortSignal, mayStillSend: () => boolean): Promise<HttpResult> {
    const { connector, wasHandedOver } = connectOnce(this.#connect, mayStillSend);
    let client: Client;
    try {
      client = new Client(new URL(request.url).origin, { ...COMMON, connect: connector, pipelining: 0 });
    } catch (error) {
      return { kind: 'no_answer', error: errorWords(error), httpStatus: null };
    }
    try {
      return await exchange(client, request, signal, (error) => !wasHandedOver() && isConnectFailure(error));
    } finally {
      await client.destroy();
    }
  }

  async #track(running: Promise<HttpResult>): Promise<HttpResult> {
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }
}

async function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest,
  signal: AbortSignal,
  provesNotSent: (error: unknown) => boolean,
): Promise<HttpResult> {
  let httpStatus: number | null = null;
  try {
    const { origin, pathname, search } = new URL(request.url);
    const answer = await dispatcher.request({
      origin,
      path: pathname + search,
      method: request.method ?? 'POST',
      headers: { ...request.headers, 'accept-encoding': 'identity' },
      body: request.body,
      signal,
    });
    httpStatus = answer.statusCode;
    return { kind: 'answered', httpStatus, ...(await readBody(answer)) };
  } catch (error) {
    return provesNotSent(error)
      ? { kind: 'not_sent', error: errorWords(error) }
      : { kind: 'no_answer', error: errorWords(error), httpStatus };
  }
}

/** Reads at most {@link REPLY_LIMIT_BYTES}, compressed or not. Compression is never requested, but a proxy may compress all the same. */
async function readBody({
  body,
  headers,
}: Dispatcher.ResponseData): Promise<{ text: string; unreadable: string | null }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > REPLY_LIMIT_BYTES) break;
  }
  const received = Buffer.concat(chunks);
  const contentEncoding = headerOf(headers, 'content-encoding');
  const unreadable = (bytes: Buffer, reason: string) => ({
    text: bytes.subarray(0, UNREADABLE_KEPT_BYTES).toString('utf8'),
    unreadable: reason,
  });
  if (size > REPLY_LIMIT_BYTES) {
    const start = contentEncoding === null ? received : Buffer.alloc(0);
    return unreadable(start, `the answer is larger than ${REPLY_LIMIT_BYTES} bytes`);
  }
  const inflated = await inflateBody(received, contentEncoding, REPLY_LIMIT_BYTES);
  if (inflated.problem !== null) return unreadable(Buffer.alloc(0), inflated.problem);
  const text = decodeBody(inflated.bytes, headerOf(headers, 'content-type'));
  return text === null
    ? unreadable(inflated.bytes, 'the answer is not UTF-8, nor in the character set that it names')
    : { text, unreadable: null };
}

function headerOf(headers: Dispatcher.ResponseData['headers'], name: string): string | null {
  return [headers[name] ?? []].flat().join(', ') || null;
}

/** One deadline for connecting, headers and body: a provider that sends a byte per second is cut off like a silent one. */
class Deadline {
  readonly signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;

  constructor(timeoutMs: number, outer: AbortSignal | undefined) {
    const controller = new AbortController();
    this.signal = outer ? AbortSignal.any([outer, controller.signal]) : controller.signal;
    const late = Object.assign(new Error(`no complete answer within ${timeoutMs} ms`), { code: 'DEADLINE' });
    this.#timer = setTimeout(() => controller.abort(late), timeoutMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** `ECONNREFUSED connect ECONNREFUSED 127.0.0.1:1` */
export function errorWords(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return safeWords(String(thrown));
  const { code, name, message, errors } = thrown as { [field: string]: unknown };
  // several addresses failed: an AggregateError has an empty message
  const messages = Array.isArray(errors) ? errors.map((each) => each?.message) : [message];
  return safeWords(`${typeof code === 'string' ? code : name} ${messages.join('; ')}`);
}
