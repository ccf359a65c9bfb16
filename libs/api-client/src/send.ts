/** Sends one request as often as it is safe to send, until it has a response or the time is up. */
import { SalurError, type SalurErrorSource } from './errors.js';
import type { ProblemBody } from './types.js';

/** What sends a request: `fetch`, or a function like it. */
export type Fetch = (request: Request) => Promise<Response>;

export interface SendLimits {
  /** For one attempt, from its start to the end of its response, in ms. The seconds of `Prefer: wait` come on top. */
  readonly timeoutMs: number;
  /** No further attempt starts after this time, in ms; 0 sends each request once. */
  readonly repeatForMs: number;
}

/** Waits between attempts when the service asks for none; each is shortened at random, so that callers do not return together. */
const WAITS_MS = [500, 1_000, 2_000, 4_000];
/** The most further attempts, whatever `Retry-After` says: a caller waits for the response. */
const MOST_REPEATS = 10;

/**
 * @returns a fetch that resolves to successful responses only, and repeats what is safe to repeat: reads, and requests with an
 *   Idempotency-Key, after a lost connection, a timeout, 429, 503 with `Retry-After`, or 409 `idempotency_in_progress`
 * @throws SalurError
 */
export function sendWith(fetch: Fetch, { timeoutMs, repeatForMs }: SendLimits): Fetch {
  return async (request) => {
    const giveUpAt = performance.now() + repeatForMs;
    for (let repeats = 0; ; repeats++) {
      const { response, error } = await sendOnce(fetch, request.clone(), timeoutMs + preferredWaitMs(request));
      if (error === null) return response;
      const waitMs = mayRepeat(request, error, response) ? waitMsAfter(response, repeats) : Infinity;
      if (repeats >= MOST_REPEATS || performance.now() + waitMs > giveUpAt) throw error;
      await pause(waitMs, request.signal);
      if (request.signal.aborted) throw errorOf(request, null, { code: 'aborted', detail: ABORTED });
    }
  };
}

/** A response has its whole body in memory. */
type Attempt =
  | { readonly response: Response; readonly error: null }
  | { readonly response: Response | null; readonly error: SalurError };

const ABORTED = 'The caller aborted the request.';

async function sendOnce(fetch: Fetch, request: Request, withinMs: number): Promise<Attempt> {
  const deadline = AbortSignal.timeout(withinMs);
  let response: Response;
  let text: string;
  try {
    response = await fetch(new Request(request, { signal: AbortSignal.any([request.signal, deadline]) }));
    text = await response.text();
  } catch (cause) {
    const source: SalurErrorSource = request.signal.aborted
      ? { code: 'aborted', detail: ABORTED }
      : deadline.aborted
        ? { code: 'timed_out', detail: `No response within ${withinMs} ms.` }
        : { code: 'connection_failed', detail: 'The connection failed or broke.', cause };
    return { response: null, error: errorOf(request, null, source) };
  }
  const problem = problemIn(response, text);
  if (problem !== null) return { response, error: errorOf(request, response, problem) };
  const { status, statusText, headers } = response;
  return { response: new Response(text, { status, statusText, headers: withoutEncoding(headers) }), error: null };
}

/** Null for a successful response. */
function problemIn({ ok, status }: Response, text: string): SalurErrorSource | null {
  const unreadable = (what: string): SalurErrorSource => ({
    code: 'unreadable_response',
    detail: `The response is not ${what}. Is baseUrl the address of Salur, and does a proxy answer in its place?`,
    status,
  });
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return unreadable('JSON');
  }
  if (ok) return null;
  const { code, detail } = (body ?? {}) as Partial<ProblemBody>;
  if (typeof code !== 'string' || typeof detail !== 'string') return unreadable('a problem document of Salur');
  return { problem: { ...(body as ProblemBody), status } };
}

function errorOf(request: Request, response: Response | null, source: SalurErrorSource): SalurError {
  return new SalurError(source, {
    requestId: response?.headers.get('x-request-id') ?? null,
    idempotencyKey: request.headers.get('idempotency-key'),
  });
}

/** The text is decoded already, so these headers no longer describe it. */
function withoutEncoding(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) kept.delete(name);
  return kept;
}

/** Whether it is safe to send the request again after this error, and may help. */
export function mayRepeat(request: Request, { code, status }: SalurError, response: Response | null): boolean {
  const isSafe = request.method === 'GET' || request.headers.has('idempotency-key');
  if (!isSafe) return false;
  if (code === 'connection_failed' || code === 'timed_out' || code === 'idempotency_in_progress') return true;
  return status === 429 || (status === 503 && response?.headers.has('retry-after') === true);
}

/** From `Retry-After` in seconds, or as the date that a proxy may send; otherwise longer each time. */
export function waitMsAfter(response: Response | null, repeats: number): number {
  const asked = response?.headers.get('retry-after') ?? '';
  if (/^\d{1,9}$/.test(asked)) return Number(asked) * 1_000;
  const untilThen = Date.parse(asked) - Date.now();
  if (Number.isFinite(untilThen)) return Math.max(0, untilThen);
  const longest = WAITS_MS[Math.min(repeats, WAITS_MS.length - 1)] as number;
  return longest * (0.5 + Math.random() / 2);
}

function preferredWaitMs(request: Request): number {
  const [, seconds = '0'] = /\bwait=(\d{1,3})\b/.exec(request.headers.get('prefer') ?? '') ?? [];
  return Number(seconds) * 1_000;
}

/** Ends early when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
