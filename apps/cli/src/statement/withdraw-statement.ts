import { Option, SubCommand } from 'nest-commander';
import { Problem } from '#libs/platform';
import { FindStatements, WithdrawStatement } from '#libs/reconciliation';
import { UsageError } from '../core/errors.js';
import { DangerousCommand, type DangerousOptions } from '../core/salur-command.js';
import { readId, readText } from '../input/input.js';
import { coversText, rowsText, statementBody } from './statement-body.js';

const LONGEST_REASON = 500;

interface Options extends DangerousOptions {
  readonly reason?: string;
}

@SubCommand({
  name: 'withdraw',
  arguments: '<statement-id>',
  description:
    'withdraw an imported statement: its rows and its period count for nothing, and payouts are compared without it. The file can be imported again',
})
export class WithdrawStatementCommand extends DangerousCommand {
  @Option({ flags: '--reason <text>', description: 'why it counts no longer; recorded in the audit trail' })
  readReason(text: string): string {
    return readText('--reason', text, LONGEST_REASON);
  }

  override async run([text]: [string], options: Options): Promise<void> {
    const id = readId('<statement-id>', text);
    const { reason } = options;
    if (reason === undefined) throw new UsageError('--reason is required: state why the statement counts no longer');
    this.assertCanBeAsked(options);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const statement = await get(FindStatements).statement('operator', id);
      if (statement.withdrawnAt !== null)
        throw new Problem('statement_withdrawn', 'The statement is already withdrawn');
      const what = `statement of ${statement.provider}, ${coversText(statement)}`;
      const question = `Withdraw the ${what}? It has ${rowsText(statement)} Differences that it shows close, and those that it explains open again.`;
      await this.ask(question, options);
      const withdrawn = await get(WithdrawStatement).withdraw(statement, reason, by);
      const words = `Withdrawn by ${by.name}: ${what}. Payouts are compared without it; the file can be imported again.`;
      await this.printOne(options.format, statementBody(withdrawn), words);
    });
  }
}
