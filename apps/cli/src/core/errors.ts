import {
  CommitOutcomeUnknown,
  ConfigurationError,
  isDatabaseTrouble,
  isUnreadable,
  Problem,
  safeError,
  UnsafeDatabaseError,
} from '#libs/platform';

/** Exit codes, documented by `salur --help`. */
export const EXIT = { done: 0, refused: 1, usage: 2 } as const;

/** The arguments or options of a command are not valid: nothing was read or changed. */
export class UsageError extends Error {}

/** The command cannot be done now, for a reason outside of the domain. */
export class Refused extends Error {}

/** An argument or option that is not valid, named as it is typed. */
export function wrong(name: string, message: string): UsageError {
  return new UsageError(`${name}: ${message}`);
}

/**
 * The exit code of a command that threw, and the line for standard error that says why.
 * `line` is null when the parser has printed it: the help that was asked for, or what is wrong with the usage.
 */
export function explain(error: unknown): { readonly code: number; readonly line: string | null } {
  const { code, exitCode } = error as { code?: unknown; exitCode?: unknown };
  if (typeof code === 'string' && code.startsWith('commander.')) {
    return { code: exitCode === 0 ? EXIT.done : EXIT.usage, line: null };
  }
  return { code: error instanceof UsageError ? EXIT.usage : EXIT.refused, line: `salur: ${sentenceOf(error)}` };
}

function sentenceOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof Refused) return error.message;
  if (error instanceof Problem) return `${error.detail} (${error.code})`;
  if (isUnreadable(error)) return (error as Error).message;
  if (error instanceof ConfigurationError || error instanceof UnsafeDatabaseError) return error.message;
  if (error instanceof CommitOutcomeUnknown) {
    return 'The connection to PostgreSQL was lost during the commit: check whether the change was made before you repeat the command (unavailable)';
  }
  const { message, code } = safeError(error);
  if (isDatabaseTrouble(error)) {
    return `PostgreSQL cannot be used (${message || code}): start it, or correct DATABASE_URL (unavailable)`;
  }
  return `Unexpected error (${message}); --debug prints where it was thrown (internal_error)`;
}
