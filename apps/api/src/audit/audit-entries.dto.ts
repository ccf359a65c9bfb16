import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { AUDIT_ACTIONS, AUDIT_SUBJECTS, type AuditAction, type AuditFilter, type AuditSubject } from '#libs/audit';
import { type FilteredPageRequest, PageQuery, pageRequest } from '../lists/page.js';
import { TextField, WordField } from '../validation/fields.js';
import { INSTANT, omitAbsent, readInstant, readQuery } from '../validation/read-query.js';

const text = (description: string, more: ApiPropertyOptions = {}) =>
  ApiProperty({ type: String, description, ...more } as ApiPropertyOptions);

export class AuditEntryDto {
  @text('Names the entry.', { format: 'uuid' })
  readonly id: string;
  @text('When, by the clock of the database.', { format: 'date-time' })
  readonly at: string;
  @text('`key:<id>`, `operator:<name>` at the command line, or `configuration`.')
  readonly actor: string;
  @text('The name of the actor: that of the key or the operator.', { nullable: true })
  readonly actorName: string | null;
  @text('The client whose key it is; null: no client owns the key.', { format: 'uuid', nullable: true })
  readonly clientId: string | null;
  @text('The IP address it was done from; `cli:<host>` or `configuration:<host>` without a request.')
  readonly address: string;
  @text('`X-Request-Id` of the request.', { nullable: true })
  readonly requestId: string | null;
  @text('What was done.', { enum: [...AUDIT_ACTIONS] })
  readonly action: AuditAction;
  @text('What kind of thing it was done to.', { enum: [...AUDIT_SUBJECTS] })
  readonly subjectType: AuditSubject;
  @text('To which one: an id, or the date of a calendar day.')
  readonly subjectId: string;
  @text('Why, where a reason was given.', { nullable: true })
  readonly reason: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What else there is to say of the action.' })
  readonly details: Record<string, unknown>;
}

export class AuditPageDto {
  @ApiProperty({ type: () => [AuditEntryDto], description: 'Newest first.' })
  readonly data: AuditEntryDto[];
  @text('Send it as `cursor`, with the same filters, for the next page; null on the last one.', { nullable: true })
  readonly nextCursor: string | null;
}

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
