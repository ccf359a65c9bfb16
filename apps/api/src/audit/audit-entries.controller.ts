import { Controller, Get, Query } from '@nestjs/common';
import { type AuditEntry, AuditTrail } from '#libs/audit';
import { CalledBy, type Caller, NameActors, Scopes } from '#libs/clients';
import { showPage } from '../lists/page.js';
import { DescribeListAudit } from '../openapi/describe-service.js';
import { type AuditEntryDto, type AuditPageDto, readAuditRequest } from './audit-entries.dto.js';

/** Who changed what. */
@Controller('v1/audit-entries')
@Scopes('audit:read', 'admin')
export class AuditEntriesController {
  constructor(
    private readonly trail: AuditTrail,
    private readonly actors: NameActors,
  ) {}

  @Get()
  @DescribeListAudit()
  list(@CalledBy() { clientId }: Caller, @Query() query: unknown): Promise<AuditPageDto> {
    const request = readAuditRequest(query, clientId);
    return showPage(request, {
      find: (limit, before) => this.trail.list(request.filter, limit, before),
      idOf: ({ id }) => id,
      show: (entries) => this.actors.named('actor', entries.map(entryBody)),
    });
  }
}

function entryBody(entry: AuditEntry): Omit<AuditEntryDto, 'actorName'> {
  const { id, actor, clientId, address, requestId, action, subjectType, subjectId, reason, details } = entry;
  const at = entry.at.toISOString();
  return { id, at, actor, clientId, address, requestId, action, subjectType, subjectId, reason, details };
}
