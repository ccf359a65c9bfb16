import type { Logger } from 'pino';
import { exitAfterLog } from './exit-after-log.js';

/** Orchestrators kill after 30 s; by then we must be gone by ourselves, and have said why it took so long. */
const STOPPED_WITHIN_MS = 24_000;

/**
 * Stops in order on SIGTERM or SIGINT and exits 0; exits 1 when that does not succeed in time. What is broken off then is
 * ambiguous and is taken up by the next process, like after a crash.
 */
export function stopOnSignal(logger: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const begin = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    logger.info(`${signal}: stopping`);
    const exit = (code: number, msg: string, err?: unknown) => {
      logger[code === 0 ? 'info' : 'error']({ err, msg });
      exitAfterLog(logger, code);
    };
    setTimeout(() => exit(1, `did not stop within ${STOPPED_WITHIN_MS / 1_000} s; broken off`), STOPPED_WITHIN_MS);
    stop().then(
      () => exit(0, 'stopped'),
      (error: unknown) => exit(1, 'stopped with an error', error),
    );
  };
  process.on('SIGTERM', begin);
  process.on('SIGINT', begin);
}
