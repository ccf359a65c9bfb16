/**
 * `npm run bench:webhooks`: payouts move so many times a second, and one receiver gets an event for each. First at a steady pace, which
 * says how late an event arrives; then a burst, which says how many a second leave the outbox. Then both again beside a
 * second receiver of the same client that takes connections and never answers. PostgreSQL is durable; the service and the
 * receiver are processes of their own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { loadavg } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { ANNOUNCE_MOVED } from '#libs/payouts';
import { runMigrations } from '#libs/platform';
import { startLocalPostgres } from '../../tools/local-postgres/index.js';
import { sealedPayouts } from './sealed-payouts.js';
import { API_KEY, startBenchService } from './start-bench-service.js';
import type { Arrivals } from './take-webhooks.js';

const PER_SECOND = Number(process.env.BENCH_PER_SECOND ?? 1_000);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 20);
const WARM_UP_SECONDS = 5;
const HEAP = PER_SECOND * SECONDS;
const TARGET_PER_SECOND = 1_000;
const TICK_MS = 20;
/** Each with a steady pace and a burst: alone, and beside a dead receiver. */
const PHASES = 2;

/** Writes cancelled payouts past the guards, numbered from 1 on; their webhooks are not sent yet. */
async function writePayouts(db: pg.Client, count: number): Promise<void> {
  const { personal, names } = sealedPayouts(count);
  await db.query(`set session_replication_role = replica`);
  await db.query(
    `insert into payout (id, client_id, reference, idempotency_key, request_hash, amount, requested_rail, rail, created_rail,
       provider, destination_type, bank_code, destination_hash, personal_sealed, account_name_sealed, purpose, confirmation, status,
       version, fence, completed_at)
     select md5('payout ' || n)::uuid, (select id from client limit 1), 'INV-2026-' || n, n, '\\x00', 50000, 'duitku.h2h',
       'duitku.h2h', 'duitku.h2h', 'duitku', 'bank_account', '014', '\\x00', s.personal, s.name,
       'Invoice 2026-' || n, 'automatic', 'cancelled', 2, 1, now()
     from unnest($1::bytea[], $2::bytea[]) with ordinality as s (personal, name, n)`,
    [personal, names],
  );
  await db.query(
    `insert into payout_event (payout_id, version, event, from_status, to_status, actor)
     select md5('payout ' || n)::uuid, 2, 'cancelled', 'created', 'cancelled', 'bench' from generate_series(1, $1::int) n`,
    [count],
  );
  await db.query(`set session_replication_role = origin`);
  // Not the outbox: with statistics of an empty table, PostgreSQL would read all of it for each foreign key until it is analyzed again.
  await db.query(`analyze payout, payout_event`);
}

/** What `transition.ts` writes for each move, so that the payouts numbered from `first` on are announced. */
async function announce(db: pg.Client, first: number, count: number): Promise<void> {
  await db.query(
    `with moved as (
       select payout.*, '{"event": "cancelled", "actor": "bench"}'::jsonb as move from payout where id = any (array (select md5('payout ' || n)::uuid from generate_series($1::int, $2::int) n))
     ) ${ANNOUNCE_MOVED}`,
    [first, first + count - 1],
  );
}

async function announceSteadily(db: pg.Client, first: number, seconds: number): Promise<void> {
  const startedAt = performance.now();
  const count = PER_SECOND * seconds;
  let announced = 0;
  while (announced < count) {
    const due = Math.min(count, Math.floor(((performance.now() - startedAt) / 1_000) * PER_SECOND));
    if (due > announced) await announce(db, first + announced, due - announced);
    announced = Math.max(announced, due);
    await wait(TICK_MS);
  }
}

async function startReceiver() {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'take-webhooks.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const url = `http://127.0.0.1:${port.toString().trim()}`;
  const look = async (word = ''): Promise<Arrivals> => (await fetch(`${url}/${word}`)).json() as Promise<Arrivals>;
  /** Waits until so many events have arrived, and forgets them. */
  const take = async (count: number): Promise<Arrivals> => {
    while ((await look()).events < count) await wait(50);
    return look('reset');
  };
  return { url, take, stop: () => child.kill() };
}

/** A receiver that takes connections and never answers. */
async function startDeadReceiver() {
  const server = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function makeEndpoint(serviceUrl: string, receiverUrl: string): Promise<void> {
  const made = await fetch(`${serviceUrl}/v1/webhook-endpoints`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: `${receiverUrl}/webhooks` }),
  });
  if (!made.ok) throw new Error(await made.text());
}

/** A steady pace and then a burst, from the payout numbered `first` on. @returns how many of the burst arrived a second */
async function measure(
  name: string,
  db: pg.Client,
  receiver: { take: (count: number) => Promise<Arrivals> },
  first: number,
): Promise<number> {
  await announceSteadily(db, first, SECONDS);
  const steady = await receiver.take(PER_SECOND * SECONDS);
  await announce(db, first + PER_SECOND * SECONDS, HEAP);
  const startedAt = performance.now();
  await receiver.take(HEAP);
  const perSecond = (HEAP / (performance.now() - startedAt)) * 1_000;
  console.log(
    `  ${name.padEnd(24)} steady: p50 ${steady.p50Ms} ms   p99 ${steady.p99Ms} ms   max ${steady.maxMs} ms` +
      `   heap: ${perSecond.toFixed(0)}/s`,
  );
  return perSecond;
}

const server = await startLocalPostgres({
  durable: true,
  settings: { shared_buffers: '256MB', max_wal_size: '4GB' },
});
const receiver = await startReceiver();
try {
  await server.createDatabase('bench');
  const databaseUrl = server.url('bench');
  await runMigrations(databaseUrl);
  const service = await startBenchService(databaseUrl, {
    WORKER: 'inline',
    WORKER_INTERVAL: '100ms',
    WEBHOOK_ALLOW_PRIVATE: 'true',
  });
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  const perPhase = PER_SECOND * SECONDS + HEAP;
  const warmUp = PER_SECOND * WARM_UP_SECONDS;
  await writePayouts(db, warmUp + PHASES * perPhase);
  await makeEndpoint(service.url, receiver.url);
  await announceSteadily(db, 1, WARM_UP_SECONDS);
  await receiver.take(warmUp);

  console.log(
    `webhooks: ${PER_SECOND} moves/s for ${SECONDS} s, from the move to the arrival; then ${HEAP} moves at once` +
      ` (load of the machine: ${loadavg()[0]?.toFixed(1)})`,
  );
  const alone = await measure('one receiver', db, receiver, warmUp + 1);
  await makeEndpoint(service.url, await startDeadReceiver());
  const beside = await measure('beside a dead receiver', db, receiver, warmUp + perPhase + 1);
  for (const perSecond of [alone, beside]) {
    const verdict = perSecond >= TARGET_PER_SECOND ? 'reached' : 'MISSED';
    console.log(`${TARGET_PER_SECOND}/s wanted, ${perSecond.toFixed(0)}/s: ${verdict}`);
  }
  await db.end();
  await service.stop();
} finally {
  receiver.stop();
  await server.stop();
}
