import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { eventually } from './eventually.js';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');

/** Hundreds of processes are started; each need not compile the same files anew. */
export const COMPILE_CACHE = path.join(REPOSITORY, '.cache', 'node-compile');

/** It is gone, so nothing that it was to do will come any more. The message is what it has printed. */
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
  prints(pattern: RegExp, withinMs = 60_000): Promise<RegExpExecArray> {
    return this.eventually(`the process prints ${pattern}`, async () => pattern.exec(this.printed), withinMs);
  }

  /** Looks until `look` gives something; rejects when the process exits before or the time is up. */
  eventually<T>(what: string, look: () => Promise<T | null | undefined | false>, withinMs?: number): Promise<T> {
    const lookWhileItLives = async () => {
      const { hasExited } = this;
      if (hasExited) await this.exit();
      const seen = await look().catch((error: unknown) => {
        if (!hasExited) throw error;
      });
      if (hasExited && !seen) throw new ExitedEarly(this.printed);
      return seen as Awaited<ReturnType<typeof look>>;
    };
    return eventually(what, lookWhileItLives, withinMs, (error) => error instanceof ExitedEarly);
  }

  /** Sends a signal and waits for the end. */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.hasExited) return;
    this.process.kill(signal);
    await this.exit();
  }

  /** Resolves when the process is gone and everything is here that it has printed. */
  async exit(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    if (!this.hasExited) await once(this.process, 'exit');
    // One that nobody reads any more does not end.
    const isRead = (stream: Readable | null) => stream?.readableFlowing && !stream.destroyed;
    const open = [this.process.stdout, this.process.stderr].filter(isRead);
    await Promise.all(open.map((stream) => once(stream as Readable, 'close')));
    return { code: this.process.exitCode, signal: this.process.signalCode };
  }
}
