import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * One fenced block of a document. What follows the language says how tests run it; readers do not see it:
 * - `background="text"`: it does not end by itself, and is up when it has printed the text;
 * - `prints="text"`: its output has the text;
 * - `file=name`: a reader saves it under this name;
 * - `requires=program,program`: it is run only where these are installed;
 * - `tested-by=file`: another test runs it.
 */
export interface Block {
  readonly language: string;
  readonly options: Readonly<Record<string, string>>;
  readonly text: string;
  readonly line: number;
}

export function blocksOf(document: string): Block[] {
  const text = readFileSync(document, 'utf8');
  return [...text.matchAll(/^( *)```(\w+)([^\n]*)\n([\s\S]*?)^\1```$/gm)].map((match) => {
    const [, indent = '', language = '', words = '', body = ''] = match;
    const options = [...words.matchAll(/ ([a-z-]+)=(?:"([^"]*)"|(\S+))/g)];
    return {
      language,
      options: Object.fromEntries(options.map(([, name, quoted, plain]) => [name, quoted ?? plain])),
      text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      line: text.slice(0, match.index).split('\n').length,
    };
  });
}

/** The oldest that Salur works with. */
const POSTGRES_VERSION = 15;

/**
 * The folder of a PostgreSQL of the machine, with the server and the client programs of its own version, or undefined: the
 * one that npm brings has no pg_dump, and a pg_dump refuses a server that is newer.
 */
export function postgresFolder(): string | undefined {
  const folders = [
    ...globSync('/usr/lib/postgresql/*/bin'),
    ...globSync('/usr/pgsql-*/bin'),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return folders.find((folder) => {
    const isWhole = ['initdb', 'postgres', 'pg_dump', 'pg_restore', 'psql'].every((name) =>
      existsSync(path.join(folder, name)),
    );
    const { stdout } = spawnSync(path.join(folder, 'postgres'), ['--version'], { encoding: 'utf8', timeout: 10_000 });
    return isWhole && Number(/\d+/.exec(stdout ?? '')?.[0] ?? 0) >= POSTGRES_VERSION;
  });
}

const checked = new Map<string, string | undefined>();

/** @returns why a program that a block requires cannot be used here, or undefined */
export function whyNot(program: string): string | undefined {
  if (!checked.has(program)) checked.set(program, check(program));
  return checked.get(program);
}

function check(program: string): string | undefined {
  if (program === 'postgresql')
    return postgresFolder() ? undefined : `no PostgreSQL ${POSTGRES_VERSION} or newer with pg_dump is installed`;
  const { error } = spawnSync(program, ['-v'], { stdio: 'ignore', timeout: 10_000 });
  return error === undefined ? undefined : `${program} is not installed`;
}
