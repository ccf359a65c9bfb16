import type { Logger } from 'pino';

/** A reader takes the last lines in far less; one that takes none must not keep us. */
const READ_WITHIN_MS = 1_000;

/** Ends the process once the lines that still wait have been written, or without them when they are not read in time. */
export function exitAfterLog(logger: Logger, code: number): void {
  setTimeout(() => process.exit(code), READ_WITHIN_MS);
  // Written or not: a log that cannot be written is no reason to stay.
  logger.flush(() => process.exit(code));
}
