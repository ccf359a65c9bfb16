import type { IncomingHttpHeaders } from 'node:http';
import type { DokuStep } from '../steps.js';
import type { DokuBehaviour } from './behaviour.js';
import type { DokuSettings } from './doku.settings.js';
import type { ExternalIds, Tokens } from './doku-face.js';
import { type Refusal, refusal } from './response-codes.js';
import { isSignedBy, isTokenRequestSignedBy } from './signature.js';

/** A request as it came. `path` with the query, without the host. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const TOKEN_TIMESTAMP_SECONDS = 300;
// Seconds may have decimals; the zone is required, as Z or as an offset.
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const TOKEN_HEADERS = ['X-CLIENT-KEY', 'X-TIMESTAMP', 'X-SIGNATURE'];
const CALL_HEADERS = ['X-PARTNER-ID', 'X-EXTERNAL-ID', 'X-TIMESTAMP', 'X-SIGNATURE', 'CHANNEL-ID'];

/**
 * Checks the headers of a token request: headers present 4007302, time readable 4007301, client known, not more than 5 minutes
 * off and signed by the merchant's key 4017300.
 */
export function refuseTokenHeaders(
  { headers }: RawRequest,
  { clientId, publicKey }: DokuSettings,
  nowMs: number,
): Refusal | null {
  const step = 'doku_token';
  const missing = findMissing(step, headers, TOKEN_HEADERS);
  if (missing) return missing;
  const timestamp = read(headers, 'X-TIMESTAMP');
  const timeMs = readTimeMs(timestamp);
  if (timeMs === null) return refusal(step, '400..01', 'X-TIMESTAMP');
  if (read(headers, 'X-CLIENT-KEY') !== clientId) return refusal(step, '401..00', 'Unknown Client');
  if (isTooFar(timeMs, TOKEN_TIMESTAMP_SECONDS, nowMs)) return refusal(step, '401..00', 'Invalid Timestamp');
  const signature = read(headers, 'X-SIGNATURE');
  if (!isTokenRequestSignedBy({ clientId, timestamp, signature }, publicKey))
    return refusal(step, '401..00', 'Invalid Signature');
  return null;
}

/**
 * Checks the headers of a call: headers present 400nn02 and readable 400nn01, a token 401nn03 that is valid 401nn01, client, time
 * and signature 401nn00, and last an X-EXTERNAL-ID that was not used that day 409nn00. Only an authenticated call
 * uses an id.
 */
export function refuseCallHeaders(
  step: DokuStep,
  request: RawRequest,
  state: { settings: DokuSettings; behaviour: DokuBehaviour; tokens: Tokens; externalIds: ExternalIds },
  nowMs: number,
): Refusal | null {
  const { headers, method, path, body } = request;
  const { settings, behaviour, tokens, externalIds } = state;
  const missing = findMissing(step, headers, CALL_HEADERS);
  if (missing) return missing;
  const externalId = read(headers, 'X-EXTERNAL-ID');
  if (!/^\d{1,32}$/.test(externalId)) return refusal(step, '400..01', 'X-EXTERNAL-ID');
  const timestamp = read(headers, 'X-TIMESTAMP');
  const timeMs = readTimeMs(timestamp);
  if (timeMs === null) return refusal(step, '400..01', 'X-TIMESTAMP');

  const accessToken = /^Bearer (\S+)$/i.exec(read(headers, 'Authorization'))?.[1];
  if (accessToken === undefined) return refusal(step, '401..03');
  if (!tokens.isValid(accessToken, nowMs)) return refusal(step, '401..01');
  if (read(headers, 'X-PARTNER-ID') !== settings.clientId) return refusal(step, '401..00', 'Unknown Client');
  if (isTooFar(timeMs, behaviour.timestampSeconds, nowMs)) return refusal(step, '401..00', 'Invalid Timestamp');
  const call = { method, path, accessToken, body, timestamp };
  if (!isSignedBy(call, read(headers, 'X-SIGNATURE'), settings.clientSecret))
    return refusal(step, '401..00', 'Invalid Signature');
  return externalIds.use(externalId, nowMs) ? null : refusal(step, '409..00');
}

function findMissing(step: DokuStep, headers: IncomingHttpHeaders, names: readonly string[]): Refusal | null {
  const missing = names.find((name) => read(headers, name) === '');
  return missing === undefined ? null : refusal(step, '400..02', missing);
}

function read(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name.toLowerCase()];
  return typeof value === 'string' ? value : '';
}

function readTimeMs(text: string): number | null {
  const timeMs = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(timeMs) ? null : timeMs;
}

function isTooFar(timeMs: number, seconds: number | null, nowMs: number): boolean {
  return seconds !== null && Math.abs(nowMs - timeMs) > seconds * 1000;
}
