import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditEntry } from './audit-entry.entity.js';
import { AuditLink } from './audit-link.entity.js';
import { AuditTrail } from './audit-trail.js';
import { FindEntries } from './find-entries.js';
import { LinkEntries } from './link-entries.js';

/** The tables of this library. */
export const AUDIT_ENTITIES = [AuditEntry, AuditLink];

const VERBS = [LinkEntries, AuditTrail, FindEntries];

/** Reads, chains and checks the audit trail. Writing it needs no module: see `record-audit.ts`. */
@Module({
  imports: [TypeOrmModule.forFeature(AUDIT_ENTITIES)],
  providers: VERBS,
  exports: VERBS,
})
export class AuditModule {}
