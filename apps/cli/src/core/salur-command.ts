import { Inject } from '@nestjs/common';
import { Command, CommandRunner, Option } from 'nest-commander';
import type { Actor } from '#libs/audit';
import { type CsvColumns, csvOf } from '#libs/platform';
import { ALL, actorOf, readCount, readOperator, readWord } from '../input/input.js';
import { type Column, type Part, toJson, toTable } from '../output/output.js';
import { Domain } from './domain.js';
import { Refused, UsageError } from './errors.js';
import { Terminal } from './terminal.js';

/** A command as the parser behind nest-commander has it; that parser is no package of ours. */
export type ParsedCommand = Parameters<CommandRunner['setCommand']>[0];

/** A class of a command, as nest-commander takes it. */
export type CommandClass = (new (
  ...dependencies: never[]
) => CommandRunner) &
  Pick<typeof CommandRunner, 'registerWithSubCommands'>;

/** Makes a command accept what it declares and nothing else, and throw instead of ending the process. */
function makeStrict(command: ParsedCommand): ParsedCommand {
  return command
    .allowExcessArguments(false)
    .showHelpAfterError('Add --help to see how it is used.')
    .exitOverride((error) => {
      throw error;
    });
}

export interface CommonOptions {
  readonly format: string;
}

/** A command: it accepts what it declares and nothing else. */
export abstract class SalurCommand extends CommandRunner {
  @Inject(Domain) protected readonly domain!: Domain;
  @Inject(Terminal) protected readonly terminal!: Terminal;

  override setCommand(command: ParsedCommand): this {
    return super.setCommand(makeStrict(command));
  }

  @Option({ flags: '--format <format>', description: 'table or json', defaultValue: 'table' })
  readFormat(word: string): string {
    return readWord('--format', word, ['table', 'json']);
  }

  @Option({ flags: '--debug', description: 'print all log lines and where an error was thrown, on standard error' })
  readDebug(): boolean {
    return true;
  }

  /** Prints one thing: as JSON for programs, or in words for people. */
  protected async printOne(format: string, body: object, words: string): Promise<void> {
    const text = format === 'json' ? toJson(await this.domain.namedBody(body)) : await this.domain.namedText(words);
    await this.terminal.print(`${text}\n`);
  }
}

const MORE = 'There are more: use --limit all or narrow the search.';
const DEFAULT_LIMIT = 50;

/** So many rows are named that cannot be read. */
const MOST_NAMED = 100;

/** The items that can be rendered, and the ids of the others: one damaged row does not end a list. */
function readable<T>(items: readonly T[], render: (item: T) => unknown): { shown: T[]; unreadable: string[] } {
  const [shown, unreadable]: [T[], string[]] = [[], []];
  for (const item of items) {
    try {
      render(item);
      shown.push(item);
    } catch {
      unreadable.push(String((item as { id?: unknown }).id ?? 'a row without an id'));
    }
  }
  return { shown, unreadable };
}

function cellsOf<T>(columns: readonly Column<T>[], item: T): unknown {
  return columns.map(({ of }) => of(item));
}

export interface ListOptions extends CommonOptions {
  /** Infinity: all. */
  readonly limit: number;
}

/** A command that prints a list. */
export abstract class ListingCommand extends SalurCommand {
  @Option({ flags: '--limit <count>', description: 'how many at most, or all', defaultValue: DEFAULT_LIMIT })
  readLimit(text: string): number {
    return readCount('--limit', text);
  }

  /** Prints a list as a table for people, or as `{"data": [...], "more": false}` for programs. */
  protected async printList<T>(
    format: string,
    { items, more }: Part<T>,
    { columns, body }: { readonly columns: readonly Column<T>[]; readonly body: (item: T) => object },
  ): Promise<void> {
    const { shown, unreadable } = readable(items, (item) => (format === 'json' ? body(item) : cellsOf(columns, item)));
    if (format === 'json')
      await this.terminal.print(`${toJson(await this.domain.namedBody({ data: shown.map(body), more }))}\n`);
    else if (items.length === 0) this.terminal.note('There are none.');
    else await this.terminal.print(await this.domain.namedText(toTable(columns, shown)));
    if (format !== 'json' && more) this.terminal.note(MORE);
    this.assertAllReadable(unreadable, 'They are left out.');
  }

