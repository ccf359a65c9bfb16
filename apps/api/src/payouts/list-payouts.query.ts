import { type PayoutFilter, type PayoutStatus, STATUSES, WAITING_REASONS, type WaitingReason } from '#libs/payouts';
import { TextField, WordField } from '../validation/fields.js';
import { DEFAULT_LIMIT, INSTANT, LIMIT, LIMIT_BOUNDS, omitAbsent, readInstant } from '../validation/query-words.js';
import { readQuery } from '../validation/read-query.js';
import { RAIL_WORDS } from './create-payout.dto.js';
import { type CursorScope, readCursor } from './cursor.js';

/** The query of GET /v1/payouts: texts, as a URL has them. */
export class ListPayoutsQuery {
  @WordField(STATUSES, { optional: true, description: 'Only payouts in this status.' })
  readonly status?: PayoutStatus;

  @TextField({ max: 64, optional: true, description: 'The payout with this reference of yours.' })
  readonly reference?: string;

  @WordField(RAIL_WORDS.slice(1), { optional: true, description: 'Only payouts on this rail.' })
  readonly rail?: string;

  @WordField(WAITING_REASONS, {
    optional: true,
    description:
      'Only payouts that wait for this: `window`, the hours of their rail; `funds`, money at their provider.',
  })
  readonly waiting?: WaitingReason;

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
    integer: LIMIT_BOUNDS,
    optional: true,
    description: 'How many at most, 1 to 200; 50 when not given.',
    example: 50,
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
    createdFrom: readInstant('createdFrom', createdFrom),
    createdTo: readInstant('createdTo', createdTo),
  });
  const scope = { clientId, filters: filter };
  const before = cursor === undefined ? null : readCursor(cursor, scope);
  return { filter, limit: limit === undefined ? DEFAULT_LIMIT : Number(limit), before, scope };
}
