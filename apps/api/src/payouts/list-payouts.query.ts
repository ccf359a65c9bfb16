import { type PayoutFilter, type PayoutStatus, STATUSES } from '#libs/payouts';
import { TextField, WordField } from '../validation/fields.js';
import { readQuery, wrongField } from '../validation/read-query.js';
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
  const { limit, cursor, createdFrom, createdTo, ...rest } = readQuery(ListPayoutsQuery, query);
  const filter = omitAbsent({
    ...rest,
    createdFrom: instant('createdFrom', createdFrom),
    createdTo: instant('createdTo', createdTo),
  });
  const scope = { clientId, filters: filter };
  const before = cursor === undefined ? null : readCursor(cursor, scope);
  return { filter, limit: limit === undefined ? DEFAULT_LIMIT : Number(limit), before, scope };
}

function instant(field: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date;
  throw wrongField(field, INSTANT.words);
}

function omitAbsent<T extends object>(filter: T): T {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as T;
}
