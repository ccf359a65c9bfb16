import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { PATIENT_CONNECT_TIMEOUT } from './eventually.js';

/** What a command printed, and how it ended. */
export interface Done {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `salur ...` inside this process, without a terminal. command-line-launcher.e2e-spec.ts has it as a process. */
export class CommandLine {
  /** @param environment all variables that a command has */
  constructor(private readonly environment: Readonly<Record<string, string>>) {}

  run(...words: string[]): Promise<Done> {
    return this.runOn('', ...words);
  }

  /** @param input what the command reads on standard input */
  async runOn(input: string, ...words: string[]): Promise<Done> {
    return this.start(input, false, words);
  }

  /** With an operator at a terminal. @param typed what they type */
  runAt(typed: string, ...words: string[]): Promise<Done> {
    return this.start(typed, true, words);
  }

  private async start(input: string, isTTY: boolean, words: readonly string[]): Promise<Done> {
    const runCommandLine = await load();
    const env = { DATABASE_CONNECT_TIMEOUT: PATIENT_CONNECT_TIMEOUT, ...this.environment };
    const stdin = Object.assign(new PassThrough().end(input), { isTTY });
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const printed = Promise.all([text(stdout), text(stderr)]);
    const code = await runCommandLine(words, { env, stdin, stdout, stderr });
    stdout.end();
    stderr.end();
    const [out, err] = await printed;
    return { code, stdout: out, stderr: err };
  }

  /** What a command prints for programs. @throws when its exit code is not 0 */
  async json<T>(...words: string[]): Promise<T> {
    const { code, stdout, stderr } = await this.run(...words, '--format', 'json');
    if (code !== 0) throw new Error(`salur ${words.join(' ')}: exit code ${code}, ${stderr}`);
    return JSON.parse(stdout) as T;
  }
}

/** nest-commander is CommonJS, and Jest lets that require Nest only once Nest has been evaluated. */
async function load() {
  await import('@nestjs/core');
  const { runCommandLine } = await import('../../apps/cli/src/run-command-line.js');
  return runCommandLine;
}
