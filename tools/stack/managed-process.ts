import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';

/** Why something cannot work: one sentence with its remedy, printed without a stack. */
export class CannotWork extends Error {}

/** Where the compiled programs are. Tests run this file as it is written; programs are always the compiled ones. */
const BUILT = path.resolve(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../../dist' : '../..');
const LEASH = pathToFileURL(path.join(BUILT, 'tools', 'stack', 'leash.js')).href;
/** Enough of what a process printed to see why it ended. */
const LAST_LINES = 8;

export interface ProcessOptions {
  /** For messages: `the service`. */
  readonly name: string;
  /** Below dist, for instance `programs/api.js`; or an absolute path. */
  readonly entry: string;
  readonly arguments?: readonly string[];
  /** All of its environment, beside PATH: what the caller has set for other purposes must not reach it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
  /** How many characters of its output are kept; all by default. */
  readonly keeps?: number;
}

/** One of our programs as a process of its own. It ends when we end, however we end. */
export class ManagedProcess {
  readonly name: string;
  readonly process: ChildProcess;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  /** What it has printed so far, of both streams. */
  printed = '';
  private readonly listeners = new Set<() => void>();
  private stopping = false;

  constructor({ name, entry, arguments: words = [], environment, onLine, keeps = Infinity }: ProcessOptions) {
    this.name = name;
    const nodeArguments = ['--import', LEASH, path.resolve(BUILT, entry), ...words];
    this.process = spawn(process.execPath, nodeArguments, {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A session of its own: Ctrl-C reaches us alone, and we stop everything in order.
      detached: true,
    });
    this.ended = new Promise((resolve) =>
      this.process
        .once('close', () => resolve())
        .once('error', () => resolve())
        .once('exit', () => this.notify()),
    );
    void this.ended.then(() => this.notify());
    for (const stream of [this.process.stdout, this.process.stderr]) {
      let unfinished = '';
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.printed = (this.printed + text).slice(-keeps);
        const lines = (unfinished + text).split('\n');
        unfinished = lines.pop() ?? '';
        for (const line of lines) onLine?.(line);
        this.notify();
      });
    }
    // A process that ends while we write to it is noticed by its end.
    this.process.stdin?.on('error', () => undefined);
  }

  get pid(): number {
    return this.process.pid as number;
  }

  /** Null while it runs, and when a signal ended it. */
  get exitCode(): number | null {
    return this.process.exitCode;
  }

  get hasExited(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null || this.process.pid === undefined;
  }

  /** The last lines that it printed. */
  get lastWords(): string {
    const lines = this.printed.split('\n').filter((line) => line.trim() !== '');
    return lines.slice(-LAST_LINES).join('\n') || 'it printed nothing';
  }

  /**
   * The first match of a pattern in what it prints.
   *
   * @throws CannotWork with its last lines when it ends before, or when the time is up
   */
  async prints(pattern: RegExp, withinMs = 120_000): Promise<RegExpExecArray> {
    const until = performance.now() + withinMs;
    for (;;) {
      const { hasExited } = this;
      if (hasExited) await this.exit();
      const match = pattern.exec(this.printed);
      if (match) return match;
      const name = this.name.charAt(0).toUpperCase() + this.name.slice(1);
      if (hasExited) throw new CannotWork(`${name} ended before it printed ${pattern}: ${this.lastWords}`);
      const leftMs = until - performance.now();
      if (leftMs <= 0) {
        throw new CannotWork(
          `${name} did not print ${pattern} within ${withinMs / 1_000} s; is this machine very busy? Its last lines: ${this.lastWords}`,
        );
      }
      await this.somethingNew(leftMs);
    }
  }

  /** Calls back when it ends although nothing here has ended it. */
  onUnexpectedEnd(notify: () => void): void {
    void this.ended.then(() => {
      if (!this.stopping) notify();
    });
  }

  /** SIGTERM, and SIGKILL when that does not help in time. */
  async stop(withinMs: number): Promise<void> {
    const timer = setTimeout(() => this.process.kill('SIGKILL'), withinMs);
    await this.end('SIGTERM');
    clearTimeout(timer);
  }

  /** Sends a signal and waits for the end. SIGKILL is what a power cut would do to it. */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.stopping = true;
    if (this.hasExited) return;
    this.process.kill(signal);
    await this.exit();
  }

  /** Resolves when it is gone and everything is here that it has printed. */
  async exit(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    if (!this.hasExited) await once(this.process, 'exit');
    // A stream that is not read any more does not end.
    const isRead = (stream: Readable | null) => stream?.readableFlowing && !stream.destroyed;
    const open = [this.process.stdout, this.process.stderr].filter(isRead);
    await Promise.all(open.map((stream) => once(stream as Readable, 'close')));
    return { code: this.process.exitCode, signal: this.process.signalCode };
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
