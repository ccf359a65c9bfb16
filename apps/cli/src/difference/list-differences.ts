import { Option, SubCommand } from 'nest-commander';
import {
  DIFFERENCE_KIND_NAMES,
  DIFFERENCE_STATUSES,
  type DifferenceKind,
  FindStatements,
  STATEMENT_PROVIDERS,
} from '#libs/reconciliation';
import { Domain } from '../core/domain.js';
import { ExportingCommand, type ExportOptions } from '../core/exporting-command.js';
import { omitAbsent } from '../input/omit-absent.js';
import { readId } from '../input/read-text.js';
import { readWord } from '../input/read-word.js';
import { printCsv } from '../output/print-csv.js';
import { collect, printList, readParts } from '../output/print-list.js';
import { DIFFERENCE_COLUMNS, DIFFERENCE_CSV, differenceBody } from './difference-body.js';

const WISHES = [...DIFFERENCE_STATUSES, 'all'] as const;

interface Options extends ExportOptions {
  readonly status?: (typeof WISHES)[number];
  readonly kind?: DifferenceKind;
  readonly provider?: string;
  readonly payout?: string;
  readonly statement?: string;
}

@SubCommand({
  name: 'list',
  description: 'where statements and payouts differ, newest first, those that are open; --format csv is an export',
})
export class ListDifferences extends ExportingCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  @Option({ flags: '--status <status>', description: `${WISHES.join(', ')}; open when not said` })
  readStatus(text: string): (typeof WISHES)[number] {
    return readWord('--status', text, WISHES);
  }

  @Option({ flags: '--kind <kind>', description: DIFFERENCE_KIND_NAMES.join(', ') })
  readKind(text: string): DifferenceKind {
    return readWord('--kind', text, DIFFERENCE_KIND_NAMES);
  }

  @Option({ flags: '--provider <provider>', description: STATEMENT_PROVIDERS.join(', ') })
  readProvider(text: string): string {
    return readWord('--provider', text, STATEMENT_PROVIDERS);
  }

  @Option({ flags: '--payout <id>', description: 'only about this payout' })
  readPayout(text: string): string {
    return readId('--payout', text);
  }

  @Option({ flags: '--statement <id>', description: 'only those found with this statement' })
  readStatement(text: string): string {
    return readId('--statement', text);
  }

  override async run(_: string[], options: Options): Promise<void> {
    const { status = 'open', kind, provider, payout: payoutId, statement: statementId, format } = options;
    await this.domain.use(async (get) => {
      const ofStatus = status === 'all' ? undefined : status;
      const filter = omitAbsent({ status: ofStatus, kind, provider, payoutId, statementId });
      const parts = readParts(
        this.limitOf(options),
        (most, before) => get(FindStatements).differences('operator', filter, most, before),
        ({ id }) => id,
      );
      if (format === 'csv') return printCsv(DIFFERENCE_CSV, parts);
      await printList(format, await collect(parts), { columns: DIFFERENCE_COLUMNS, body: differenceBody });
    });
  }
}
