import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** A living PostgreSQL server of a data folder, by the pid file that PostgreSQL keeps. */
export interface FoundServer {
  readonly pid: number;
  readonly port: number;
  /** As PostgreSQL writes it: `starting`, `ready`, `stopping`. */
  readonly state: string;
  /** The keeper that stops it; null when that keeper was killed. */
  readonly keeper: number | null;
}

/** Part of the command line of every keeper. */
export const KEEPER_NAME = path.join('local-postgres', 'keeper.js');

/**
 * The server that runs on a data folder, or null. Removes a pid file whose number another program has by now: PostgreSQL
 * would refuse to start over it. (Should that ever be wrong, PostgreSQL still sees that the shared memory of the folder
 * is in use.)
 */
export async function findServer(dataFolder: string): Promise<FoundServer | null> {
  const pidFile = path.join(dataFolder, 'postmaster.pid');
  const lines = (await readFile(pidFile, 'utf8').catch(nothingWhenAbsent)).split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  const found = pid > 0 ? await describeProcess(pid) : null;
  if (found === null) return null;
  if (!/\/postgres\s/.test(found.command) || !found.command.includes(` ${dataFolder} `)) {
    await rm(pidFile, { force: true });
    return null;
  }
  const parent = await describeProcess(found.parent);
  const keeper = parent?.command.includes(KEEPER_NAME) ? found.parent : null;
  return { pid, port: Number(lines[3]), state: lines[7]?.trim() || 'starting', keeper };
}

/** Null when no such process runs; a zombie counts as none. */
export async function describeProcess(pid: number): Promise<{ parent: number; command: string } | null> {
  if (process.platform !== 'linux') {
    const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'ppid=,command=', '-p', String(pid)]).catch(
      () => ({ stdout: '' }),
    );
    const [, parent, command] = /^\s*(\d+)\s+(.*)/.exec(stdout) ?? [];
    return command ? { parent: Number(parent), command: `${command} ` } : null;
  }
  const [status, command] = await Promise.all(
    ['status', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
  );
  const parent = Number(/^PPid:\s+(\d+)/m.exec(status ?? '')?.[1]);
  return command ? { parent, command: command.replaceAll('\0', ' ') } : null;
}

function nothingWhenAbsent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}
