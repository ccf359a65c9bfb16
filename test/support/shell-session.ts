import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from './eventually.js';

/** One bash that runs one script after another, as a terminal does: what a script exports, the next one has. */
export class ShellSession {
  private constructor(
    private readonly folder: string,
    private readonly shell: ChildProcess,
  ) {}

  /** @param folder where it starts, and where scripts and their output are kept @param environment all that it gets */
  static start(folder: string, environment: Readonly<Record<string, string | undefined>>): ShellSession {
    const options = { cwd: folder, env: environment as NodeJS.ProcessEnv, stdio: ['pipe', 'ignore', 'ignore'] as const };
    const shell = spawn('bash', ['--noprofile', '--norc'], { ...options, stdio: ['pipe', 'ignore', 'ignore'] });
    shell.stdin?.on('error', () => undefined);
    // A background script gets a process group of its own, so that it ends with everything it has started.
    shell.stdin?.write('set -m; set -o pipefail; background=""\n');
    return new ShellSession(folder, shell);
  }

  /** @returns what it printed @throws with what it printed when a command of it fails, or after `withinMs` */
  async run(script: string, withinMs = 60_000): Promise<string> {
    const files = this.write(`set -e\n${script}\nset +e\n`);
    // After a failed command the session is gone: what comes after would only fail of it.
    const ended = `trap 'echo $? > ${files.code}' EXIT`;
    this.shell.stdin?.write(`${ended}; . ${files.script} > ${files.output} 2>&1 < /dev/null; echo 0 > ${files.code}\n`);
    await eventually('the script ends', async () => existsSync(files.code) && readFileSync(files.code, 'utf8') !== '', withinMs);
    const [code, output] = [readFileSync(files.code, 'utf8').trim(), readFileSync(files.output, 'utf8')];
    if (code !== '0') throw new Error(`exit code ${code} of\n${script}\n${output}`);
    return output;
  }

  /** Starts a script that does not end by itself. Resolves with what it has printed as soon as that has the text. */
  async startInBackground(script: string, text: string, withinMs = 60_000): Promise<string> {
    const files = this.write(script);
    this.shell.stdin?.write(
      `(. ${files.script}; echo $? > ${files.code}) > ${files.output} 2>&1 < /dev/null & background="$background $!"\n`,
    );
    return eventually(
      `it prints "${text}":\n${script}`,
      async () => {
        const output = existsSync(files.output) ? readFileSync(files.output, 'utf8') : '';
        if (output.includes(text)) return output;
        throw new Error(output);
      },
      withinMs,
      () => existsSync(files.code),
    );
  }

  /** Ends what runs in the background, the latest first, and then the shell. */
  async end(): Promise<void> {
    if (this.shell.exitCode !== null || this.shell.signalCode !== null) return;
    this.shell.stdin?.end('trap - EXIT; for job in $background; do kill -- -$job; done 2>/dev/null; wait; exit 0\n');
    await once(this.shell, 'exit');
  }

  private write(script: string): Record<'script' | 'output' | 'code', string> {
    const [file = '', output = '', code = ''] = ['sh', 'out', 'code'].map((ending) =>
      path.join(this.folder, `.${randomUUID()}.${ending}`),
    );
    // Read again while it runs: once another script is written, this one is done.
    writeFileSync(file, script);
    return { script: file, output, code };
  }
}
