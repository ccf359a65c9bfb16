import type { Logger } from 'pino';

/** Logs a line that the operator who started the program waits for, at any LOG_LEVEL. */
export function sayAtAnyLevel(logger: Logger, line: { readonly msg: string; readonly address?: string }): void {
  logger.child({}, { level: 'info' }).info(line);
}
