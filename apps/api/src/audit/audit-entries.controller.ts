import { Controller, Get, Query } from '@nestjs/common';
import { type AuditEntry, FindEntries } from '#libs/audit';
import { CalledBy, type Caller, Scopes } from '#libs/clients';
import { DescribeListAudit } from '../openapi/describe-audit.js';
import { cursorAfter } from '../payouts/cursor.js';
import type { AuditEntryDto, AuditPageDto } from './audit-entries.dto.js';
import { readAuditRequest } from './list-audit.query.js';

/** Who changed what. */
@Controller('v1/audit-entries')
@Scopes('admin')
export class AuditEntriesController {
  constructor(private readonly entries: FindEntries) {}

  @Get()
  @DescribeListAudit()
  async list(@CalledBy() { clientId }: Caller, @Query() query: unknown): Promise<AuditPageDto> {
    const { filter, limit, before, scope } = readAuditRequest(query, clientId);
    // One more than asked for tells whether there is a next page.
    const found = await this.entries.list(filter, limit + 1, before);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { data: page.map(entryBody), nextCursor: last === undefined ? null : cursorAfter(last.id, scope) };
  }
}

function entryBody(entry: AuditEntry): AuditEntryDto {
  const { id, actor, clientId, address, requestId, action, subjectType, subjectId, reason, details } = entry;
  const at = entry.at.toISOString();
  return { id, at, actor, clientId, address, requestId, action, subjectType, subjectId, reason, details };
}
