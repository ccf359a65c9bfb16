import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

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

/** What a requirement needs beside a program of that name on the PATH. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  docker: ['docker', 'info'],
};

export function isInstalled(program: string): boolean {
  const [command = program, ...words] = CHECKS[program] ?? [program, '-v'];
  return spawnSync(command, words, { stdio: 'ignore', timeout: 10_000 }).error === undefined;
}
