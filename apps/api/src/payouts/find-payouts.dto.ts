import {
  type PayoutFilter,
  type PayoutStatus,
  STANDING_KINDS,
  STATUSES,
  type StandingKind,
  WAITING_REASONS,
  type WaitingWord,
} from '#libs/payouts';
import { type FilteredPageRequest, PageQuery, pageRequest, readCursor } from '../lists/page.js';
import { TextField, WholeNumberField, WordField } from '../validation/fields.js';
import { DEFAULT_LIMIT, INSTANT, MOST_LIMIT, omitAbsent, readInstant, readQuery } from '../validation/read-query.js';
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
      'Only payouts that wait for this: `approval` or `second_person`, the decision of a person; `window`, the hours of their rail; `funds`, money at their provider.',
  })
  readonly waiting?: WaitingWord;

  @WordField(STANDING_KINDS, {
    optional: true,
    description: 'Only payouts that stand so, as `explanation.standing` says it.',
  })
  readonly standing?: StandingKind;

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

const DIGITS = { regex: /^\+?\d{4,34}$/, words: 'send digits only, 4 to 34 of them' };

/** What POST /v1/payouts/search looks for. In a body, because an address is written into logs on its way. */
export class SearchPayoutsDto {
  @TextField({
    max: 35,
    pattern: DIGITS,
    description: 'The account number, or the phone number of who collects cash. Leading zeros do not count.',
    example: '8760673566',
  })
  readonly accountNumber: string;

  @WholeNumberField({ min: 1, max: MOST_LIMIT, optional: true, description: 'How many at most; 50 when not given.' })
  readonly limit?: number | null;

  @TextField({ max: 400, optional: true, description: '`nextCursor` of the page before, unchanged.' })
  readonly cursor?: string | null;
}

/**
 * @param hashOf what a destination is found by
 * @throws Problem `invalid_cursor`
 */
export function searchRequest(
  { accountNumber, limit, cursor }: SearchPayoutsDto,
  clientId: string,
  hashOf: (number: string) => Buffer,
): FilteredPageRequest<PayoutFilter> {
  const destinationHash = hashOf(accountNumber);
  const filter: PayoutFilter = { destinationHash };
  const scope = { clientId, filters: { destination: destinationHash.toString('hex') } };
  const before = cursor ? readCursor(cursor, scope) : null;
  return { filter, limit: limit ?? DEFAULT_LIMIT, before, scope };
}
