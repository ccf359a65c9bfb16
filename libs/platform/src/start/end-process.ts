import type { Logger } from 'pino';

/** Orchestrators kill after 30 s; by then we must be gone by ourselves, and have said why it took so long. */
const STOPPED_WITHIN_MS = 24_000;

/**
 * Stops in order on SIGTERM or SIGINT and exits 0; exits 1 when that does not succeed in time. What is broken off then is
 * ambiguous and is taken up by the next process, like after a crash.
 *
 * @param drainMs how much longer `stop` may take because it drains first
 */
export function stopOnSignal(logger: Logger, stop: (signal: NodeJS.Signals) => Promise<void>, drainMs = 0): void {
  const withinMs = STOPPED_WITHIN_MS + drainMs;
  let stopping = false;
  const begin = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    logger.info(`${signal}: stopping`);
    const exit = (code: number, msg: string, err?: unknown) => {
      logger[code === 0 ? 'info' : 'error']({ err, msg });
      exitAfterLog(logger, code);
    };
    setTimeout(() => exit(1, `did not stop within ${withinMs / 1_000} s; broken off`), withinMs);
    stop(signal).then(
      () => exit(0, 'stopped'),
      (error: unknown) => exit(1, 'stopped with an error', error),
    );
  };
  process.on('SIGTERM', begin);
  process.on('SIGINT', begin);
}

/** Node would print such an error with all that it carries, parameters of a failed query included. */
export function endOnUnexpectedErrors(logger: Logger): void {
  let ending = false;
  const end = (err: unknown) => {
    logger.fatal({ err, msg: 'unexpected error; the process ends, and its work is resumed after the restart' });
    if (ending) return;
    ending = true;
    exitAfterLog(logger, 1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

/** A reader takes the last lines in far less; one that takes none must not keep us. */
const READ_WITHIN_MS = 1_000;

/** Ends the process once the lines that still wait have been written, or without them when they are not read in time. */
function exitAfterLog(logger: Logger, code: number): void {
  setTimeout(() => process.exit(code), READ_WITHIN_MS);
  // Written or not: a log that cannot be written is no reason to stay.
  logger.flush(() => process.exit(code));
}
