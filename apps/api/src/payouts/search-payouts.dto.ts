import type { PayoutFilter } from '#libs/payouts';
import { readCursor } from '../lists/cursor.js';
import type { FilteredPageRequest } from '../lists/page.js';
import { TextField, WholeNumberField } from '../validation/fields.js';
import { DEFAULT_LIMIT, MOST_LIMIT } from '../validation/query-words.js';

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
