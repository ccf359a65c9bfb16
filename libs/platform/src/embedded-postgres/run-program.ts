import { spawn } from 'node:child_process';
import type { ServerAccount } from './server-account.js';

/** How a program ended, with everything it printed. */
export interface ProgramResult {
  readonly exitCode: number | null;
  readonly output: string;
  /** Set when the program could not be started at all, e.g. EACCES. */
  readonly startError?: string;
}

/**
 * What the PostgreSQL programs see of the environment: nothing of ours, so that no secret reaches them, no PG* variable
 * bends them, and their messages are in English.
 */
export const PROGRAM_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** Runs a program to its end as the account. It starts in `/` because the account may not enter our working folder. */
export function runProgram(
  program: string,
  programArguments: readonly string[],
  account: ServerAccount | undefined,
  timeoutMs: number,
): Promise<ProgramResult> {
  // Some failures to start are thrown instead of emitted, e.g. EPERM when root may not switch to another user.
  return new Promise<ProgramResult>((resolve) => {
    const child = spawn(program, programArguments, {
      ...account,
      cwd: '/',
      env: PROGRAM_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
    });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ exitCode: null, output, startError: error.code ?? error.message }),
    );
    child.once('close', (exitCode) => resolve({ exitCode, output }));
  }).catch((error: NodeJS.ErrnoException) => ({ exitCode: null, output: '', startError: error.code ?? error.message }));
}
