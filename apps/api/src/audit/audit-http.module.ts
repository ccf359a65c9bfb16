import { Module } from '@nestjs/common';
import { AuditModule } from '#libs/audit';
import { ClientsModule } from '#libs/clients';
import { AuditEntriesController } from './audit-entries.controller.js';

/** /v1/audit-entries. */
@Module({
  imports: [AuditModule, ClientsModule],
  controllers: [AuditEntriesController],
})
export class AuditHttpModule {}
