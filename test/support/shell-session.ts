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
    const shell = spawn('bash', ['--noprofile', '--norc'], {
      cwd: folder,
      env: environment as NodeJS.ProcessEnv,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    shell.stdin?.on('error', () => undefined);
    // With `set -m` a background script gets a process group of its own and ends with everything that it has started.
    shell.stdin?.write(`set -m -o pipefail; background=''
stop() { for job in $background; do kill -- -$job; done 2>/dev/null; wait; }
trap stop EXIT\n`);
    return new ShellSession(folder, shell);
  }

  /** @returns what it printed @throws with what it printed when a command of it fails, or after `withinMs` */
  async run(script: string, withinMs = 240_000): Promise<string> {
    const files = this.write(`set -e\n${script}\nset +e\n`);
    // A failed command ends the session: the scripts after it would fail because of it.
    this.shell.stdin?.write(`trap 'echo $? > ${files.code}; stop' EXIT
. ${files.script} > ${files.output} 2>&1 < /dev/null
trap stop EXIT
echo 0 > ${files.code}\n`);
    await eventually(
      'the script ends',
      async () => existsSync(files.code) && readFileSync(files.code, 'utf8') !== '',
      withinMs,
    );
    const [code, output] = [readFileSync(files.code, 'utf8').trim(), readFileSync(files.output, 'utf8')];
    if (code !== '0') throw new Error(`exit code ${code} of\n${script}\n${output}`);
    return output;
  }

  /** Starts a script that does not end by itself. Resolves with what it has printed as soon as that has the text. */
  async startInBackground(script: string, text: string, withinMs = 240_000): Promise<string> {
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

  /** Ends what runs in the background, and then the shell. */
  async end(): Promise<void> {
    if (this.shell.exitCode !== null || this.shell.signalCode !== null) return;
    this.shell.stdin?.end('exit 0\n');
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
