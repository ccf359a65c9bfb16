import { STATEMENT_PROVIDERS, type StatementFilter } from '#libs/reconciliation';
import { type FilteredPageRequest, PageQuery, pageRequest } from '../lists/page.js';
import { WordField } from '../validation/fields.js';
import { omitAbsent } from '../validation/query-words.js';
import { readQuery } from '../validation/read-query.js';

/** The query of GET /v1/statements. */
export class ListStatementsQuery extends PageQuery {
  @WordField(STATEMENT_PROVIDERS, { optional: true, description: 'Only statements of this provider.' })
  readonly provider?: string;
}

/** @throws Problem `validation_failed` or `invalid_cursor` */
export function readStatementsRequest(query: unknown, clientId: string): FilteredPageRequest<StatementFilter> {
  const { limit, cursor, ...rest } = readQuery(ListStatementsQuery, query);
  const filter = omitAbsent(rest);
  const scope = { clientId, filters: { ...filter, list: 'statements' } };
  return { filter, ...pageRequest({ limit, cursor }, scope) };
}
