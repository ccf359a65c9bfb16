import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from './eventually.js';

/** More than any script takes, also on a machine that is busy with other work. */
const SCRIPT_WITHIN_MS = 180_000;
/** Services get 25 s to stop in order. */
const ENDS_WITHIN_MS = 40_000;

/** Waiting on is of no use: the shell, or the background script that is waited for, is gone. */
class Ended extends Error {}

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
      // A session of its own: no terminal, and everything that it starts can be found and ended.
      detached: true,
    });
    shell.stdin?.on('error', () => undefined);
    // With `set -m` a background script gets a process group of its own and ends with everything that it has started.
    shell.stdin?.write(`set -m -o pipefail
stop() { for job in $(jobs -pr); do kill -- -$job; done 2>/dev/null; wait; }
trap stop EXIT\n`);
    return new ShellSession(folder, shell);
  }

  /**
   * @returns what it printed
   * @throws with what it printed when a command of it fails, or when it does not end in time. Nothing can be run after that
   */
  async run(script: string, withinMs = SCRIPT_WITHIN_MS): Promise<string> {
    const files = this.write(`set -e\n${script}\nset +e\n`);
    // A failed command ends the session: the scripts after it would fail because of it.
    this.shell.stdin?.write(`trap 'echo $? > ${files.code}; stop' EXIT
. ${files.script} > ${files.output} 2>&1 < /dev/null
trap stop EXIT
echo 0 > ${files.code}\n`);
    await this.wait(files, script, withinMs, () => read(files.code) !== '');
    const code = read(files.code).trim();
    if (code === '0') return read(files.output);
    throw new Error(`exit code ${code} of\n${script}\n${read(files.output)}`);
  }

  /** Starts a script that does not end by itself. Resolves with what it has printed as soon as that has the text. */
  async startInBackground(script: string, text: string, withinMs = SCRIPT_WITHIN_MS): Promise<string> {
    const files = this.write(script);
    this.shell.stdin?.write(`(. ${files.script}; echo $? > ${files.code}) > ${files.output} 2>&1 < /dev/null &\n`);
    await this.wait(files, script, withinMs, () => {
      if (existsSync(files.output) && read(files.output).includes(text)) return true;
      if (existsSync(files.code)) throw new Ended(`it ended before it printed "${text}"`);
      return false;
    });
    return read(files.output);
  }

  /** Ends what runs in the background, then the shell, and by SIGKILL what is left of both after a while. */
  async end(withinMs = ENDS_WITHIN_MS): Promise<void> {
    this.shell.stdin?.end('exit 0\n');
    await eventually('everything ends', async () => this.hasEnded && this.members().length === 0, withinMs).catch(() =>
      this.kill(),
    );
    if (!this.hasEnded) await once(this.shell, 'exit');
  }

  private async wait(files: Files, script: string, withinMs: number, isDone: () => boolean): Promise<void> {
    const look = async () => {
      const { hasEnded } = this;
      if (isDone()) return true;
      if (hasEnded) throw new Ended('its shell has ended');
      return false;
    };
    await eventually('it gets on', look, withinMs, (error) => error instanceof Ended).catch((error: Error) => {
      const reason = error instanceof Ended ? error.message : `it hung for ${withinMs / 1_000} s`;
      const printed = read(files.output) || '(nothing)';
      // Also when only this script hangs: those after it need what it was to do.
      this.kill();
      throw new Error(`${reason}:\n${script}\nIt printed:\n${printed}`);
    });
  }

  private get hasEnded(): boolean {
    return this.shell.exitCode !== null || this.shell.signalCode !== null || this.shell.pid === undefined;
  }

  private kill(): void {
    for (const pid of this.members()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has just ended.
      }
    }
  }

  /** The processes of the shell's session: itself, and what it has started. Zombies are none. */
  private members(): number[] {
    return globSync('/proc/[0-9]*/stat').flatMap((file) => {
      // pid (name) state parent group session: a name may have blanks and parentheses.
      const stat = read(file);
      const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(session) === this.shell.pid && state !== 'Z' ? [Number.parseInt(stat, 10)] : [];
    });
  }

  private write(script: string): Files {
    const name = path.join(this.folder, `.${randomUUID()}`);
    const files = { script: `${name}.sh`, output: `${name}.out`, code: `${name}.code` };
    writeFileSync(files.script, script);
    return files;
  }
}

interface Files {
  readonly script: string;
  readonly output: string;
  readonly code: string;
}

/** Empty when there is no such file. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
