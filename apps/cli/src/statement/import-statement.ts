import { type FileHandle, open } from 'node:fs/promises';
import { Option, SubCommand } from 'nest-commander';
import { Problem, printable } from '#libs/platform';
import {
  DATE_ORDERS,
  type DateOrder,
  DIRECTIONS,
  type Direction,
  FindTotals,
  type Imported,
  ImportStatement,
  type NamedColumns,
  NUMBER_STYLE_NAMES,
  type NumberStyle,
  PreviewStatement,
  STATEMENT_PROVIDERS,
} from '#libs/reconciliation';
import { UsageError, wrong } from '../core/errors.js';
import { type ChangeOptions, ChangingCommand } from '../core/salur-command.js';
import { differencesBody, differencesText, openDifferences } from '../difference/difference-body.js';
import { readTime, readWord } from '../input/input.js';
import { previewBody, previewText } from './preview-body.js';
import { coversText, importedText, rowsText, statementBody, totalsBody, totalsText } from './statement-body.js';

/** What is read instead of a file, as in `cat file | salur statement import duitku - ...`. */
const STANDARD_INPUT = '-';

const SKIPPED = /^\d{1,3}$/;

interface Options extends ChangeOptions {
  readonly from?: Date;
  readonly to?: Date;
  readonly numbers?: NumberStyle;
  readonly minus?: Direction;
  readonly dates?: DateOrder;
  readonly skip?: number;
  readonly column?: NamedColumns;
  readonly preview?: boolean;
}

@SubCommand({
  name: 'import',
  arguments: '<provider> <file>',
  description: "compare a provider's statement (CSV with a header; - is standard input) with our payouts",
})
export class ImportStatementCommand extends ChangingCommand {
  @Option({ flags: '--from <time>', description: 'begin of the period that the file covers completely; required' })
  readFrom(text: string): Date {
    return readTime('--from', text);
  }

  @Option({ flags: '--to <time>', description: 'end of that period; required' })
  readTo(text: string): Date {
    return readTime('--to', text);
  }

  @Option({
    flags: '--numbers <style>',
    description: `how amounts are written: ${NUMBER_STYLE_NAMES.join(', ')} (1000000, 1.000.000,00, 1,000,000.00); default plain`,
  })
  readNumbers(text: string): NumberStyle {
    return readWord('--numbers', text, NUMBER_STYLE_NAMES);
  }

  @Option({
    flags: '--minus <direction>',
    description: `what a minus in front of an amount means: ${DIRECTIONS.join(', ')} (money that left, money that came back)`,
  })
  readMinus(text: string): Direction {
    return readWord('--minus', text, DIRECTIONS);
  }

  @Option({
    flags: '--dates <order>',
    description: `the order of day, month and year: ${DATE_ORDERS.join(', ')}; needed when the dates of the file and the period allow two`,
  })
  readDates(text: string): DateOrder {
    return readWord('--dates', text, DATE_ORDERS);
  }

  @Option({ flags: '--skip <lines>', description: 'how many lines to leave out above the header' })
  readSkip(text: string): number {
    if (SKIPPED.test(text)) return Number(text);
    throw wrong('--skip', 'send a whole number from 0 to 999');
  }

  @Option({
    flags: '--column <name=header>',
    description: 'the header of a column that is not recognised: amount=Nominal. Repeatable',
  })
  readColumn(text: string, before: NamedColumns = {}): NamedColumns {
    const [, name, header] = /^(\w+)=(.*\S.*)$/.exec(text) ?? [];
    if (name === undefined || header === undefined)
      throw wrong('--column', 'send the name of a column and its header, such as amount=Nominal');
    if (Object.hasOwn(before, name)) throw wrong('--column', `${name} is named twice`);
    return { ...before, [name]: header };
  }

  @Option({
    flags: '--preview',
    description: 'show how the file is understood and what it would add, and store nothing',
  })
  readPreview(): boolean {
    return true;
  }

  override async run([providerText, path]: [string, string], options: Options): Promise<void> {
    const provider = readWord('<provider>', providerText, STATEMENT_PROVIDERS);
    const { from, to, numbers = 'plain', minus, dates, skip, column: columns = {} } = options;
    if (from === undefined || to === undefined)
      throw new UsageError('--from and --to are required: the period that the file covers completely');
    const by = this.actorOf(options);
    const handle = path === STANDARD_INPUT ? null : await openFile(path);
    try {
      const content = handle === null ? this.terminal.stdin : handle.createReadStream({ autoClose: false });
      const file = { provider, content, coversFrom: from, coversTo: to, numbers, minus, dates, skip, columns };
      await this.domain.use(async (get) => {
        if (options.preview === true) {
          const preview = await inWordsOfOptions(() => get(PreviewStatement).preview(file, by));
          return this.printOne(options.format, previewBody(preview), previewText(preview));
        }
        const imported = await inWordsOfOptions(() => get(ImportStatement).import(file, by));
        const open = await openDifferences(get, { statementId: imported.statement.id });
        const totals = await get(FindTotals).totals(imported.statement);
        const body = {
          imported: !imported.isKnown,
          ...statementBody(imported.statement),
          ...totalsBody(totals),
          ...differencesBody(open),
        };
        const words = `${wordsOf(imported)}\n\n${totalsText(totals)}\n\n${differencesText(open, `--statement ${imported.statement.id}`)}`;
        await this.printOne(options.format, body, words);
      });
    } finally {
      await handle?.close();
    }
  }
}

/** @throws UsageError when the file cannot be opened */
async function openFile(path: string): Promise<FileHandle> {
  const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw wrong('<file>', `${printable(path)} cannot be opened (${error.code})`);
  });
  if (!(await handle.stat()).isDirectory()) return handle;
  await handle.close();
  throw wrong('<file>', `${printable(path)} is a folder`);
}

/** @throws UsageError when file and options do not match, naming lines and columns */
async function inWordsOfOptions<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Problem ? inOptions(error) : error;
  }
}

/** The options by the names that the domain has for them. */
const OPTIONS: Readonly<Record<string, string>> = {
  from: '--from',
  to: '--to',
  numbers: '--numbers',
  minus: '--minus',
  dates: '--dates',
  skip: '--skip',
  columns: '--column',
};

/** A problem of the file or the options, in the words of this command; any other stays as it is. */
function inOptions(problem: Problem): Error {
  if (problem.code === 'payload_too_large') return wrong('<file>', problem.detail);
  if (problem.code !== 'validation_failed') return problem;
  const errors = (problem.members.errors ?? []) as readonly { readonly field: string; readonly message: string }[];
  const lines = errors.map(({ field, message }) => {
    const text = message.replace(/`(\w+)`/g, (word, name: string) => OPTIONS[name] ?? word);
    return `  ${OPTIONS[field] ?? printable(field)}: ${printable(text)}`;
  });
  return new UsageError(['nothing was imported:', ...lines].join('\n'));
}

function wordsOf({ statement, isKnown }: Imported): string {
  const { id, provider, importedBy } = statement;
  const what = `statement of ${provider}, ${coversText(statement)}`;
  const has = rowsText(statement);
  if (!isKnown) return `Imported by ${importedBy}: ${what}, as ${id}.\n${has}`;
  return `Nothing was changed: ${importedBy} imported this file at ${importedText(statement)} WIB: ${what}, as ${id}.\n${has}`;
}
