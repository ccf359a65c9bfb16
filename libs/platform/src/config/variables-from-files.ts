import { readFileSync } from 'node:fs';
import { z } from 'zod';

const SUFFIX = '_FILE';
/** The largest of our values is a private key of some 3 KB. */
const MOST_BYTES = 64 * 1024;

export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads variables that were given as files: `NAME_FILE=/run/secrets/name` stands for `NAME`, for every variable there is.
 * That is how Docker and Kubernetes hand over secrets, and it keeps them out of `docker inspect` and of child processes. One
 * line break at the end of a file is not part of the value.
 *
 * @param schemas what says which variables there are; any other name that ends with `_FILE` is left alone
 * @returns the variables with their values, and what is wrong, by name and never by value or path
 */
export function variablesFromFiles(
  environment: Variables,
  schemas: readonly z.ZodType[],
): { values: Variables; problems: string[] } {
  const values: Record<string, string | undefined> = { ...environment };
  const problems: string[] = [];
  for (const name of schemas.flatMap(variablesOf)) {
    const file = environment[name + SUFFIX];
    if (file === undefined) continue;
    if (environment[name] !== undefined) {
      problems.push(`${name + SUFFIX}: give either it or ${name}, not both`);
      continue;
    }
    const read = readValue(file);
    if (read.problem === null) values[name] = read.value;
    else problems.push(`${name + SUFFIX}: ${read.problem}`);
  }
  return { values, problems: [...new Set(problems)] };
}

/** Finding them takes longer than reading the configuration. */
const variables = new WeakMap<z.ZodType, readonly string[]>();

/** The names of the variables that a schema reads. */
function variablesOf(schema: z.ZodType): readonly string[] {
  let names = variables.get(schema);
  if (names === undefined) {
    const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    names = Object.keys(properties);
    variables.set(schema, names);
  }
  return names;
}

function readValue(file: string): { value: string; problem: null } | { problem: string } {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > MOST_BYTES) return { problem: `the file has more than ${MOST_BYTES} bytes` };
    const value = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
    return value === '' ? { problem: 'the file is empty' } : { value, problem: null };
  } catch (error) {
    const { code } = error as { code?: unknown };
    return { problem: `the file cannot be read (${typeof code === 'string' ? code : 'not text'})` };
  }
}
