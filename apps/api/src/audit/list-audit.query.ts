import { AUDIT_SUBJECTS, type AuditFilter, type AuditSubject } from '#libs/audit';
import { type CursorScope, readCursor } from '../payouts/cursor.js';
import { TextField, WordField } from '../validation/fields.js';
import { DEFAULT_LIMIT, INSTANT, LIMIT, omitAbsent, readInstant } from '../validation/query-words.js';
import { readQuery } from '../validation/read-query.js';

/** The query of GET /v1/audit-entries: texts, as a URL has them. */
export class ListAuditQuery {
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

export interface AuditRequest {
  readonly filter: AuditFilter;
  readonly limit: number;
  /** The last entry of the page before. */
  readonly before: string | null;
  readonly scope: CursorScope;
}

/** @throws Problem `validation_failed` or `invalid_cursor` */
export function readAuditRequest(query: unknown, clientId: string): AuditRequest {
  const { limit, cursor, from, to, ...rest } = readQuery(ListAuditQuery, query);
  const filter = omitAbsent({ ...rest, from: readInstant('from', from), to: readInstant('to', to) });
  const scope = { clientId, filters: { ...filter, list: 'audit' } };
  const before = cursor === undefined ? null : readCursor(cursor, scope);
  return { filter, limit: limit === undefined ? DEFAULT_LIMIT : Number(limit), before, scope };
}
