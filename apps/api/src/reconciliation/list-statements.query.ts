import { STATEMENT_PROVIDERS, type StatementFilter } from '#libs/reconciliation';
import { type CursorScope, readCursor } from '../payouts/cursor.js';
import { TextField, WordField } from '../validation/fields.js';
import { DEFAULT_LIMIT, LIMIT, LIMIT_BOUNDS, omitAbsent } from '../validation/query-words.js';
import { readQuery } from '../validation/read-query.js';

/** The query of GET /v1/statements. */
export class ListStatementsQuery {
  @WordField(STATEMENT_PROVIDERS, { optional: true, description: 'Only statements of this provider.' })
  readonly provider?: string;

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

export interface StatementsRequest {
  readonly filter: StatementFilter;
  readonly limit: number;
  /** The last statement of the page before. */
  readonly before: string | null;
  readonly scope: CursorScope;
}

/** @throws Problem `validation_failed` or `invalid_cursor` */
export function readStatementsRequest(query: unknown, clientId: string): StatementsRequest {
  const { limit, cursor, ...rest } = readQuery(ListStatementsQuery, query);
  const filter = omitAbsent(rest);
  const scope = { clientId, filters: { ...filter, list: 'statements' } };
  const before = cursor === undefined ? null : readCursor(cursor, scope);
  return { filter, limit: limit === undefined ? DEFAULT_LIMIT : Number(limit), before, scope };
}