  /** Called when everything else is printed. @throws Refused with the number and the ids of rows that cannot be read */
  protected assertAllReadable(ids: readonly string[], consequence: string): void {
    if (ids.length === 0) return;
    const named = ids.slice(0, MOST_NAMED).join(', ');
    const rest = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
    throw new Refused(
      `${ids.length} rows cannot be read: ${named}${rest}. ${consequence} docs/RUNBOOK.md, row_unreadable`,
    );
  }
}

export interface ExportOptions {
  readonly format: string;
  readonly limit?: number;
}

/** A command that prints a list, also as an export for spreadsheets, which by default is complete. */
export abstract class ExportingCommand extends ListingCommand {
  @Option({ flags: '--format <format>', description: 'table, json or csv', defaultValue: 'table' })
  override readFormat(text: string): string {
    return readWord('--format', text, ['table', 'json', 'csv']);
  }

  @Option({ flags: '--limit <count>', description: `how many at most, or all; default ${DEFAULT_LIMIT}, for csv all` })
  override readLimit(text: string): number {
    return readCount('--limit', text);
  }

  /** How many items are wanted; Infinity: all. */
  protected limitOf({ format, limit }: ExportOptions): number {
    return limit ?? (format === 'csv' ? ALL : DEFAULT_LIMIT);
  }

  /** Prints an export part by part, so that it may be of any length. Its first line has the names of the columns. */
  protected async printCsv<T>(columns: CsvColumns<T>, parts: AsyncIterable<Part<T>>): Promise<void> {
    await this.terminal.print(csvOf([columns.map(([name]) => name)]));
    const rowOf = (item: T) => columns.map(([, of]) => of(item));
    const left: string[] = [];
    let isCut = false;
    for await (const { items, more } of parts) {
      const { shown, unreadable } = readable(items, rowOf);
      if (shown.length > 0) await this.terminal.print(csvOf(shown.map(rowOf)));
      left.push(...unreadable);
      isCut = more;
    }
    if (isCut) this.terminal.note(MORE);
    this.assertAllReadable(left, 'They are left out.');
  }
}

export interface ChangeOptions extends CommonOptions {
  readonly as?: string;
}

/** A command that changes something, on behalf of an operator. */
export abstract class ChangingCommand extends SalurCommand {
  @Option({
    flags: '--as <name>',
    description: 'the operator, for the history; default $SALUR_OPERATOR, then the user of the operating system',
  })
  readAs(name: string): string {
    return readOperator(name);
  }

  /** @throws UsageError when the operator has no name that can be recorded */
  protected actorOf({ as }: ChangeOptions): Actor {
    return actorOf(as, this.terminal.env);
  }
}

export interface DangerousOptions extends ChangeOptions {
  readonly yes?: boolean;
}

/** A command that cannot be undone, or that stops the work of a client: it needs confirmation. */
export abstract class DangerousCommand extends ChangingCommand {
  @Option({ flags: '--yes', description: 'do not ask for confirmation; needed where there is no terminal' })
  readYes(): boolean {
    return true;
  }

  /** To be called before anything is opened. @throws UsageError when there is no terminal to ask at */
  protected assertCanBeAsked({ yes = false }: DangerousOptions): void {
    if (!yes) this.terminal.assertCanAsk();
  }

  /** @throws Refused unless the answer is yes */
  protected async ask(question: string, { yes = false }: DangerousOptions): Promise<void> {
    if (!yes) await this.terminal.ask(question);
  }
}

/** Commands that have their first word in common: `salur client ...`. */
export function group(name: string, description: string, subCommands: readonly CommandClass[]): CommandClass {
  @Command({ name, description, subCommands: [...subCommands] as never })
  class Group extends CommandRunner {
    override setCommand(command: ParsedCommand): this {
      return super.setCommand(makeStrict(command).allowExcessArguments(true));
    }

    /** Only reached when no command of the group was named. */
    override async run([word]: string[]): Promise<void> {
      if (word === undefined) this.command.help({ error: true });
      const known = this.command.commands.map((command) => command.name()).join(', ');
      throw new UsageError(`there is no command "${name} ${word}"; there are ${known}`);
    }
  }
  // Nest distinguishes providers by their names.
  Object.defineProperty(Group, 'name', { value: `Group of ${name}` });
  return Group as CommandClass;
}
