import type { z } from 'zod';
import { variablesFromFiles } from './variables-from-files.js';

/** All that is wrong with the environment, by variable name and never by value: values may be secrets. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

type Parsed<Schemas extends readonly z.ZodType[]> = { [Index in keyof Schemas]: z.output<Schemas[Index]> };

/**
 * Reads several parts of the configuration (the service's own, one per provider) from one environment, and reports the
 * problems of all of them together. An empty variable counts as absent, because that is how compose files pass it. Each may
 * come in a file instead: see {@link variablesFromFiles}.
 *
 * @throws ConfigurationError naming every variable that is missing or unusable
 */
export function readEnvironment<const Schemas extends readonly z.ZodType[]>(
  schemas: Schemas,
  environment: NodeJS.ProcessEnv = process.env,
): Parsed<Schemas> {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { values, problems: problemsOfFiles } = variablesFromFiles(present, schemas);
  const results = schemas.map((schema) => schema.safeParse(values));
  const problems = results.flatMap((result) =>
    result.success
      ? []
      : result.error.issues.map((issue) => `${issue.path.join('.') || 'configuration'}: ${issue.message}`),
  );
  problems.unshift(...problemsOfFiles);
  if (problems.length > 0) throw new ConfigurationError([...new Set(problems)]);
  return results.map((result) => result.data) as Parsed<Schemas>;
}
