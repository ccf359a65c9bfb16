import { Option, SubCommand } from 'nest-commander';
import { FindStatements, STATEMENT_PROVIDERS } from '#libs/reconciliation';
import { Domain } from '../core/domain.js';
import { ExportingCommand, type ExportOptions } from '../core/exporting-command.js';
import { omitAbsent } from '../input/omit-absent.js';
import { readWord } from '../input/read-word.js';
import { printCsv } from '../output/print-csv.js';
import { collect, printList, readParts } from '../output/print-list.js';
import { STATEMENT_COLUMNS, STATEMENT_CSV, statementBody } from './statement-body.js';

interface Options extends ExportOptions {
  readonly provider?: string;
}

@SubCommand({ name: 'list', description: 'statements that were imported, newest first; --format csv is an export' })
export class ListStatements extends ExportingCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  @Option({ flags: '--provider <provider>', description: STATEMENT_PROVIDERS.join(', ') })
  readProvider(text: string): string {
    return readWord('--provider', text, STATEMENT_PROVIDERS);
  }

  override async run(_: string[], options: Options): Promise<void> {
    await this.domain.use(async (get) => {
      const filter = omitAbsent({ provider: options.provider });
      const parts = readParts(
        this.limitOf(options),
        (most, before) => get(FindStatements).statements('operator', filter, most, before),
        ({ id }) => id,
      );
      if (options.format === 'csv') return printCsv(STATEMENT_CSV, parts);
      await printList(options.format, await collect(parts), { columns: STATEMENT_COLUMNS, body: statementBody });
    });
  }
}
