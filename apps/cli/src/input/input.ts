/** Reads arguments and options as they are typed. Each throws a UsageError that names the option and the remedy. */
import { userInfo } from 'node:os';
import { type Actor, operator } from '#libs/audit';
import { isAddressOrNetwork, isId, parseDurationMs, problemOfText } from '#libs/platform';
import { UsageError, wrong } from '../core/errors.js';

const WHOLE = /^[1-9]\d{0,15}$/;
const MOST_RUPIAH = BigInt(Number.MAX_SAFE_INTEGER);
/** The number of items of a list that is not limited. */
export const ALL = Number.POSITIVE_INFINITY;

/** A limit of a client: a whole number from 1, or `none`. */
export function readLimit(name: string, text: string, most: bigint = MOST_RUPIAH): bigint | 'none' {
  if (text === 'none') return text;
  if (WHOLE.test(text) && BigInt(text) <= most) return BigInt(text);
  throw wrong(name, `send a whole number from 1 to ${most}, or none`);
}

/** The number of items of a list: a whole number, or `all`. */
export function readCount(name: string, text: string): number {
  if (text === 'all') return ALL;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw wrong(name, 'send a whole number from 1 to 999999, or all');
}

/** One of a few words. */
export function readWord<Word extends string>(name: string, text: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  throw wrong(name, `send ${words.join(' or ')}`);
}

/** A text for people, of at most so many characters, by the rules of the REST API. */
export function readText(name: string, text: string, max: number): string {
  const problem = problemOfText(text, 1, max);
  if (problem !== null) throw wrong(name, problem);
  return text;
}

/** An id of ours, in either case. */
export function readId(name: string, text: string): string {
  const id = text.toLowerCase();
  if (!isId(id)) throw wrong(name, 'send an id as it was printed, such as 019aa1f2-7c1e-7b53-9a55-6f0d7f3c2b11');
  return id;
}

/** An IP address or network. */
export function readAddress(name: string, text: string): string {
  if (!isAddressOrNetwork(text)) throw wrong(name, 'send an IP address or network: 203.0.113.7 or 203.0.113.0/24');
  return text;
}

const INSTANT = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
/** Western Indonesia, all year. */
const JAKARTA = '+07:00';

/** A time in the past: with its zone, a day of Jakarta from its beginning, or how long ago. */
export function readTime(name: string, text: string, now: Date = new Date()): Date {
  const agoMs = parseDurationMs(text);
  const date = agoMs === null ? readInstant(text) : new Date(now.getTime() - agoMs);
  if (date !== null && !Number.isNaN(date.getTime())) return date;
  throw wrong(name, 'send a time with its zone (2026-11-21T09:30:00Z), a day (2026-11-21), or how long ago (2h)');
}

/** A time in the future: with its zone, or how far away. */
export function readTimeToCome(name: string, text: string, now: Date = new Date()): Date {
  const inMs = parseDurationMs(text);
  const date = inMs === null ? readInstant(text) : new Date(now.getTime() + inMs);
  if (date !== null && date.getTime() > now.getTime()) return date;
  throw wrong(name, 'send a time in the future, with its zone (2027-11-21T00:00:00+07:00), or how far away (90d)');
}

/** A duration in milliseconds. */
export function readDuration(name: string, text: string, longestMs: number): number {
  const durationMs = parseDurationMs(text);
  if (durationMs !== null && durationMs <= longestMs) return durationMs;
  throw wrong(name, `send a duration such as 30m, 24h or 7d, at most ${longestMs / 86_400_000}d`);
}

function readInstant(text: string): Date | null {
  const day = DAY.test(text) ? text : INSTANT.exec(text)?.[1];
  if (day === undefined || !isDay(day)) return null;
  return new Date(DAY.test(text) ? `${text}T00:00:00${JAKARTA}` : text);
}

function isDay(text: string): boolean {
  const midnightMs = Date.parse(`${text}T00:00:00Z`);
  // 02-30 would be read as 03-02.
  return !Number.isNaN(midnightMs) && new Date(midnightMs).toISOString().slice(0, 10) === text;
}

const VISIBLE = /^[\x21-\x7e]{1,64}$/;
const REMEDY = 'send 1 to 64 visible ASCII characters without spaces';

/** The name of the operator, by --as. */
export function readOperator(name: string): string {
  if (!VISIBLE.test(name)) throw wrong('--as', REMEDY);
  return name;
}

/**
 * The operator as the history and the audit trail name them: `operator:<name>`.
 *
 * @param named by --as; else $SALUR_OPERATOR, else the user of the operating system
 */
export function actorOf(named: string | undefined, environment: NodeJS.ProcessEnv): Actor {
  const name = named ?? (environment.SALUR_OPERATOR || userName());
  if (VISIBLE.test(name)) return operator(name);
  throw new UsageError(`name the operator by --as or SALUR_OPERATOR: ${REMEDY}`);
}

/** Empty for a user without a name, as containers have them. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

/** A filter without the fields that were not given. */
export function omitAbsent<T extends object>(filter: T): T {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as T;
}
