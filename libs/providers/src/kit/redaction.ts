/**
 * Evidence without secrets. Only fields in a provider's allow list are kept; all others are dropped, so a field that the provider
 * adds later cannot leak.
 */
import { isLosslessNumber, stringify } from 'lossless-json';
import { maskNumber } from '#libs/platform';
import { isObject, type JsonObject, readJson } from './json.js';
import { maskName, plainText, safeWords } from './safe-text.js';

/** How to keep each field, by its name. Objects and lists under any name are traversed. */
export interface Redaction {
  /** As written: codes, ids of orders, amounts, times. */
  readonly shown: ReadonlySet<string>;
  /** Free text of the provider: control characters removed, digit runs masked. */
  readonly words: ReadonlySet<string>;
  /** Account, phone and identity numbers: the last four characters. */
  readonly accounts: ReadonlySet<string>;
  /** Names of people: first letters. */
  readonly names: ReadonlySet<string>;
}

const DROPPED = '[dropped]';
/** Enough for every documented response except bank lists, whose start suffices. */
const EVIDENCE_LENGTH = 8 * 1024;
const PLAIN_TEXT_LENGTH = 1024;
/** Of a text that is not JSON so much is read. */
const PLAIN_TEXT_READ = 8 * 1024;

/**
 * A request or response body for evidence: redacted JSON, or the start of a text that is not JSON.
 *
 * @param request the request's body when `text` is its response: request values that an error page repeats are removed
 */
export function redact(text: string, redaction: Redaction, request = ''): string {
  const body = readJson(text);
  if (!body) return redactText(text, hiddenTexts(readJson(request), redaction));
  const redacted = stringify(redactObject(body, redaction)) as string;
  return redacted.length > EVIDENCE_LENGTH ? `${redacted.slice(0, EVIDENCE_LENGTH).toWellFormed()}[cut]` : redacted;
}

/** An error page shows which machine failed. Broken JSON is dropped, because its fields may contain secrets. */
function redactText(text: string, hidden: readonly string[]): string {
  const whole = text.replaceAll('\u0000', '').trimStart();
  const start = whole.slice(0, PLAIN_TEXT_READ);
  if (/^["[{]/.test(start)) return `[${text.length} characters of unreadable JSON]`;
  const cleared = hidden.reduce((rest, secret) => rest.replaceAll(secret, DROPPED), start);
  // The end of a text that is cut may be the beginning of something hidden.
  const longest = Math.max(0, ...hidden.map((secret) => secret.length));
  const kept = start.length < whole.length ? cleared.slice(0, Math.max(0, cleared.length - longest)) : cleared;
  return safeWords(withoutAddresses(kept), PLAIN_TEXT_LENGTH);
}

/** Word by word: a pattern over the whole text takes a minute for 120 KB without a space. */
function withoutAddresses(text: string): string {
  const words = text.split(/(\s+)/);
  return words.map((word) => (word.indexOf('@', 1) > 0 && !word.endsWith('@') ? DROPPED : word)).join('');
}

/** The request values that must not be shown. */
function hiddenTexts(request: JsonObject | null, redaction: Redaction): string[] {
  return Object.entries(request ?? {}).flatMap(([field, value]) => {
    if (isObject(value)) return hiddenTexts(value, redaction);
    const text = String(value);
    return redaction.shown.has(field) || text.length < 4 ? [] : [text];
  });
}

function redactObject(body: JsonObject, redaction: Redaction): JsonObject {
  const entries = Object.entries(body).map(([field, value]) => [
    safeWords(field, 64),
    redactField(field, value, redaction),
  ]);
  return Object.fromEntries(entries);
}

function redactField(field: string, value: unknown, redaction: Redaction): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (isObject(value)) return redactObject(value, redaction);
  if (Array.isArray(value)) return value.map((each) => redactField(field, each, redaction));
  const text = isLosslessNumber(value) ? value.value : String(value);
  // More than is kept of all fields together need not be read of one.
  if (redaction.shown.has(field)) return isLosslessNumber(value) ? value : plainText(text.slice(0, EVIDENCE_LENGTH));
  if (redaction.words.has(field)) return safeWords(text);
  if (redaction.accounts.has(field)) return maskNumber(plainText(text.slice(-EVIDENCE_LENGTH)));
  if (redaction.names.has(field)) return maskName(text);
  return DROPPED;
}
