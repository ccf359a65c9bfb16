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
  return redactRead(text, readJson(text), readJson(request), redaction);
}

/** A request and its response for evidence, and what removes from the provider's message what both say of people. */
export interface RedactedExchange {
  readonly request: string;
  /** Null: there was none. */
  readonly response: string | null;
  readonly clean: (message: string) => string;
}

/** Reads each body once. @param response null: there was none */
export function redactExchange(request: string, response: string | null, redaction: Redaction): RedactedExchange {
  const asked = readJson(request);
  const answered = response === null ? null : readJson(response);
  return {
    request: redactRead(request, asked, null, redaction),
    response: response === null ? null : redactRead(response, answered, asked, redaction),
    clean: (message) => withoutTexts(message, hiddenOf(asked, answered, redaction)),
  };
}

/** What a message may repeat: what request and response say of people in fields of their own, and the client's free texts. */
function hiddenOf(asked: JsonObject | null, answered: JsonObject | null, redaction: Redaction): string[] {
  return [
    ...hiddenTexts(asked, redaction, ofPeopleOrFree(redaction)),
    ...hiddenTexts(answered, redaction, ofPeople(redaction)),
  ];
}

function redactRead(text: string, body: JsonObject | null, asked: JsonObject | null, redaction: Redaction): string {
  if (!body) return redactText(text, hiddenTexts(asked, redaction, notShown(redaction)));
  const hidden = hiddenOf(asked, body, redaction);
  const redacted = stringify(redactObject(body, redaction, hidden)) as string;
  return redacted.length > EVIDENCE_LENGTH ? `${redacted.slice(0, EVIDENCE_LENGTH).toWellFormed()}[cut]` : redacted;
}

/** An error page shows which machine failed. Broken JSON is dropped, because its fields may contain secrets. */
function redactText(text: string, hidden: readonly string[]): string {
  const whole = text.replaceAll('\u0000', '').trimStart();
  const start = whole.slice(0, PLAIN_TEXT_READ);
  if (/^["[{]/.test(start)) return `[${text.length} characters of unreadable JSON]`;
  const cleared = withoutTexts(start, hidden);
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

type Which = (field: string, text: string) => boolean;

const notShown =
  ({ shown }: Redaction): Which =>
  (field) =>
    !shown.has(field);
const ofPeople =
  ({ accounts, names }: Redaction): Which =>
  (field) =>
    accounts.has(field) || names.has(field);
/** A value of one word that is dropped is a code, and a word of any message. */
const ofPeopleOrFree =
  (redaction: Redaction): Which =>
  (field, text) =>
    ofPeople(redaction)(field, text) || (notShown(redaction)(field, text) && /\s/.test(text));

/** The values that must not be shown. */
function hiddenTexts(body: JsonObject | null, redaction: Redaction, which: Which): string[] {
  return Object.entries(body ?? {}).flatMap(([field, value]) => {
    if (isObject(value)) return hiddenTexts(value, redaction, which);
    const text = (isLosslessNumber(value) ? value.value : String(value)).trim();
    return text.length >= SHORTEST_HIDDEN && which(field, text) ? [text] : [];
  });
}

/** Shorter texts are words of any message. */
const SHORTEST_HIDDEN = 4;
/** Longer than a message, and more than any documented body has: what a hostile one has beyond costs no time. */
const LONGEST_HIDDEN = 1_024;
const MOST_HIDDEN = 50;

/** In any case of letters, the longest first: one may be a part of another. */
function withoutTexts(text: string, hidden: readonly string[]): string {
  const distinct = [...new Set(hidden.filter(({ length }) => length <= LONGEST_HIDDEN).slice(0, MOST_HIDDEN))];
  const lengthFirst = distinct.sort((one, other) => other.length - one.length);
  const lower = text.toLowerCase();
  const present = lengthFirst.filter((each) => lower.includes(each.toLowerCase()));
  return present.reduce((rest, each) => rest.replace(new RegExp(literal(each), 'gi'), () => DROPPED), text);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function redactObject(body: JsonObject, redaction: Redaction, hidden: readonly string[]): JsonObject {
  const entries = Object.entries(body).map(([field, value]) => [
    safeWords(field, 64),
    redactField(field, value, redaction, hidden),
  ]);
  return Object.fromEntries(entries);
}

function redactField(field: string, value: unknown, redaction: Redaction, hidden: readonly string[]): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (isObject(value)) return redactObject(value, redaction, hidden);
  if (Array.isArray(value)) return value.map((each) => redactField(field, each, redaction, hidden));
  const text = isLosslessNumber(value) ? value.value : String(value);
  // More than is kept of all fields together need not be read of one.
  if (redaction.shown.has(field)) return isLosslessNumber(value) ? value : plainText(text.slice(0, EVIDENCE_LENGTH));
  if (redaction.words.has(field)) return safeWords(withoutTexts(text.slice(0, EVIDENCE_LENGTH), hidden));
  if (redaction.accounts.has(field)) return maskNumber(plainText(text.slice(-EVIDENCE_LENGTH)));
  if (redaction.names.has(field)) return maskName(text);
  return DROPPED;
}
