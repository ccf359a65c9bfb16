import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a person is told when something cannot work: one sentence with its remedy, no stack. */
export class CannotWork extends Error {}

/** Enough of what a process printed to see why it ended. */
const KEPT_LINES = 40;
/** Compiled, this file is dist/tools/stack/managed-process.js. */
const BUILT = path.resolve(import.meta.dirname, '../..');
const LEASH = pathToFileURL(path.join(import.meta.dirname, 'leash.js')).href;

export interface ProcessWishes {
  /** For messages: `the service`. */
  readonly name: string;
  /** Below dist, for instance `apps/api/src/main.js`; or an absolute path. */
  readonly entry: string;
  readonly arguments?: readonly string[];
  /** All of its environment, beside PATH: what the caller has set for other purposes must not reach it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}

/** One of our programs as a process of its own. It ends when we end, however we end. */
export class ManagedProcess {
  private readonly lines: string[] = [];
  private readonly listeners = new Set<() => void>();
  readonly ended: Promise<void>;
  private stopping = false;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    onLine: ((line: string) => void) | undefined,
  ) {
    this.ended = new Promise((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
    void this.ended.then(() => this.notify());
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) onLine?.(line);
        this.lines.push(...lines);
        this.lines.splice(0, this.lines.length - KEPT_LINES);
        this.notify();
      });
    }
    // A process that ends while we write to it is noticed by its end.
    child.stdin?.on('error', () => undefined);
  }

  static start({ name, entry, arguments: programArguments = [], environment, onLine }: ProcessWishes): ManagedProcess {
    const nodeArguments = ['--enable-source-maps', '--import', LEASH, path.resolve(BUILT, entry), ...programArguments];
    const child = spawn(process.execPath, nodeArguments, {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A session of its own: Ctrl-C reaches us alone, and we stop everything in order.
      detached: true,
    });
    return new ManagedProcess(name, child, onLine);
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Null while it runs, and when a signal ended it. */
  get exitCode(): number | null {
    return this.child.exitCode;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined;
  }

  /** What it printed last, for people. */
  get lastWords(): string {
    return (
      this.lines
        .filter((line) => line.trim() !== '')
        .slice(-8)
        .join('\n') || 'it printed nothing'
    );
  }

  /** @throws CannotWork with its last words when it ends before, or when the time is up */
  async prints(pattern: RegExp, withinMs: number): Promise<RegExpExecArray> {
    const until = performance.now() + withinMs;
    for (;;) {
      const match = this.lines.map((line) => pattern.exec(line)).find((found) => found !== null);
      if (match) return match;
      if (this.hasEnded) throw new CannotWork(`${capitalised(this.name)} did not start: ${this.lastWords}`);
      const leftMs = until - performance.now();
      if (leftMs <= 0) {
        throw new CannotWork(
          `${capitalised(this.name)} did not start within ${withinMs / 1_000} s; is this machine very busy? It said last: ${this.lastWords}`,
        );
      }
      await this.somethingNew(leftMs);
    }
  }

  /** Calls back when it ends although nobody here has ended it. */
  onUnexpectedEnd(notify: () => void): void {
    void this.ended.then(() => {
      if (!this.stopping) notify();
    });
  }

  /** SIGTERM, and SIGKILL when that does not help in time. */
  async stop(withinMs: number): Promise<void> {
    if (this.hasEnded) return;
    const timer = setTimeout(() => this.child.kill('SIGKILL'), withinMs);
    await this.end('SIGTERM');
    clearTimeout(timer);
  }

  /** What a power cut would do to it. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    this.stopping = true;
    if (this.hasEnded) return;
    this.child.kill(signal);
    await once(this.child, 'exit');
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }

  private somethingNew(withinMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, withinMs);
    this.listeners.add(resolve);
    return promise.finally(() => {
      clearTimeout(timer);
      this.listeners.delete(resolve);
    });
  }
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
