/**
 * `npm run bench:auth`: the cost of authentication when accepting a payout. Two services on one durable PostgreSQL, in
 * turn: one as it is, one that accepts every request as the same client.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { runMigrations } from '#libs/platform';
import { startLocalPostgres } from '../../tools/local-postgres/index.js';
import { median, printRun, type Run } from './measure.js';
import { API_KEY, startBenchService } from './start-bench-service.js';

const CONCURRENCY = 64;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const RUN_MS = Number(process.env.BENCH_RUN_MS ?? 4_000);
const TARGET = 0.05;
const HERE = import.meta.dirname;

async function load(url: string, durationMs: number): Promise<Run> {
  const parameters = [url, API_KEY, CONCURRENCY, durationMs].map(String);
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(HERE, 'load-payouts.js'), ...parameters]);
  return JSON.parse(stdout) as Run;
}

const server = await startLocalPostgres({
  durable: true,
  settings: { shared_buffers: '256MB', max_wal_size: '4GB' },
});
try {
  await server.createDatabase('bench');
  const databaseUrl = server.url('bench');
  await runMigrations(databaseUrl);
  const asItIs = await startBenchService(databaseUrl);
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  const { rows } = await admin.query<{ caller: string }>(
    `select client_id::text || '/' || id::text as caller from api_key limit 1`,
  );
  await admin.end();
  const open = await startBenchService(databaseUrl, {
    NODE_OPTIONS: `--import ${path.join(HERE, 'without-authentication.js')}`,
    BENCH_CALLER: rows[0]?.caller as string,
  });
  console.log(`auth: concurrency ${CONCURRENCY}, ${ROUNDS} rounds of ${RUN_MS} ms each, in turn`);
  for (const { url } of [asItIs, open]) await load(url, 2_000);
  const costs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // The second service of a round has larger tables; the order changes with each round.
    const order = round % 2 === 0 ? [asItIs, open] : [open, asItIs];
    const runs = new Map<typeof open, Run>();
    for (const service of order) runs.set(service, await load(service.url, RUN_MS));
    const [authenticated, unauthenticated] = [runs.get(asItIs) as Run, runs.get(open) as Run];
    printRun('with authentication', authenticated);
    printRun('without', unauthenticated);
    costs.push(1 - authenticated.perSecond / unauthenticated.perSecond);
  }
  const cost = median(costs);
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  console.log(
    `\nauthentication costs ${percent(cost)} (per round ${costs.map(percent).join(' ')}), target ${percent(TARGET)} at most: ${cost <= TARGET ? 'reached' : 'MISSED'}`,
  );
  await Promise.all([asItIs.stop(), open.stop()]);
} finally {
  await server.stop();
}
