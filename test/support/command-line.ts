import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { COMPILE_CACHE } from './child-process.js';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const LAUNCHER = path.join(REPOSITORY, 'bin', 'salur.js');

/** What a command printed, and how it ended. */
export interface Done {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `salur ...` as processes of their own, through the launcher, without a terminal. */
export class CommandLine {
  /** @param environment all that it gets, beside PATH */
  constructor(private readonly environment: Readonly<Record<string, string>>) {}

  run(...words: string[]): Promise<Done> {
    return this.runOn(null, ...words);
  }

  /** @param input what it reads on standard input; null: nothing */
  async runOn(input: string | null, ...words: string[]): Promise<Done> {
    const child = spawn(process.execPath, [LAUNCHER, ...words], {
      cwd: REPOSITORY,
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE, ...this.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // It may end before it has read.
    child.stdin.on('error', () => undefined).end(input ?? '');
    const printed = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed.stderr += text;
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, ...printed };
  }

  /** What a command prints for programs. @throws when it was not done */
  async json<T>(...words: string[]): Promise<T> {
    const { code, stdout, stderr } = await this.run(...words, '--format', 'json');
    if (code !== 0) throw new Error(`salur ${words.join(' ')}: exit code ${code}, ${stderr}`);
    return JSON.parse(stdout) as T;
  }
}
