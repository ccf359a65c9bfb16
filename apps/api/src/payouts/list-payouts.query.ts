import { type PayoutFilter, type PayoutStatus, STATUSES, WAITING_REASONS, type WaitingReason } from '#libs/payouts';
import { type FilteredPageRequest, PageQuery, pageRequest } from '../lists/page.js';
import { TextField, WordField } from '../validation/fields.js';
import { INSTANT, omitAbsent, readInstant } from '../validation/query-words.js';
import { readQuery } from '../validation/read-query.js';
import { RAIL_WORDS } from './create-payout.dto.js';

/** The query of GET /v1/payouts: texts, as a URL has them. */
export class ListPayoutsQuery extends PageQuery {
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
}

/** @throws Problem `validation_failed` or `invalid_cursor` */
export function readPageRequest(query: unknown, clientId: string): FilteredPageRequest<PayoutFilter> {
  const { limit, cursor, createdFrom, createdTo, ...rest } = readQuery(ListPayoutsQuery, query);
  const filter = omitAbsent({
    ...rest,
    createdFrom: readInstant('createdFrom', createdFrom),
    createdTo: readInstant('createdTo', createdTo),
  });
  const scope = { clientId, filters: filter };
  return { filter, ...pageRequest({ limit, cursor }, scope) };
}
