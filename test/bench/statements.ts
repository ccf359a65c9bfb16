/**
 * `npm run bench:statements`: how long it takes to import a statement and to compare it with as many payouts, against the
 * time in which PostgreSQL takes the same rows by itself (one insert into a bare table, durable, without keys and comparison), and
 * what others who call the service meanwhile feel of it.
 */
import pg from 'pg';
import { runMigrations } from '#libs/platform';
import { startLocalPostgres } from '../../tools/local-postgres/index.js';
import { median, quantile } from './measure.js';
import { DESTINATION_HASH, sealedPayouts } from './sealed-payouts.js';
import { API_KEY, type BenchProcess, startBenchService } from './start-bench-service.js';

const ROWS = Number(process.env.BENCH_ROWS ?? 100_000);
/** One row in so many is left out of the statement, and another one stands in it twice. */
const ONE_IN = 1_000;
const PROBE_EVERY_MS = 10;
const FROM = '2026-10-01T00:00:00Z';
const TO = '2026-11-01T00:00:00Z';
const NOON = '2026-10-10T05:00:00Z';

/** Writes payouts past the guards that succeeded within the time of the statement, a tenth of a second apart. */
async function writePayouts(db: pg.Client): Promise<void> {
  await db.query(`set session_replication_role = replica`);
  await db.query(
    `insert into payout (id, client_id, reference, idempotency_key, request_hash, amount, requested_rail, rail, created_rail,
       provider, destination_type, bank_code, destination_hash, personal_sealed, confirmation, status, proof, version, fence, completed_at)
     select md5('payout ' || n)::uuid, (select id from client limit 1), n, n, '\\x00', 50000, 'duitku.online', 'duitku.online',
       'duitku.online', 'duitku', 'bank_account', '014', $2, s.sealed, 'automatic', 'succeeded', 'api_reply', 4, 1,
       $3::timestamptz + n * interval '100 ms'
     from unnest($1::bytea[]) with ordinality as s (sealed, n)`,
    [sealedPayouts(ROWS).personal, DESTINATION_HASH, NOON],
  );
  await db.query(
    `insert into attempt (id, payout_id, number, rail, provider, reference, account_name_sealed, ticket_sealed, request_sha256, fence,
       owner, signed_at, intent_at)
     select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || substr(md5('attempt ' || n), 13))::uuid,
       md5('payout ' || n)::uuid, 1, 'duitku.online', 'duitku', n, null, null, '', 1, 'bench', at, at
     from (select n, $2::timestamptz + n * interval '100 ms' as at from generate_series(1, $1::int) n) numbered`,
    [ROWS, NOON],
  );
  await db.query(
    `insert into attempt_key (provider, key, attempt_id) select 'duitku', 'disburseId:' || reference, id from attempt`,
  );
  await db.query(`set session_replication_role = origin`);
  await db.query(`analyze`);
}

/** A statement of as many rows as there are payouts. */
function statement(): string {
  const rows: string[] = [];
  for (let number = 1; number <= ROWS; number += 1) {
    if (number % ONE_IN === 1) continue;
    const time = new Date(Date.parse(NOON) + number * 100 + 50).toISOString();
    const row = `${time},${number},,transfer,50000.00,\r\n`;
    rows.push(number % ONE_IN === 2 ? row + row : row);
  }
  return `date,disburseId,custRefNumber,type,amount,fee\r\n${rows.join('')}`;
}

/** The same bytes into a bare table. @returns how long it took */
async function copyBare(db: pg.Client, rows: number): Promise<number> {
  await db.query(`create table bare (at timestamptz, name text, other text, type text, amount numeric, fee text)`);
  const startedAt = performance.now();
  await db.query(
    `insert into bare select $1::timestamptz + n * interval '100 ms', n, '', 'transfer', 50000.00, '' from generate_series(1, $2::int) n`,
    [NOON, rows],
  );
  const elapsedMs = performance.now() - startedAt;
  await db.query(`drop table bare`);
  return elapsedMs;
}

/** How long small requests take, one after the other, until it is stopped. */
function probe(service: BenchProcess): { stop: () => Promise<number[]> } {
  const latenciesMs: number[] = [];
  let stopped = false;
  const done = (async () => {
    while (!stopped) {
      const startedAt = performance.now();
      await (
        await fetch(`${service.url}/v1/payouts?limit=1`, { headers: { authorization: `Bearer ${API_KEY}` } })
      ).text();
      latenciesMs.push(performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS));
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await done;
      return latenciesMs;
    },
  };
}

const server = await startLocalPostgres({
  durable: true,
  settings: { shared_buffers: '256MB', max_wal_size: '4GB' },
});
try {
  await server.createDatabase('bench');
  const databaseUrl = server.url('bench');
  await runMigrations(databaseUrl);
  const service = await startBenchService(databaseUrl);
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  await writePayouts(db);
  const body = statement();
  const bareMs = median([await copyBare(db, ROWS), await copyBare(db, ROWS), await copyBare(db, ROWS)]);

  const quiet = probe(service);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const quietMs = await quiet.stop();

  const others = probe(service);
  const startedAt = performance.now();
  const query = new URLSearchParams({ provider: 'duitku', from: FROM, to: TO });
  const answer = await fetch(`${service.url}/v1/statements?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'text/csv' },
    body,
  });
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
  const elapsedMs = performance.now() - startedAt;
  const duringMs = await others.stop();
  const { rows } = await db.query<{ kind: string; count: number }>(
    `select kind, count(*)::int as count from difference where status = 'open' group by kind order by kind`,
  );

  console.log(`statements: ${ROWS} rows (${(body.length / 1e6).toFixed(1)} MB) against ${ROWS} payouts`);
  console.log(
    `  imported and compared in ${(elapsedMs / 1_000).toFixed(1)} s, ${((ROWS / elapsedMs) * 1_000).toFixed(0)} rows/s; ` +
      `the rows alone into a bare table ${(bareMs / 1_000).toFixed(2)} s: ${(elapsedMs / bareMs).toFixed(0)} times as long`,
  );
  console.log(`  found ${rows.map(({ kind, count }) => `${count} ${kind}`).join(', ')}`);
  const figures = (latenciesMs: number[]) =>
    `p50 ${quantile(latenciesMs, 0.5).toFixed(1)} ms   p99 ${quantile(latenciesMs, 0.99).toFixed(1)} ms   max ${Math.max(...latenciesMs).toFixed(0)} ms`;
  console.log(`  another caller, quiet     ${figures(quietMs)}`);
  console.log(`  another caller, meanwhile ${figures(duringMs)}`);
  await db.end();
  await service.stop();
} finally {
  await server.stop();
}
