import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEVELOPMENT_SECRETS } from '#libs/platform';

export const API_KEY = 'bench-key-0123456789abcdef0123456789abcdef';
const DIST = path.resolve(import.meta.dirname, '../..');

export interface BenchProcess {
  readonly url: string;
  readonly pid: number;
  /** From its start to its being ready. */
  readonly startMs: number;
  readonly stop: () => Promise<void>;
}

/** The service as a process of its own. By default: one unreachable provider, and no worker. */
export function startBenchService(
  databaseUrl: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<BenchProcess> {
  return start('programs/api.js', '/health/ready', {
    NODE_ENV: 'development',
    ...DEVELOPMENT_SECRETS,
    PORT: '0',
    WORKER: 'separate',
    DATABASE_URL: databaseUrl,
    BOOTSTRAP_API_KEY: API_KEY,
    DUITKU_USER_ID: '3551',
    DUITKU_EMAIL: 'bench@example.com',
    DUITKU_SECRET_KEY: 'bench-secret',
    DUITKU_BASE_URL: 'http://127.0.0.1:9',
    // So high that they refuse nothing, and are still counted.
    RATE_LIMIT_PER_CLIENT: '1000000',
    RATE_LIMIT: '1000000',
    LOG_LEVEL: process.env.BENCH_LOG_LEVEL ?? 'info',
    ...environment,
  });
}

/** The sandbox of the providers as a process of its own. */
export function startBenchSandbox(): Promise<BenchProcess> {
  return start('programs/sandbox.js', '/control/books', { SANDBOX_PORT: '0' });
}

/** With its log in a file: a pipe without a reader would stall it. */
async function start(script: string, readyPath: string, environment: Record<string, string>): Promise<BenchProcess> {
  const logFile = path.join(await mkdtemp(path.join(tmpdir(), 'salur-bench-')), 'process.log');
  const log = openSync(logFile, 'w');
  const startedAt = performance.now();
  const child = spawn(process.execPath, [path.join(DIST, script)], {
    stdio: ['ignore', log, log],
    env: { PATH: process.env.PATH, ...environment },
  });
  for (;;) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(readFileSync(logFile, 'utf8'))?.[0];
    if (url !== undefined && (await fetch(`${url}${readyPath}`)).ok) {
      const stop = async () => {
        child.kill('SIGTERM');
        await once(child, 'exit');
      };
      return { url, pid: child.pid as number, startMs: performance.now() - startedAt, stop };
    }
    if (child.exitCode !== null) throw new Error(readFileSync(logFile, 'utf8'));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
