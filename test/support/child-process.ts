import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { eventually } from './eventually.js';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');

/** Hundreds of processes are started; each need not compile the same files anew. */
export const COMPILE_CACHE = path.join(REPOSITORY, '.cache', 'node-compile');

class ExitedEarly extends Error {}

/** One of our programs as a process of its own, so that it can be killed for real. */
export class Child {
  private constructor(
    readonly process: ChildProcess,
    private readonly output: string[],
  ) {}

  /** Starts a built entry point, e.g. `apps/api/src/main.js`, with nothing of our environment but PATH. */
  static start(entry: string, environment: Readonly<Record<string, string>>): Child {
    const child = spawn(process.execPath, ['--enable-source-maps', path.join(REPOSITORY, 'dist', entry)], {
      cwd: REPOSITORY,
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    return new Child(child, output);
  }

  get pid(): number {
    return this.process.pid as number;
  }

  /** Everything it has printed so far. */
  get printed(): string {
    return this.output.join('');
  }

  get hasExited(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** Resolves with the first match of a pattern in what it prints; rejects when it exits before or the time is up. */
  prints(pattern: RegExp, withinMs = 20_000): Promise<RegExpExecArray> {
    return eventually(
      `the process prints ${pattern}`,
      async () => {
        const match = pattern.exec(this.printed);
        if (match === null && this.hasExited) throw new ExitedEarly(this.printed);
        return match;
      },
      withinMs,
      (error) => error instanceof ExitedEarly,
    );
  }

  /** Sends a signal and waits for the end. */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.hasExited) return;
    this.process.kill(signal);
    await this.exit();
  }

  /** Resolves when the process is gone. */
  async exit(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    if (!this.hasExited) await once(this.process, 'exit');
    return { code: this.process.exitCode, signal: this.process.signalCode };
  }
}
