import { SubCommand } from 'nest-commander';
import { FindStatements } from '#libs/reconciliation';
import { Domain } from '../core/domain.js';
import { type CommonOptions, SalurCommand } from '../core/salur-command.js';
import { differencesBody, differencesText, openDifferences } from '../difference/open-differences.js';
import { readId } from '../input/read-text.js';
import { printOne } from '../output/print-list.js';
import { coversText, importedText, rowsText, statementBody } from './statement-body.js';

@SubCommand({
  name: 'show',
  arguments: '<statement-id>',
  description: 'what a statement covers and has, and the differences found with it that are still open',
})
export class ShowStatement extends SalurCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  override async run([text]: [string], { format }: CommonOptions): Promise<void> {
    const id = readId('<statement-id>', text);
    await this.domain.use(async (get) => {
      const statement = await get(FindStatements).statement('operator', id);
      const open = await openDifferences(get, { statementId: id });
      const words = [
        `statement ${id}`,
        `provider  ${statement.provider}`,
        `covers    ${coversText(statement)}`,
        `imported  ${importedText(statement)} WIB by ${statement.importedBy}`,
        `file      SHA-256 ${statement.sha256}`,
        `has       ${rowsText(statement)}`,
        '',
        differencesText(open, `--statement ${id}`),
      ];
      await printOne(format, { ...statementBody(statement), ...differencesBody(open) }, words.join('\n'));
    });
  }
}
