/**
 * `npm run bench:bulkhead`: whether one provider that hangs slows down the payouts of another. Payouts of one provider are
 * created at a steady pace, once while all is well and once while every call to the other provider hangs and a pile of its
 * payouts is due. In turn, on the same database, so that a machine whose speed drifts favours neither. Measured from accept
 * to success, by the clock of the database.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { runMigrations } from '#libs/platform';
import { startLocalPostgres } from '../../tools/local-postgres/index.js';
import { median, quantile } from './measure.js';
import { API_KEY, startBenchSandbox, startBenchService } from './start-bench-service.js';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const PER_SECOND = Number(process.env.BENCH_PER_SECOND ?? 20);
const RUN_MS = Number(process.env.BENCH_RUN_MS ?? 6_000);
/** More than a process works on at once, so that the hanging provider's lane is full all the time. */
const HANGING = 150;
const TARGET = 2;

const server = await startLocalPostgres({
  durable: true,
});
try {
  await server.createDatabase('bench');
  const databaseUrl = server.url('bench');
  await runMigrations(databaseUrl);
  const sandbox = await startBenchSandbox();
  const service = await startBenchService(databaseUrl, {
    WORKER: 'inline',
    DUITKU_EMAIL: 'test@chakratechnology.com',
    DUITKU_SECRET_KEY: 'de56f832487bc1ce1de5ff2cfacf8d9486c61da69df6fd61d5537b6b7d6d354d',
    DUITKU_BASE_URL: sandbox.url,
    DOKU_BASE_URL: sandbox.url,
    DOKU_CLIENT_ID: 'BRN-0240-1657686175289',
    DOKU_CLIENT_SECRET: 'SK-test-secret-0123456789',
    DOKU_PRIVATE_KEY: readFileSync('apps/sandbox/src/doku/fixtures/merchant-private-key.pem', 'utf8'),
    DOKU_AGENT_KEY: 'A41418',
    DOKU_CUSTOMER_NUMBER: '628115678890',
    PROVIDER_TIMEOUT: '5s',
    PROVIDER_RATE: '1000',
  });
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();

  const control = (method: string, place: string, body?: unknown) =>
    fetch(`${sandbox.url}/control/${place}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
  const create = async (rail: string, accountNumber: string) => {
    const answer = await fetch(`${service.url}/v1/payouts`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${API_KEY}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({
        reference: randomUUID(),
        amount: 50_000,
        rail,
        destination: { type: 'bank_account', bankCode: '014', accountNumber },
      }),
    });
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { id: string }).id;
  };

  /** p95 in milliseconds from accept to success of payouts at a steady pace. */
  const measure = async (): Promise<number> => {
    const ids: string[] = [];
    const until = performance.now() + RUN_MS;
    for (let due = performance.now(); due < until; due += 1_000 / PER_SECOND) {
      await pause(Math.max(0, due - performance.now()));
      ids.push(await create('duitku.online', '8760673566'));
    }
    for (;;) {
      const { rows } = await database.query<{ ms: number }>(
        `select extract(epoch from completed_at - created_at)::float8 * 1000 as ms from payout
         where id = any($1) and status = 'succeeded'`,
        [ids],
      );
      if (rows.length === ids.length)
        return quantile(
          rows.map(({ ms }) => ms),
          0.95,
        );
      await pause(100);
    }
  };

  console.log(
    `bulkhead: ${PER_SECOND} payouts/s for ${RUN_MS} ms, ${ROUNDS} rounds in turn; ${HANGING} payouts due at the hanging provider`,
  );
  await measure();
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const wellMs = await measure();
    for (const step of ['doku_token', 'doku_inquiry', 'doku_transfer', 'doku_status'])
      await control('POST', 'faults', { step, times: 0, action: { kind: 'hold' } });
    await Promise.all(Array.from({ length: HANGING }, () => create('doku.kirim', '8377388292')));
    const hangingMs = await measure();
    await control('DELETE', 'faults');
    await control('POST', 'release', {});
    await database.query(`update payout set due_at = null where provider = 'doku'`);
    await pause(1_000);
    ratios.push(hangingMs / wellMs);
    console.log(`  p95 ${wellMs.toFixed(0)} ms when all is well, ${hangingMs.toFixed(0)} ms while the other hangs`);
  }
  const ratio = median(ratios);
  console.log(
    `ratio ${ratio.toFixed(2)} (per round ${ratios.map((each) => each.toFixed(2)).join(' ')}), target at most ${TARGET}: ${ratio <= TARGET ? 'reached' : 'MISSED'}`,
  );
  await database.end();
  await service.stop();
  await sandbox.stop();
} finally {
  await server.stop();
}
