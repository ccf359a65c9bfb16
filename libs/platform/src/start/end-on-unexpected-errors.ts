import type { Logger } from 'pino';
import { exitAfterLog } from './exit-after-log.js';

/** Node would print such an error with all that it carries, parameters of a failed query included. */
export function endOnUnexpectedErrors(logger: Logger): void {
  let ending = false;
  const end = (err: unknown) => {
    logger.fatal({ err, msg: 'an error nobody expected; the process ends, and what it was doing is taken up again' });
    if (ending) return;
    ending = true;
    exitAfterLog(logger, 1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}
