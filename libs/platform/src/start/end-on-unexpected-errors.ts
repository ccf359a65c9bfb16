import type { Logger } from 'pino';
import { exitAfterLog } from './exit-after-log.js';

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
