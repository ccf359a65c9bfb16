import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher, request } from 'undici';
import { hidingInterimAnswers, Signal } from '#libs/platform';
import { isPublicAddress, problemOfUrl } from './public-address.js';
import { readRetryAfter } from './retry-schedule.js';

/** From the first look-up to the end of the answer's head. */
export const TRY_TIMEOUT_MS = 15_000;
/** What is kept of an answer. */
const KEPT_ANSWER_BYTES = 1_024;
/** Up to here an answer is read, so that its connection can be used again. */
const MOST_ANSWER_BYTES = 16 * 1_024;
/** After this a connection is given up, and the next one goes where the name leads then. */
const CONNECTION_LIFE_MS = 60_000;
const IDLE_CONNECTION_MS = 10_000;

/** What came of one try. */
export interface PostResult {
  readonly httpStatus: number | null;
  /** Why there is no answer, in a word; null: there is one. */
  readonly error: NoAnswerWord | null;
  readonly answer: string | null;
  readonly retryAfterMs: number | null;
}

export interface PosterOptions {
  /** Development: any address will do. */
  readonly allowPrivate: boolean;
  readonly timeoutMs?: number;
  /** A certificate (PEM) that a test trusts in place of the public authorities. */
  readonly trusted?: string;
  /** How names become addresses; the system's way unless a test has its own. */
  readonly resolveName?: typeof resolve;
}

/** The receiver's address is not one of the public Internet. */
class AddressNotPublic extends Error {
  readonly code = 'ADDRESS_NOT_PUBLIC';
}

/**
 * Posts to receivers that strangers named. It connects to public addresses only: those a name leads to are looked at while
 * connecting, and the connection goes to the very address that was looked at. It follows no redirects and uses no proxy.
 */
export class PostWebhook {
  private readonly agent: Agent;
  private readonly underWay = new Set<AbortController>();
  private stopped = false;

  constructor(private readonly options: PosterOptions) {
    this.agent = new Agent({
      allowH2: false,
      pipelining: 1,
      clientTtl: CONNECTION_LIFE_MS,
      keepAliveTimeout: IDLE_CONNECTION_MS,
      keepAliveMaxTimeout: IDLE_CONNECTION_MS,
      maxHeaderSize: 16 * 1_024,
      // The deadline of the whole try ends everything.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: hidingInterimAnswers(
        buildConnector({
          allowH2: false,
          timeout: this.timeoutMs,
          lookup: this.lookup,
          minVersion: 'TLSv1.2',
          ...this.trusted,
        }),
      ),
    });
  }

  /** Never throws: whatever goes wrong is a result. */
  async post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<PostResult> {
    if (this.stopped) return without('stopped');
    // It was looked at when it was given, perhaps by a service that allowed more. A literal address is never looked up.
    if (problemOfUrl(url, this.options.allowPrivate) !== null) return without('address_not_allowed');
    const controller = new AbortController();
    this.underWay.add(controller);
    const timer = setTimeout(() => controller.abort(), this.timeoutMs);
    try {
      const options = { method: 'POST', headers, body, dispatcher: this.agent, signal: controller.signal } as const;
      const response = await request(url, options);
      const retryAfterMs = readRetryAfter(oneOf(response.headers['retry-after']));
      return { httpStatus: response.statusCode, error: null, answer: await beginningOf(response), retryAfterMs };
    } catch (error) {
      if (controller.signal.aborted) return without(this.stopped ? 'stopped' : 'timeout');
      return without(wordOf(error));
    } finally {
      clearTimeout(timer);
      this.underWay.delete(controller);
    }
  }

  /** Ends what is under way; its results say `stopped`. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const controller of this.underWay) controller.abort();
    await this.agent.destroy();
  }

  private get timeoutMs(): number {
    return this.options.timeoutMs ?? TRY_TIMEOUT_MS;
  }

  private get trusted(): { ca?: string } {
    return this.options.trusted === undefined ? {} : { ca: this.options.trusted };
  }

  /** In place of the system's look-up: what it answers is where the connection goes. */
  private readonly lookup: LookupFunction = (hostname, options, done) => {
    const resolveName = this.options.resolveName ?? resolve;
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0];
      if (error) return done(error, '', 0);
      // An attacker could hide one private address among public ones.
      const isFine = this.options.allowPrivate || addresses.every(({ address }) => isPublicAddress(address));
      if (first === undefined || !isFine) return done(new AddressNotPublic('not a public address'), '', 0);
      if (options.all) return done(null, addresses);
      return done(null, first.address, first.family);
    });
  };
}

function without(error: NoAnswerWord): PostResult {
  return { httpStatus: null, error, answer: null, retryAfterMs: null };
}

/** An answer that breaks off has still been given: what its head said counts. */
async function beginningOf({ body }: Dispatcher.ResponseData): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MOST_ANSWER_BYTES) break;
    }
  } catch {
    // It broke off, or took too long.
  }
  return fitForStorage(Buffer.concat(chunks).subarray(0, KEPT_ANSWER_BYTES));
}

/** PostgreSQL takes neither NUL nor half a character; what replaces them must not make the text longer than may be kept. */
function fitForStorage(bytes: Buffer): string {
  let text = bytes.toString('utf8').replaceAll('\0', '').replaceAll('\ufffd', '?');
  while (Buffer.byteLength(text) > KEPT_ANSWER_BYTES) text = text.slice(0, -1);
  return text;
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** Why there is no answer: the words of {@link PostResult.error}. */
export const NO_ANSWER_WORDS = [
  'stopped',
  'timeout',
  'address_not_allowed',
  'address_not_public',
  'host_not_found',
  'connection_refused',
  'connection_lost',
  'answer_unreadable',
  'certificate_not_valid',
  'failed',
] as const;
type NoAnswerWord = (typeof NO_ANSWER_WORDS)[number];

const WORDS: Readonly<Record<string, NoAnswerWord>> = {
  ADDRESS_NOT_PUBLIC: 'address_not_public',
  ENOTFOUND: 'host_not_found',
  EAI_AGAIN: 'host_not_found',
  ECONNREFUSED: 'connection_refused',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'connection_lost',
  EPIPE: 'connection_lost',
  UND_ERR_SOCKET: 'connection_lost',
  INTERIM_ANSWERS: 'answer_unreadable',
};

/** A word of ours: messages of errors have addresses in them. */
function wordOf(error: unknown): NoAnswerWord {
  const { code: given, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (name === 'HTTPParserError') return 'answer_unreadable';
  const code = String(given ?? '');
  const word = WORDS[code];
  if (word !== undefined) return word;
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code)) return 'certificate_not_valid';
  return 'failed';
}

/** `refused`: answered with anything but 2xx; `gone`: with 410. The others say why there was no answer. */
export const TRY_RESULTS = ['delivered', 'refused', 'gone', ...NO_ANSWER_WORDS] as const;
export type TryResult = (typeof TRY_RESULTS)[number];

/** A webhook was sent, or could not be. */
export const WEBHOOK_TRIED = new Signal<{ readonly result: TryResult; readonly durationMs: number }>();

export function tryResultOf({ httpStatus, error }: Pick<PostResult, 'httpStatus' | 'error'>): TryResult {
  if (httpStatus === null) return error ?? 'failed';
  if (httpStatus >= 200 && httpStatus < 300) return 'delivered';
  return httpStatus === 410 ? 'gone' : 'refused';
}
