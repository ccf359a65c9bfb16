import {
  CommitOutcomeUnknown,
  ConfigurationError,
  isDatabaseTrouble,
  Problem,
  safeError,
  UnsafeDatabaseError,
} from '#libs/platform';
import { EXIT, Refused, UsageError } from './errors.js';

/**
 * Says on standard error, in a sentence, why a command was not done.
 *
 * @returns the exit code of the process
 */
export function tellError(error: unknown): number {
  const parsed = exitCodeOfParser(error);
  if (parsed !== null) return parsed;
  process.stderr.write(`salur: ${sentenceOf(error)}\n`);
  if (process.argv.includes('--debug')) process.stderr.write(`${JSON.stringify(safeError(error), null, 2)}\n`);
  return error instanceof UsageError ? EXIT.usage : EXIT.refused;
}

/** What the parser of the command line throws, it has said already: help that was asked for, or what is wrong. */
function exitCodeOfParser(error: unknown): number | null {
  const { code, exitCode } = error as { code?: unknown; exitCode?: unknown };
  if (typeof code !== 'string' || !code.startsWith('commander.')) return null;
  return exitCode === 0 ? EXIT.done : EXIT.usage;
}

function sentenceOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof Refused) return error.message;
  if (error instanceof Problem) return `${error.detail} (${error.code})`;
  if (error instanceof ConfigurationError || error instanceof UnsafeDatabaseError) return error.message;
  if (error instanceof CommitOutcomeUnknown) {
    return 'The connection to PostgreSQL was lost at the end: look whether it was done before you do it again (unavailable)';
  }
  const { message, code } = safeError(error);
  if (isDatabaseTrouble(error)) {
    return `PostgreSQL cannot be used (${message || code}): start it, or correct DATABASE_URL (unavailable)`;
  }
  return `Something went wrong here (${message}); --debug says where (internal_error)`;
}
