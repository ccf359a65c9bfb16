import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CloseDifference } from './close-difference.js';
import { ComparePayouts } from './compare-payouts.js';
import { Comparison } from './comparison.entity.js';
import { Difference } from './difference.entity.js';
import { FindStatements } from './find-statements.js';
import { ImportStatement } from './import-statement.js';
import { Statement } from './statement.entity.js';
import { StatementLine } from './statement-line.entity.js';

/** The tables of this library. */
export const RECONCILIATION_ENTITIES = [Statement, StatementLine, Comparison, Difference];

const VERBS = [ImportStatement, ComparePayouts, FindStatements, CloseDifference];

/** Compares what providers say that they booked with what we say that was paid. Moves no payout. */
@Module({
  imports: [TypeOrmModule.forFeature(RECONCILIATION_ENTITIES)],
  providers: VERBS,
  exports: VERBS,
})
export class ReconciliationModule {}
