/**
 * `npm run bench:accept`: how near the full POST /v1/payouts (API key, validation, idempotency, history, outbox, audit trail)
 * comes to the bare database transaction that writes the rows of a payout. Both run against the same durable PostgreSQL, in turn, so that
 * a machine whose speed drifts cannot favour one of them. With BENCH_BESIDE=FOLDER the service of another checkout takes its turn too.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { runMigrations } from '#libs/platform';
import { startLocalPostgres } from '../../tools/local-postgres/index.js';
import { median, printRun, type Run } from './measure.js';
import { startOtherCheckout } from './other-checkout.js';
import { API_KEY, type BenchProcess, startBenchService } from './start-bench-service.js';

const CONCURRENCY = 64;
const POOL_SIZE = 16;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const RUN_MS = Number(process.env.BENCH_RUN_MS ?? 4_000);
const TARGET = 0.6;
const BESIDE = process.env.BENCH_BESIDE;
/** Of the times in /proc/PID/stat. */
const TICKS_PER_SECOND = 100;
const HERE = import.meta.dirname;

async function child(script: string, ...parameters: (string | number)[]): Promise<Run> {
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(HERE, script), ...parameters.map(String)]);
  return JSON.parse(stdout) as Run;
}

function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
}

/** User and system time of a process so far. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1_000;
}

interface Turn {
  readonly run: Run;
  /** Processor time of the service for one payout. */
  readonly cpuMsEach: number;
}

async function takeTurn(name: string, { url, pid }: BenchProcess): Promise<Turn> {
  const before = cpuMs(pid);
  const run = await child('load-payouts.js', url, API_KEY, CONCURRENCY, RUN_MS);
  const cpuMsEach = (cpuMs(pid) - before) / ((run.perSecond * RUN_MS) / 1_000);
  printRun(name, run);
  return { run, cpuMsEach };
}

/** @param pairs of this checkout and the other one, as they took turns */
function compare(pairs: readonly (readonly [Turn, Turn])[]): void {
  const ratio = (of: (turn: Turn) => number) => median(pairs.map(([ours, other]) => of(ours) / of(other))).toFixed(2);
  console.log(
    `this checkout / ${BESIDE}: ${ratio(({ run }) => run.perSecond)} of its payouts a second, ${ratio(({ cpuMsEach }) => cpuMsEach)} of its processor time for each`,
  );
}

const server = await startLocalPostgres({
  durable: true,
  settings: { shared_buffers: '256MB', max_wal_size: '4GB' },
});
try {
  await server.createDatabase('bench');
  const databaseUrl = server.url('bench');
  await runMigrations(databaseUrl);
  const service = await startBenchService(databaseUrl, { DATABASE_POOL_SIZE: String(POOL_SIZE) });
  const other =
    BESIDE === undefined ? null : await startOtherCheckout(BESIDE, server, { DATABASE_POOL_SIZE: String(POOL_SIZE) });
  const idleMegabytes = residentMegabytes(service.pid);
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  const { rows } = await admin.query<{ id: string }>(`select id from client limit 1`);
  const clientId = rows[0]?.id as string;

  console.log(`accept: concurrency ${CONCURRENCY}, pool ${POOL_SIZE}, ${ROUNDS} rounds of ${RUN_MS} ms each, in turn`);
  await child('insert-bare.js', databaseUrl, clientId, CONCURRENCY, POOL_SIZE, 1_000);
  await child('load-payouts.js', service.url, API_KEY, CONCURRENCY, 2_000);
  if (other) await child('load-payouts.js', other.url, API_KEY, CONCURRENCY, 2_000);
  const bare: Run[] = [];
  const full: Run[] = [];
  const pairs: [Turn, Turn][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await child('insert-bare.js', databaseUrl, clientId, CONCURRENCY, POOL_SIZE, RUN_MS));
    printRun('bare transaction', bare.at(-1) as Run);
    const turn = await takeTurn('POST /v1/payouts', service);
    full.push(turn.run);
    if (other) pairs.push([turn, await takeTurn('of the other checkout', other)]);
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
  if (other) compare(pairs);
  await admin.end();
  await Promise.all([service.stop(), other?.stop()]);
} finally {
  await server.stop();
}
