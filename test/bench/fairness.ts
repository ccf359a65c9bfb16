/**
 * `npm run bench:fairness`: how long a payout of a small client takes, from accept to success, while another client has thousands that wait for
 * their turn, and how long when it is alone; in turn, on one database, at a provider that takes a while. Also the rate at which the worker completes the
 * burst, and what a claim costs with 100,000 due payouts. With BENCH_BESIDE=FOLDER the service of another checkout takes its turn too.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { runMigrations } from '#libs/platform';
import { startLocalPostgres } from '../../tools/local-postgres/index.js';
import { claimMs, newPayoutMs, pileUp } from './claim-cost.js';
import { median, quantile } from './measure.js';
import { startOtherCheckout } from './other-checkout.js';
import { API_KEY, type BenchProcess, startBenchSandbox, startBenchService } from './start-bench-service.js';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const BURST = Number(process.env.BENCH_BURST ?? 5_000);
const SMALL = Number(process.env.BENCH_SMALL ?? 20);
const AT_ONCE = 64;
/** How long the provider takes for an inquiry, and for a transfer. */
const LATENCY_MS = 250;
const TARGET = 2;
const DUE = 100_000;
const BESIDE = process.env.BENCH_BESIDE;

type Send = (path: string, body: unknown, key: string) => Promise<{ id: string; key: string }>;

/** A service with its database and a second client. */
interface Side {
  readonly name: string;
  readonly database: pg.Client;
  readonly send: Send;
  readonly small: string;
}

async function sideOf(name: string, service: BenchProcess, databaseUrl: string): Promise<Side> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  const send: Send = async (path, body, key) => {
    const answer = await fetch(`${service.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify(body),
    });
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { id: string; key: string };
  };
  const client = await send('/v1/clients', { name: 'small' }, API_KEY);
  const scopes = ['payouts:read', 'payouts:create'];
  const { key } = await send(`/v1/clients/${client.id}/keys`, { scopes }, API_KEY);
  return { name, database, send, small: key };
}

const order = () => ({
  reference: randomUUID(),
  amount: 50_000,
  rail: 'duitku.online',
  destination: { type: 'bank_account', bankCode: '014', accountNumber: '8760673566' },
});

/** Milliseconds from accept to success of payouts that a small client creates one after the other; the median and the highest. */
async function measure({ database, send, small }: Side): Promise<{ p50: number; most: number }> {
  const ids: string[] = [];
  for (let count = 0; count < SMALL; count += 1) {
    ids.push((await send('/v1/payouts', order(), small)).id);
    await pause(100);
  }
  for (;;) {
    const { rows } = await database.query<{ ms: number }>(
      `select extract(epoch from completed_at - created_at)::float8 * 1000 as ms from payout
       where id = any($1) and status = 'succeeded'`,
      [ids],
    );
    const times = rows.map(({ ms }) => ms);
    if (times.length === ids.length) return { p50: median(times), most: quantile(times, 1) };
    await pause(50);
  }
}

async function waitingOf({ database }: Side): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `select count(*)::int from payout where status in ('created', 'inquired', 'transferring', 'pending')`,
  );
  return rows[0]?.count ?? 0;
}

/** Creates the burst, measures the small client meanwhile, and waits until all of it has ended. */
async function inBurst(side: Side): Promise<{ p50: number; most: number; waiting: number; perSecond: number }> {
  let left = BURST;
  const create = async () => {
    while (left > 0) {
      left -= 1;
      await side.send('/v1/payouts', order(), API_KEY);
    }
  };
  const startedMs = performance.now();
  const burst = Promise.all(Array.from({ length: AT_ONCE }, create));
  while ((await waitingOf(side)) < BURST / 4 && left > 0) await pause(20);
  const waiting = await waitingOf(side);
  const small = await measure(side);
  await burst;
  while ((await waitingOf(side)) > 0) await pause(100);
  return { ...small, waiting, perSecond: ((BURST + SMALL) / (performance.now() - startedMs)) * 1_000 };
}

interface Turn {
  readonly ratio: number;
  readonly perSecond: number;
}

async function turnOf(side: Side): Promise<Turn> {
  const alone = await measure(side);
  const burst = await inBurst(side);
  const ratio = burst.p50 / alone.p50;
  console.log(
    `  ${side.name.padEnd(16)} alone p50 ${alone.p50.toFixed(0)} ms, most ${alone.most.toFixed(0)} ms; while ${burst.waiting} or more wait p50 ${burst.p50.toFixed(0)} ms, most ${burst.most.toFixed(0)} ms; ratio ${ratio.toFixed(1)}; ${burst.perSecond.toFixed(0)} completed/s`,
  );
  return { ratio, perSecond: burst.perSecond };
}

const server = await startLocalPostgres({ durable: true });
try {
  await server.createDatabase('bench');
  const databaseUrl = server.url('bench');
  await runMigrations(databaseUrl);
  const sandbox = await startBenchSandbox();
  const environment = {
    WORKER: 'inline',
    DUITKU_EMAIL: 'test@chakratechnology.com',
    DUITKU_SECRET_KEY: 'de56f832487bc1ce1de5ff2cfacf8d9486c61da69df6fd61d5537b6b7d6d354d',
    DUITKU_BASE_URL: sandbox.url,
    PROVIDER_RATE: '10000',
    LOG_LEVEL: 'error',
  };
  for (const step of ['inquiry', 'transfer']) {
    await fetch(`${sandbox.url}/control/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ step, times: 0, action: { kind: 'latency', latencyMs: LATENCY_MS } }),
    });
  }
  const service = await startBenchService(databaseUrl, environment);
  const other = BESIDE === undefined ? null : await startOtherCheckout(BESIDE, server, environment);
  const ours = await sideOf('this checkout', service, databaseUrl);
  const theirs = other && (await sideOf('the other', other, server.url('other')));
  console.log(`fairness: a burst of ${BURST} payouts of one client, ${SMALL} of another, ${ROUNDS} rounds in turn`);
  await measure(ours);
  if (theirs) await measure(theirs);
  const turns: Turn[] = [];
  const others: Turn[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    turns.push(await turnOf(ours));
    if (theirs) others.push(await turnOf(theirs));
  }
  const ratio = median(turns.map((turn) => turn.ratio));
  console.log(`ratio ${ratio.toFixed(1)}, target at most ${TARGET}: ${ratio <= TARGET ? 'reached' : 'MISSED'}`);
  if (others.length > 0) {
    const rates = median(turns.map((turn, round) => turn.perSecond / (others[round]?.perSecond ?? Number.NaN)));
    console.log(`this checkout / ${BESIDE}: completes ${rates.toFixed(2)} of its payouts a second`);
  }
  for (const side of [ours, theirs]) await side?.database.end();
  await Promise.all([service.stop(), other?.stop()]);
  await sandbox.stop();
  for (const clients of [1, 20]) {
    await pileUp(databaseUrl, DUE / 2, clients);
    for (const limit of [1, 16]) {
      const { unsent, any } = await claimMs(databaseUrl, limit);
      console.log(
        `a claim of ${limit} beside the other payouts of ${clients} clients: ${unsent.toFixed(1)} ms of unsent ones, ${any.toFixed(1)} ms of any`,
      );
    }
  }
  for (const waiting of [0, 10_000]) {
    const ms = await newPayoutMs(databaseUrl, waiting);
    console.log(`what a new payout asks while ${waiting} wait for funds: ${ms.toFixed(1)} ms`);
  }
} finally {
  await server.stop();
}
