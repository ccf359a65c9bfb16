/** One request as often as it may be sent, until there is an answer to it or none is to be had. */
import { setTimeout as pause } from 'node:timers/promises';
import { SalurProblem, SalurUnknown } from './errors.js';
import type { ProblemBody } from './types.js';

export type Fetch = (request: Request) => Promise<Response>;

export interface SendLimits {
  /** For one try, from its beginning to the end of its answer; what `Prefer: wait` asks for comes on top. */
  readonly timeoutMs: number;
  /** After this no further try is begun. */
  readonly repeatForMs: number;
}

/** Waits between tries to which the service says no other. */
const WAITS_MS = [500, 1_000, 2_000, 4_000];
/** Further tries, whatever the service says: somebody waits for the answer. */
const MOST_REPEATS = 10;

/**
 * @returns a fetch that answers only what succeeded, and repeats what can be repeated without harm and may go well next time
 * @throws SalurProblem, SalurUnknown
 */
export function sendWith(fetch: Fetch, { timeoutMs, repeatForMs }: SendLimits): Fetch {
  return async (request) => {
    const giveUpAt = performance.now() + repeatForMs;
    for (let repeats = 0; ; repeats++) {
      const answer = await once(fetch, request.clone(), timeoutMs + preferredWaitMs(request));
      if (answer.problem === null) return answer.response;
      const waitMs = mayRepeat(request, answer.problem) ? waitMsAfter(answer.response, repeats) : Infinity;
      if (repeats >= MOST_REPEATS || performance.now() + waitMs > giveUpAt) throw answer.problem;
      await pause(waitMs, undefined, { signal: request.signal }).catch(() => {
        throw new SalurUnknown('aborted', 'Called off while waiting to repeat');
      });
    }
  };
}

interface Answer {
  /** With its whole body in memory. */
  readonly response: Response;
  readonly problem: SalurProblem | null;
}

async function once(fetch: Fetch, request: Request, withinMs: number): Promise<Answer> {
  const deadline = AbortSignal.timeout(withinMs);
  try {
    const response = await fetch(new Request(request, { signal: AbortSignal.any([request.signal, deadline]) }));
    const text = await response.text();
    const body = read(text, response.status);
    const problem = response.ok ? null : new SalurProblem(asProblem(body, response.status), requestIdOf(response));
    const { status, statusText, headers } = response;
    return { response: new Response(text, { status, statusText, headers: withoutEncoding(headers) }), problem };
  } catch (error) {
    if (error instanceof SalurUnknown) throw error;
    if (deadline.aborted) throw new SalurUnknown('timeout', `No answer within ${withinMs} ms`);
    if (request.signal.aborted) throw new SalurUnknown('aborted', 'Called off');
    throw new SalurUnknown('connection', 'The connection failed or broke off', { cause: error });
  }
}

function read(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SalurUnknown('unreadable', `An answer ${status} that is not JSON`);
  }
}

function asProblem(body: unknown, status: number): ProblemBody {
  const { code, detail } = (body ?? {}) as Partial<ProblemBody>;
  if (typeof code !== 'string' || typeof detail !== 'string')
    throw new SalurUnknown('unreadable', `An answer ${status} that is not a problem document of Salur`);
  return body as ProblemBody;
}

function requestIdOf(response: Response): string | null {
  return response.headers.get('x-request-id');
}

/** The text is no longer what these speak of. */
function withoutEncoding(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) kept.delete(name);
  return kept;
}

/** Reading is without harm; so is whatever has an Idempotency-Key. Everything else is the caller's to repeat. */
function mayRepeat(request: Request, { status, code }: SalurProblem): boolean {
  const isHarmless = request.method === 'GET' || request.headers.has('idempotency-key');
  return isHarmless && (status === 429 || status === 503 || code === 'idempotency_in_progress');
}

/** As the service wishes: seconds, or a date as a proxy may write it. */
function waitMsAfter(response: Response, repeats: number): number {
  const wished = response.headers.get('retry-after') ?? '';
  if (/^\d{1,9}$/.test(wished)) return Number(wished) * 1_000;
  const until = Date.parse(wished) - Date.now();
  if (Number.isFinite(until)) return Math.max(0, until);
  return WAITS_MS[Math.min(repeats, WAITS_MS.length - 1)] as number;
}

function preferredWaitMs(request: Request): number {
  const [, seconds = '0'] = /\bwait=(\d{1,3})\b/.exec(request.headers.get('prefer') ?? '') ?? [];
  return Number(seconds) * 1_000;
}
