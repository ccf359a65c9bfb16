import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Changes whenever the pid is given to another process, also across a reboot. */
  readonly startedAt: string;
}

/** Who has this pid now; `undefined` when nobody has (a zombie counts as nobody: it runs nothing any more). */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  return process.platform === 'linux' ? identifyFromProc(pid) : identifyFromPs(pid);
}

/** True while exactly this process, not a successor with its pid, is running. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  return (await identifyProcess(identity.pid))?.startedAt === identity.startedAt;
}

async function identifyFromProc(pid: number): Promise<ProcessIdentity | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The second field is the program's name in brackets and may itself hold blanks and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X') return undefined;
  const bootId = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  return { pid, startedAt: `${bootId}:${startTicks}` };
}

async function identifyFromPs(pid: number): Promise<ProcessIdentity | undefined> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'state=,lstart=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }));
  const [, state, startedAt] = /^(\S+)\s+(.*\S)\s*$/.exec(stdout) ?? [];
  return !state || !startedAt || state.startsWith('Z') ? undefined : { pid, startedAt };
}
