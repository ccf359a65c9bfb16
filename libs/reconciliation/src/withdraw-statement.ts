import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, Problem } from '#libs/platform';
import { ComparePayouts } from './compare-payouts.js';
import { Statement } from './statement.entity.js';
import { laterWithoutOwnLines, markWithdrawn } from './withdraw-statement.queries.js';

/** Withdraws an imported statement: from then on its lines and its period count for nothing. It stays visible. */
@Injectable()
export class WithdrawStatement {
  constructor(
    private readonly dataSource: DataSource,
    private readonly comparison: ComparePayouts,
  ) {}

  /**
   * Payouts that it named or covered are compared again. If the process dies in between, the loop `compare-payouts` continues. The
   * same file can be imported again afterwards.
   *
   * @throws Problem `statement_withdrawn`, `statement_needed`
   */
  async withdraw(statement: Statement, reason: string, by: Actor): Promise<Statement> {
    const { id, provider, coversFrom, coversTo } = statement;
    await inTransaction(this.dataSource, async (tx) => {
      const [later] = await laterWithoutOwnLines(tx, statement);
      if (later !== undefined)
        throw new Problem('statement_needed', `Statement ${later} of an earlier release leans on its rows`, {
          statementId: later,
        });
      if (!(await markWithdrawn(tx, id, reason, by.name)))
        throw new Problem('statement_withdrawn', 'The statement is already withdrawn');
      const details = { provider, from: coversFrom, to: coversTo };
      await recordAudit(tx, by, { action: 'statement.withdraw', subjectId: id, reason, details });
    });
    await this.comparison.compare();
    return this.dataSource.getRepository(Statement).findOneByOrFail({ id });
  }
}
