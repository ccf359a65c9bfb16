import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CloseDifference } from './close-difference.js';
import { ComparePayouts } from './compare-payouts.js';
import { Comparison, Difference } from './difference.entity.js';
import { FindStatements } from './find-statements.js';
import { ImportStatement } from './import-statement.js';
import { PreviewStatement } from './preview-statement.js';
import { Statement } from './statement.entity.js';
import { StatementLine } from './statement-line.entity.js';
import { FindTotals } from './statement-totals.js';
import { WithdrawStatement } from './withdraw-statement.js';

/** The tables of this library. */
export const RECONCILIATION_ENTITIES = [Statement, StatementLine, Comparison, Difference];

const SERVICES = [
  ImportStatement,
  ComparePayouts,
  FindStatements,
  CloseDifference,
  WithdrawStatement,
  PreviewStatement,
  FindTotals,
];

/** Compares providers' statements with payouts. Never moves a payout. */
@Module({
  imports: [TypeOrmModule.forFeature(RECONCILIATION_ENTITIES)],
  providers: SERVICES,
  exports: SERVICES,
})
export class ReconciliationModule {}
