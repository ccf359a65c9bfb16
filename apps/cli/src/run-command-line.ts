import { type DynamicModule, Injectable, Module } from '@nestjs/common';
import { CommandFactory, CommandRunnerService, InjectCommander } from 'nest-commander';
import { releaseName, safeError } from '#libs/platform';
import { COMMANDS } from './commands.js';
import { Domain } from './core/domain.js';
import { EXIT, explain } from './core/errors.js';
import { COMMAND_LOG, withLogOf } from './core/log.js';
import type { ParsedCommand } from './core/salur-command.js';
import { type Surroundings, Terminal } from './core/terminal.js';

/** Commands by the names that they had: these work for one release more, and the help does not show them. */
const RENAMED: Readonly<Record<string, string>> = { purge: 'erase' };

const HELP = `
Exit codes:
  0  done
  1  refused, not possible now, or (status) a person should look; the line on standard error says why
  2  the command, or a file given to it, is not valid; nothing was changed

The command works on the database directly, with the environment of the service: DATABASE_URL, API_KEY_PEPPER and the
credentials of the providers. Without DATABASE_URL it uses the database of the Salur that runs in the same folder,
and prints which one. It prints results for programs (--format json, csv) on standard output and everything else
on standard error. Write times as 2026-11-21T09:30:00Z, as 2026-11-21 (midnight in Jakarta), or as 2h (two hours ago).`;

/**
 * Runs one command inside this process: reads nothing of it but what is given, and leaves nothing open behind.
 *
 * @param argv the words after `salur`
 * @returns the exit code: 0 done, 1 refused or not possible now, 2 not valid usage
 */
export async function runCommandLine(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const terminal = new Terminal(surroundings, argv.includes('--debug'));
  const [name = '', ...rest] = argv;
  const renamed = RENAMED[name];
  if (renamed !== undefined)
    terminal.note(`salur ${name} is now salur ${renamed}; the old name ends with the next release.`);
  const words = renamed === undefined ? argv : [renamed, ...rest];
  const code = await withLogOf(terminal, () => run(words, terminal)).catch((error: unknown) => {
    const { code, line } = explain(error);
    if (line !== null) terminal.note(line);
    if (line !== null && terminal.debug) terminal.note(JSON.stringify(safeError(error), null, 2));
    return code;
  });
  await terminal.flush();
  return code;
}

async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  const rethrow = (error: Error): never => {
    throw error;
  };
  const app = await CommandFactory.createWithoutRunning(CliModule.register(terminal), {
    logger: COMMAND_LOG,
    abortOnError: false,
    // What the parser finds wrong, and what a command throws, is printed above.
    errorHandler: rethrow,
    serviceErrorHandler: rethrow,
    outputConfiguration: terminal.parserOutput,
    version: releaseName(),
  });
  try {
    await app.get(CommandRunnerService).run(['node', 'salur', ...words]);
    return EXIT.done;
  } finally {
    await app.close();
  }
}

/** The parser of the command line. The domain is opened only when a command is valid. */
@Module({})
class CliModule {
  static register(terminal: Terminal): DynamicModule {
    const commands = COMMANDS.flatMap((command) => command.registerWithSubCommands());
    return { module: CliModule, providers: [{ provide: Terminal, useValue: terminal }, Domain, Program, ...commands] };
  }
}

/** The program as a whole: its name, and the end of its help. */
@Injectable()
class Program {
  constructor(@InjectCommander() program: ParsedCommand) {
    program
      .name('salur')
      .description('Salur for operators: clients, keys, payouts, statements, webhooks and alerts.')
      .addHelpText('after', HELP);
  }
}
