import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { AUDIT_ACTIONS, AUDIT_SUBJECTS, type AuditAction, type AuditSubject } from '#libs/audit';

const text = (description: string, more: ApiPropertyOptions = {}) =>
  ApiProperty({ type: String, description, ...more } as ApiPropertyOptions);

export class AuditEntryDto {
  @text('Names the entry.', { format: 'uuid' })
  readonly id: string;
  @text('When, by the clock of the database.', { format: 'date-time' })
  readonly at: string;
  @text('`key:<id>`, `operator:<name>` at the command line, or `configuration`.')
  readonly actor: string;
  @text('The client whose key it is; null: it is nobody’s key.', { format: 'uuid', nullable: true })
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
