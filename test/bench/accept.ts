/**
 * `npm run bench:accept`: how near the full POST /v1/payouts (API key, validation, idempotency, history, outbox) comes to
 * the bare database transaction that writes the same rows. Both run against the same durable PostgreSQL, in turn, so that
 * a machine whose speed drifts cannot favour one of them.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { runMigrations, startEmbeddedPostgres } from '#libs/platform';
import { median, printRun, type Run } from './measure.js';

const CONCURRENCY = 64;
const POOL_SIZE = 16;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const RUN_MS = Number(process.env.BENCH_RUN_MS ?? 4_000);
const TARGET = 0.6;
const API_KEY = 'bench-key-0123456789abcdef0123456789abcdef';
const HERE = import.meta.dirname;
const DIST = path.resolve(HERE, '../..');

async function child(script: string, ...parameters: (string | number)[]): Promise<Run> {
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(HERE, script), ...parameters.map(String)]);
  return JSON.parse(stdout) as Run;
}

/** Starts the service with its log in a file: a pipe that nobody empties would stall it. */
async function startService(
  databaseUrl: string,
): Promise<{ url: string; pid: number; startMs: number; stop: () => Promise<void> }> {
  const logFile = path.join(await mkdtemp(path.join(tmpdir(), 'salur-bench-')), 'service.log');
  const log = openSync(logFile, 'w');
  const startedAt = performance.now();
  const service = spawn(process.execPath, [path.join(DIST, 'apps/api/src/main.js')], {
    stdio: ['ignore', log, log],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'development',
      PORT: '0',
      WORKER: 'separate',
      DATABASE_URL: databaseUrl,
      DATABASE_POOL_SIZE: String(POOL_SIZE),
      BOOTSTRAP_API_KEY: API_KEY,
      DUITKU_USER_ID: '3551',
      DUITKU_EMAIL: 'bench@example.com',
      DUITKU_SECRET_KEY: 'bench-secret',
      DUITKU_BASE_URL: 'http://127.0.0.1:9',
      LOG_LEVEL: process.env.BENCH_LOG_LEVEL ?? 'info',
    },
  });
  for (;;) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(readFileSync(logFile, 'utf8'))?.[0];
    if (url !== undefined && (await fetch(`${url}/health/ready`)).ok) {
      const stop = async () => {
        service.kill('SIGTERM');
        await once(service, 'exit');
      };
      return { url, pid: service.pid as number, startMs: performance.now() - startedAt, stop };
    }
    if (service.exitCode !== null) throw new Error(readFileSync(logFile, 'utf8'));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
}

const server = await startEmbeddedPostgres({
  dataDirectory: path.join('/var/tmp', `salur-bench-${process.pid}`),
  durable: true,
  ephemeral: true,
  settings: { shared_buffers: '256MB', max_wal_size: '4GB' },
});
try {
  await server.createDatabase('bench');
  const databaseUrl = server.url('bench');
  await runMigrations(databaseUrl);
  const service = await startService(databaseUrl);
  const idleMegabytes = residentMegabytes(service.pid);
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  const { rows } = await admin.query<{ id: string }>(`select id from client limit 1`);
  const clientId = rows[0]?.id as string;

  console.log(`accept: concurrency ${CONCURRENCY}, pool ${POOL_SIZE}, ${ROUNDS} rounds of ${RUN_MS} ms each, in turn`);
  await child('insert-bare.js', databaseUrl, clientId, CONCURRENCY, POOL_SIZE, 1_000);
  await child('load-payouts.js', service.url, API_KEY, CONCURRENCY, 2_000);
  const bare: Run[] = [];
  const full: Run[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await child('insert-bare.js', databaseUrl, clientId, CONCURRENCY, POOL_SIZE, RUN_MS));
    printRun('bare transaction', bare.at(-1) as Run);
    full.push(await child('load-payouts.js', service.url, API_KEY, CONCURRENCY, RUN_MS));
    printRun('POST /v1/payouts', full.at(-1) as Run);
  }
  const ratios = full.map((run, index) => run.perSecond / (bare[index] as Run).perSecond);
  const ratio = median(ratios);
  const { rows: counts } = await admin.query(`select count(*)::int as payouts from payout`);
  console.log(
    `\nbare ${median(bare.map((run) => run.perSecond)).toFixed(0)}/s, full ${median(full.map((run) => run.perSecond)).toFixed(0)}/s`,
  );
  console.log(
    `ratio ${ratio.toFixed(2)} (per round ${ratios.map((each) => each.toFixed(2)).join(' ')}), target ${TARGET}: ${ratio >= TARGET ? 'reached' : 'MISSED'}`,
  );
  console.log(
    `service: ready after ${service.startMs.toFixed(0)} ms with the database up, ${idleMegabytes.toFixed(0)} MB resident when idle, ${residentMegabytes(service.pid).toFixed(0)} MB after ${counts[0].payouts} payouts`,
  );
  await admin.end();
  await service.stop();
} finally {
  await server.stop();
}
