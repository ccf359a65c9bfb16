import { Module } from '@nestjs/common';
import { ClientsModule } from '#libs/clients';
import { ReconciliationModule } from '#libs/reconciliation';
import { DifferencesController } from './differences.controller.js';
import { StatementsController } from './statements.controller.js';

/** /v1/statements and /v1/differences. */
@Module({
  imports: [ReconciliationModule, ClientsModule],
  controllers: [StatementsController, DifferencesController],
})
export class ReconciliationHttpModule {}
