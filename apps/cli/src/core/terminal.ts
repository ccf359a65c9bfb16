import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Logger } from 'pino';
import { Refused, UsageError } from './errors.js';

/** What a command gets of the process that it runs in. */
export interface Surroundings {
  /** The settings of the service, and SALUR_OPERATOR. */
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

/** Where one command reads and prints. */
export class Terminal {
  /** Log lines of the libraries go there; null: the command has not opened the domain, and nothing is logged. */
  logger: Logger | null = null;

  /** @param debug whether the command was given --debug */
  constructor(
    private readonly surroundings: Surroundings,
    readonly debug: boolean,
  ) {}

  get env(): NodeJS.ProcessEnv {
    return this.surroundings.env;
  }

  /** Opened only when it is read: a process holds its standard input open from then on. */
  get stdin(): Surroundings['stdin'] {
    return this.surroundings.stdin;
  }

  /** Prints the result of a command on standard output. Resolves when there is room for more. */
  async print(text: string): Promise<void> {
    const { stdout } = this.surroundings;
    if (!stdout.write(text)) await once(stdout, 'drain');
  }

  /** Prints a line for people on standard error. */
  note(line: string): void {
    this.surroundings.stderr.write(`${line}\n`);
  }

  /** Resolves when everything that was printed is out. */
  async flush(): Promise<void> {
    for (const stream of [this.surroundings.stdout, this.surroundings.stderr]) {
      await new Promise<void>((resolve) => stream.write('', () => resolve()));
    }
  }

  /** @throws UsageError when there is no terminal to ask at */
  assertCanAsk(): void {
    if (this.stdin.isTTY) return;
    throw new UsageError('this command needs confirmation and there is no terminal to ask at: add --yes');
  }

  /** Asks the operator. @throws Refused unless the answer is yes */
  async ask(question: string): Promise<void> {
    // As no terminal of its own: Ctrl-C stays a signal.
    const lines = createInterface({ input: this.stdin, output: this.surroundings.stderr, terminal: false });
    const answer = await new Promise<string>((resolve) => {
      lines.question(`${question} Type yes: `, resolve);
      // The input ended: Ctrl-D.
      lines.once('close', () => resolve(''));
    }).finally(() => lines.close());
    if (answer.trim().toLowerCase() !== 'yes') throw new Refused('Nothing was changed');
  }

  /** Where the parser prints help and errors of usage. */
  get parserOutput() {
    const { stdout, stderr } = this.surroundings;
    return {
      writeOut: (text: string) => void stdout.write(text),
      writeErr: (text: string) => void stderr.write(text),
      getOutHelpWidth: () => (stdout.isTTY ? stdout.columns : undefined) as number,
      getErrHelpWidth: () => (stderr.isTTY ? stderr.columns : undefined) as number,
    };
  }
}
