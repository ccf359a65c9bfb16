import { AUDIT_SUBJECTS, type AuditFilter, type AuditSubject } from '#libs/audit';
import { type FilteredPageRequest, PageQuery, pageRequest } from '../lists/page.js';
import { TextField, WordField } from '../validation/fields.js';
import { INSTANT, omitAbsent, readInstant } from '../validation/query-words.js';
import { readQuery } from '../validation/read-query.js';

/** The query of GET /v1/audit-entries: texts, as a URL has them. */
export class ListAuditQuery extends PageQuery {
  @TextField({
    max: 255,
    optional: true,
    description: 'Only what this one did: `key:<id>`, `operator:<name>` or `configuration`.',
  })
  readonly actor?: string;

  @WordField(AUDIT_SUBJECTS, { optional: true, description: 'Only what was done to things of this kind.' })
  readonly subjectType?: AuditSubject;

  @TextField({ max: 64, optional: true, description: 'Only what was done to this one: an id, or a calendar date.' })
  readonly subjectId?: string;

  @TextField({ max: 40, pattern: INSTANT, optional: true, description: 'At this time or later.' })
  readonly from?: string;

  @TextField({ max: 40, pattern: INSTANT, optional: true, description: 'Before this time.' })
  readonly to?: string;
}

/** @throws Problem `validation_failed` or `invalid_cursor` */
export function readAuditRequest(query: unknown, clientId: string): FilteredPageRequest<AuditFilter> {
  const { limit, cursor, from, to, ...rest } = readQuery(ListAuditQuery, query);
  const filter = omitAbsent({ ...rest, from: readInstant('from', from), to: readInstant('to', to) });
  const scope = { clientId, filters: { ...filter, list: 'audit' } };
  return { filter, ...pageRequest({ limit, cursor }, scope) };
}
