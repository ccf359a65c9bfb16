import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditEntry, AuditLink } from './audit.entities.js';
import { AuditTrail } from './audit-trail.js';
import { LinkEntries } from './link-entries.js';

/** The tables of this library. */
export const AUDIT_ENTITIES = [AuditEntry, AuditLink];

const SERVICES = [LinkEntries, AuditTrail];

/** Reads, links and verifies the audit trail. Recording an entry needs no module: see `record-audit.ts`. */
@Module({
  imports: [TypeOrmModule.forFeature(AUDIT_ENTITIES)],
  providers: SERVICES,
  exports: SERVICES,
})
export class AuditModule {}
