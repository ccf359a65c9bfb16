/**
 * `npm run bench:callbacks`: how long a provider waits for the answer to its callback, while so many come in a second. Each
 * is signed, is stored in a durable PostgreSQL before it is answered, and names a transfer of its own, whose payout is made
 * due afterwards. The service and the load are processes of their own; the load keeps its pace however slow the answers are,
 * and measures from the moment at which a callback should have left.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { runMigrations } from '#libs/platform';
import { startLocalPostgres } from '../../tools/local-postgres/index.js';
import type { CallbackRun } from './load-callbacks.js';
import { DESTINATION_HASH, sealedPayouts } from './sealed-payouts.js';
import { startBenchService } from './start-bench-service.js';

const PER_SECOND = Number(process.env.BENCH_PER_SECOND ?? 500);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 20);
const WARM_UP_SECONDS = 3;
const TARGET_MS = 50;
const EMAIL = 'bench@example.com';
const SECRET_KEY = 'bench-secret';
const HERE = import.meta.dirname;

/** Writes pending payouts past the guards, each with a transfer that a callback names by its number from 1 on. */
async function writePendingPayouts(db: pg.Client, count: number): Promise<void> {
  await db.query(`set session_replication_role = replica`);
  await db.query(
    `insert into payout (id, client_id, reference, idempotency_key, request_hash, amount, requested_rail, rail, created_rail,
       provider, destination_type, bank_code, destination_hash, personal_sealed, confirmation, status, pending_reason, version, fence, due_at)
     select md5('payout ' || n)::uuid, (select id from client limit 1), n, n, '\\x00', 50000, 'duitku.h2h', 'duitku.h2h',
       'duitku.h2h', 'duitku', 'bank_account', '014', $2, s.sealed, 'automatic', 'pending', 'accepted', 4, 1,
       now() + interval '1 h'
     from unnest($1::bytea[]) with ordinality as s (sealed, n)`,
    [sealedPayouts(count).personal, DESTINATION_HASH],
  );
  await db.query(
    `insert into attempt (id, payout_id, number, rail, provider, reference, account_name_sealed, ticket_sealed, request_sha256, fence,
       owner, signed_at)
     select md5('attempt ' || n)::uuid, md5('payout ' || n)::uuid, 1, 'duitku.h2h', 'duitku', n, null, null, '', 1,
       'bench', now()
     from generate_series(1, $1::int) n`,
    [count],
  );
  await db.query(
    `insert into attempt_key (provider, key, attempt_id)
     select 'duitku', 'disburseId:' || n, md5('attempt ' || n)::uuid from generate_series(1, $1::int) n`,
    [count],
  );
  await db.query(`set session_replication_role = origin`);
  await db.query(`analyze`);
}

async function load(url: string, seconds: number, firstNumber: number): Promise<CallbackRun> {
  const parameters = [url, EMAIL, SECRET_KEY, PER_SECOND, seconds, firstNumber].map(String);
  const script = path.join(HERE, 'load-callbacks.js');
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...parameters]);
  return JSON.parse(stdout) as CallbackRun;
}

/** Waits until all callbacks are done with; how long that took after the last answer. */
async function untilProcessed(db: pg.Client): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const { rows } = await db.query(`select 1 from callback where due_at is not null limit 1`);
    if (rows.length === 0) return performance.now() - startedAt;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const server = await startLocalPostgres({
  durable: true,
  settings: { shared_buffers: '256MB', max_wal_size: '4GB' },
});
try {
  await server.createDatabase('bench');
  const databaseUrl = server.url('bench');
  await runMigrations(databaseUrl);
  const service = await startBenchService(databaseUrl, { DUITKU_SECRET_KEY: SECRET_KEY, DUITKU_EMAIL: EMAIL });
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  await writePendingPayouts(db, PER_SECOND * (SECONDS + WARM_UP_SECONDS));

  console.log(`callbacks: ${PER_SECOND}/s for ${SECONDS} s, each naming a pending payout of its own`);
  await load(service.url, WARM_UP_SECONDS, 1);
  await untilProcessed(db);
  const run = await load(service.url, SECONDS, PER_SECOND * WARM_UP_SECONDS + 1);
  const behindMs = await untilProcessed(db);
  const { rows } = await db.query<{ stored: number; woken: number; due: number }>(
    `select (select count(*)::int from callback) as stored,
       (select count(*)::int from callback where result = 'woke') as woken,
       (select count(*)::int from payout where due_at <= now()) as due`,
  );
  const { stored, woken, due } = rows[0] as { stored: number; woken: number; due: number };
  console.log(
    `  answered ${run.answered} (${run.failures} not with 200), sent at ${run.perSecond.toFixed(0)}/s` +
      `   p50 ${run.p50Ms.toFixed(1)} ms   p99 ${run.p99Ms.toFixed(1)} ms   max ${run.maxMs.toFixed(1)} ms`,
  );
  console.log(
    `  stored ${stored}, payouts made due ${due} by ${woken} callbacks; the last ${behindMs.toFixed(0)} ms after the last answer`,
  );
  const ratio = run.p99Ms / TARGET_MS;
  console.log(
    `p99 is ${ratio.toFixed(2)} of the target of ${TARGET_MS} ms: ${ratio <= 1 && run.failures === 0 ? 'reached' : 'MISSED'}`,
  );
  await db.end();
  await service.stop();
} finally {
  await server.stop();
}
