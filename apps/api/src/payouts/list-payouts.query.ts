import { type PayoutFilter, type PayoutStatus, STATUSES } from '#libs/payouts';
import { Problem } from '#libs/platform';
import { isObject, TextField, WordField } from '../validation/fields.js';
import { readDto } from '../validation/read-dto.js';
import { RAIL_WORDS } from './create-payout.dto.js';
import { type CursorScope, readCursor } from './cursor.js';

const LIMIT = { regex: /^(?:[1-9]\d?|1\d\d|200)$/, words: 'send a whole number from 1 to 200' };
const INSTANT = {
  regex: /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/,
  words: 'send a time with its zone, such as 2026-11-21T09:30:00Z',
};
const DEFAULT_LIMIT = 50;

/** The query of GET /v1/payouts: texts, as a URL has them. */
export class ListPayoutsQuery {
  @WordField(STATUSES, { optional: true, description: 'Only payouts in this status.' })
  readonly status?: PayoutStatus;

  @TextField({ max: 64, optional: true, description: 'The payout with this reference of yours.' })
  readonly reference?: string;

  @WordField(RAIL_WORDS.slice(1), { optional: true, description: 'Only payouts on this rail.' })
  readonly rail?: string;

  @TextField({
    max: 40,
    pattern: INSTANT,
    optional: true,
    description: 'Accepted at this time or later.',
    example: '2026-11-21T00:00:00+07:00',
  })
  readonly createdFrom?: string;

  @TextField({
    max: 40,
    pattern: INSTANT,
    optional: true,
    description: 'Accepted before this time.',
    example: '2026-11-22T00:00:00+07:00',
  })
  readonly createdTo?: string;

  @TextField({
    max: 3,
    pattern: LIMIT,
    optional: true,
    description: 'How many at most, 1 to 200; 50 when not given.',
    example: '50',
  })
  readonly limit?: string;

  @TextField({ max: 400, optional: true, description: '`nextCursor` of the page before, unchanged.' })
  readonly cursor?: string;
}

/** Which page of which payouts is asked for. */
export interface PageRequest {
  readonly filter: PayoutFilter;
  readonly limit: number;
  /** The last payout of the page before. */
  readonly before: string | null;
  /** What the cursor of the next page belongs to. */
  readonly scope: CursorScope;
}

/** @throws Problem `validation_failed` or `invalid_cursor` */
export function readPageRequest(query: unknown, clientId: string): PageRequest {
  const { limit, cursor, createdFrom, createdTo, ...rest } = readDto(ListPayoutsQuery, once(query));
  const filter = omitAbsent({
    ...rest,
    createdFrom: instant('createdFrom', createdFrom),
    createdTo: instant('createdTo', createdTo),
  });
  const scope = { clientId, filters: filter };
  const before = cursor === undefined ? null : readCursor(cursor, scope);
  return { filter, limit: limit === undefined ? DEFAULT_LIMIT : Number(limit), before, scope };
}

/** Two values for one name would leave it open which one counts. */
function once(query: unknown): Record<string, unknown> {
  if (!isObject(query)) return {};
  const twice = Object.keys(query).filter((name) => Array.isArray(query[name]));
  if (twice.length === 0) return query;
  const errors = twice.map((field) => ({ field, message: 'send it once' }));
  throw new Problem('validation_failed', `${twice.join(', ')}: send each parameter once`, { errors });
}

function instant(field: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date;
  throw new Problem('validation_failed', `${field}: there is no such time`, {
    errors: [{ field, message: INSTANT.words }],
  });
}

function omitAbsent<T extends object>(filter: T): T {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as T;
}
