import {
  DIFFERENCE_KIND_NAMES,
  DIFFERENCE_STATUSES,
  type DifferenceFilter,
  type DifferenceKind,
  type DifferenceStatus,
  STATEMENT_PROVIDERS,
} from '#libs/reconciliation';
import { type CursorScope, readCursor } from '../payouts/cursor.js';
import { TextField, WordField } from '../validation/fields.js';
import { DEFAULT_LIMIT, LIMIT, LIMIT_BOUNDS, omitAbsent, UUID } from '../validation/query-words.js';
import { readQuery } from '../validation/read-query.js';

/** The query of GET /v1/differences. */
export class ListDifferencesQuery {
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

export interface DifferencesRequest {
  readonly filter: DifferenceFilter;
  readonly limit: number;
  /** The last difference of the page before. */
  readonly before: string | null;
  readonly scope: CursorScope;
}

/** @throws Problem `validation_failed` or `invalid_cursor` */
export function readDifferencesRequest(query: unknown, clientId: string): DifferencesRequest {
  const { limit, cursor, ...rest } = readQuery(ListDifferencesQuery, query);
  const filter = omitAbsent(rest);
  const scope = { clientId, filters: { ...filter, list: 'differences' } };
  const before = cursor === undefined ? null : readCursor(cursor, scope);
  return { filter, limit: limit === undefined ? DEFAULT_LIMIT : Number(limit), before, scope };
}
