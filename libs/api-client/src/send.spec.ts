import { SalurError, type SalurErrorSource } from './errors.js';
import { mayRepeat, waitMsAfter } from './send.js';
import type { ProblemCode } from './types.js';

const READ = new Request('http://127.0.0.1/v1/payouts');
const CREATE = new Request(READ.url, { method: 'POST', headers: { 'idempotency-key': 'k' } });
const COMMAND = new Request(`${READ.url}/p/confirm`, { method: 'POST' });
const DELETE = new Request(READ.url, { method: 'DELETE' });

const because = (source: SalurErrorSource) => new SalurError(source, { requestId: null, idempotencyKey: null });
const problem = (status: number, code: ProblemCode) =>
  because({ problem: { type: '', title: '', status, code, detail: 'why' } });
const respond = (retryAfter?: string) =>
  new Response('', { headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } });

describe('what may be repeated', () => {
  const LATER = respond('5');
  it.each<[string, SalurError, Response | null, boolean]>([
    ['429', problem(429, 'rate_limited'), LATER, true],
    ['429 without Retry-After', problem(429, 'rate_limited'), respond(), true],
    ['503 with Retry-After', problem(503, 'unavailable'), LATER, true],
    ['503 without Retry-After', problem(503, 'unavailable'), respond(), false],
    ['409 idempotency_in_progress', problem(409, 'idempotency_in_progress'), respond(), true],
    ['409 duplicate_reference', problem(409, 'duplicate_reference'), LATER, false],
    ['400', problem(400, 'validation_failed'), LATER, false],
    ['422', problem(422, 'no_rail'), LATER, false],
    ['500', problem(500, 'internal_error'), LATER, false],
    ['a lost connection', because({ code: 'connection_failed', detail: '' }), null, true],
    ['a timeout', because({ code: 'timed_out', detail: '' }), null, true],
    ['an abort', because({ code: 'aborted', detail: '' }), null, false],
    ['an unreadable 502', because({ code: 'unreadable_response', detail: '', status: 502 }), LATER, false],
    [
      'an unreadable 503 with Retry-After',
      because({ code: 'unreadable_response', detail: '', status: 503 }),
      LATER,
      true,
    ],
  ])('a read and a create after %s: %#', (_what, error, response, expected) => {
    expect(mayRepeat(READ, error, response)).toBe(expected);
    expect(mayRepeat(CREATE, error, response)).toBe(expected);
    expect(mayRepeat(COMMAND, error, response)).toBe(false);
    expect(mayRepeat(DELETE, error, response)).toBe(false);
  });
});

describe('the wait before a repeat', () => {
  it('is what Retry-After says, in seconds or as a date', () => {
    expect(waitMsAfter(respond('7'), 0)).toBe(7_000);
    expect(waitMsAfter(respond('0'), 3)).toBe(0);
    expect(waitMsAfter(respond('Thu, 01 Jan 1970 00:00:00 GMT'), 0)).toBe(0);
    const inAMinute = waitMsAfter(respond(new Date(Date.now() + 60_000).toUTCString()), 0);
    expect(inAMinute).toBeGreaterThan(50_000);
    expect(inAMinute).toBeLessThanOrEqual(60_000);
  });

  it.each([
    [0, 250, 500],
    [1, 500, 1_000],
    [2, 1_000, 2_000],
    [3, 2_000, 4_000],
    [9, 2_000, 4_000],
  ])('without Retry-After, before repeat %i, is between %i and %i ms', (repeats, least, most) => {
    for (const response of [null, respond(), respond('soon')]) {
      expect(waitMsAfter(response, repeats)).toBeGreaterThanOrEqual(least);
      expect(waitMsAfter(response, repeats)).toBeLessThanOrEqual(most);
    }
  });
});
