import { Option, SubCommand } from 'nest-commander';
import { printable } from '#libs/platform';
import { FindStatements, FindTotals, STATEMENT_PROVIDERS } from '#libs/reconciliation';
import { type CommonOptions, ExportingCommand, type ExportOptions, SalurCommand } from '../core/salur-command.js';
import { differencesBody, differencesText, openDifferences } from '../difference/difference-body.js';
import { omitAbsent, readId, readWord } from '../input/input.js';
import { collect, readParts } from '../output/output.js';
import {
  coversText,
  importedText,
  rowsText,
  STATEMENT_COLUMNS,
  STATEMENT_CSV,
  statementBody,
  totalsBody,
  totalsText,
  withdrawnText,
} from './statement-body.js';

interface ListStatementsOptions extends ExportOptions {
  readonly provider?: string;
}

@SubCommand({ name: 'list', description: 'list imported statements, newest first; --format csv is an export' })
export class ListStatements extends ExportingCommand {
  @Option({ flags: '--provider <provider>', description: STATEMENT_PROVIDERS.join(', ') })
  readProvider(text: string): string {
    return readWord('--provider', text, STATEMENT_PROVIDERS);
  }

  override async run(_: string[], options: ListStatementsOptions): Promise<void> {
    await this.domain.use(async (get) => {
      const filter = omitAbsent({ provider: options.provider });
      const parts = readParts(
        this.limitOf(options),
        (most, before) => get(FindStatements).statements('operator', filter, most, before),
        ({ id }) => id,
      );
      if (options.format === 'csv') return this.printCsv(STATEMENT_CSV, parts);
      await this.printList(options.format, await collect(parts), { columns: STATEMENT_COLUMNS, body: statementBody });
    });
  }
}

@SubCommand({
  name: 'show',
  arguments: '<statement-id>',
  description: 'show what a statement covers and contains, and its open differences',
})
export class ShowStatement extends SalurCommand {
  override async run([text]: [string], { format }: CommonOptions): Promise<void> {
    const id = readId('<statement-id>', text);
    await this.domain.use(async (get) => {
      const statement = await get(FindStatements).statement('operator', id);
      const open = await openDifferences(get, { statementId: id });
      const totals = await get(FindTotals).totals(statement);
      const words = [
        `statement ${id}`,
        `provider  ${statement.provider}`,
        `covers    ${coversText(statement)}`,
        `imported  ${importedText(statement)} WIB by ${statement.importedBy}`,
        `file      SHA-256 ${statement.sha256}`,
        `has       ${rowsText(statement)}`,
        ...(statement.withdrawnAt === null ? [] : [`withdrawn ${printable(withdrawnText(statement) ?? '')}`]),
        '',
        totalsText(totals),
        '',
        differencesText(open, `--statement ${id}`),
      ];
      const body = { ...statementBody(statement), ...totalsBody(totals), ...differencesBody(open) };
      await this.printOne(format, body, words.join('\n'));
    });
  }
}
