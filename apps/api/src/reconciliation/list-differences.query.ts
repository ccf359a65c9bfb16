import {
  DIFFERENCE_KIND_NAMES,
  DIFFERENCE_STATUSES,
  type DifferenceFilter,
  type DifferenceKind,
  type DifferenceStatus,
  STATEMENT_PROVIDERS,
} from '#libs/reconciliation';
import { type FilteredPageRequest, PageQuery, pageRequest } from '../lists/page.js';
import { TextField, WordField } from '../validation/fields.js';
import { omitAbsent, UUID } from '../validation/query-words.js';
import { readQuery } from '../validation/read-query.js';

/** The query of GET /v1/differences. */
export class ListDifferencesQuery extends PageQuery {
  @WordField(DIFFERENCE_STATUSES, { optional: true, description: 'Only differences in this status.' })
  readonly status?: DifferenceStatus;

  @WordField(DIFFERENCE_KIND_NAMES, { optional: true, description: 'Only differences of this kind.' })
  readonly kind?: DifferenceKind;

  @WordField(STATEMENT_PROVIDERS, { optional: true, description: 'Only differences from statements of this provider.' })
  readonly provider?: string;

  @TextField({ max: 36, pattern: UUID, optional: true, description: 'Only differences of this payout.' })
  readonly payoutId?: string;

  @TextField({ max: 36, pattern: UUID, optional: true, description: 'Only what was found with this statement.' })
  readonly statementId?: string;
}

/** @throws Problem `validation_failed` or `invalid_cursor` */
export function readDifferencesRequest(query: unknown, clientId: string): FilteredPageRequest<DifferenceFilter> {
  const { limit, cursor, ...rest } = readQuery(ListDifferencesQuery, query);
  const filter = omitAbsent(rest);
  const scope = { clientId, filters: { ...filter, list: 'differences' } };
  return { filter, ...pageRequest({ limit, cursor }, scope) };
}
