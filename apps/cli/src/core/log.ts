import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger, type LoggerService } from '@nestjs/common';
import type { DestinationStream } from 'pino';
import type { Terminal } from './terminal.js';

/** Nest keeps one logger for the whole process, and a process may run several commands, or an API beside them. */
const terminals = new AsyncLocalStorage<Terminal>();
let running = 0;
let before: LoggerService | undefined;

type Level = 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal';

/** Log lines of a command go to its own terminal, and those of others where they went before. */
export const COMMAND_LOG: LoggerService = {
  log: (...line) => pass('log', 'info', line),
  error: (...line) => pass('error', 'error', line),
  warn: (...line) => pass('warn', 'warn', line),
  debug: (...line) => pass('debug', 'debug', line),
  verbose: (...line) => pass('verbose', 'trace', line),
  fatal: (...line) => pass('fatal', 'fatal', line),
};

function pass(method: keyof LoggerService & string, level: Level, line: readonly unknown[]): void {
  const terminal = terminals.getStore();
  if (terminal === undefined) {
    (before?.[method] as ((...line: readonly unknown[]) => void) | undefined)?.call(before, ...line);
    return;
  }
  // Nest adds the name of the class at the end.
  const [message, ...rest] = line;
  const context = rest.at(-1);
  const fields = typeof message === 'object' ? message : { msg: message };
  terminal.logger?.[level]({ context, ...fields });
}

/** Works with the log of the process turned to the terminal of a command, and turns it back. */
export async function withLogOf<T>(terminal: Terminal, work: () => Promise<T>): Promise<T> {
  if (running === 0) before = loggerOfProcess();
  running += 1;
  Logger.overrideLogger(COMMAND_LOG);
  try {
    return await terminals.run(terminal, work);
  } finally {
    running -= 1;
    if (running === 0) Logger.overrideLogger(before ?? false);
  }
}

/** Nest sets it by a method and shows it to subclasses only. */
function loggerOfProcess(): LoggerService | undefined {
  return (Logger as unknown as { readonly staticInstanceRef?: LoggerService }).staticInstanceRef;
}

/** Log lines for a person at a terminal: `warn: message field="value"`. */
export function readableLines(terminal: Terminal): DestinationStream {
  return { write: (line) => terminal.note(readable(line)) };
}

function readable(line: string): string {
  const {
    level,
    msg,
    time: _time,
    pid: _pid,
    context: _context,
    ...rest
  } = JSON.parse(line) as Record<string, unknown>;
  const fields = Object.entries(rest).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  return `${level}: ${msg}${fields.join('')}`;
}
