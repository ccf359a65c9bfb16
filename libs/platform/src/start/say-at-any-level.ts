import type { Logger } from 'pino';

/** Logs what whoever started the program waits for, also when LOG_LEVEL leaves out nearly everything. */
export function sayAtAnyLevel(logger: Logger, line: { readonly msg: string; readonly address?: string }): void {
  logger.child({}, { level: 'info' }).info(line);
}
