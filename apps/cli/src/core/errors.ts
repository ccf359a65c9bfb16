/** Exit codes, documented by `salur --help`. */
export const EXIT = { done: 0, refused: 1, usage: 2 } as const;

/** The command was not given as it has to be: nothing was looked at or changed. */
export class UsageError extends Error {}

/** Somebody or something other than the domain said no. */
export class Refused extends Error {}

/** What is wrong with an argument or option, named as it is typed. */
export function wrong(name: string, message: string): UsageError {
  return new UsageError(`${name}: ${message}`);
}
