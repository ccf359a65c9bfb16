/** What one claim costs with 100,000 due payouts of a few clients: its own process of `npm run bench:fairness`. */
import pg from 'pg';
import { CLAIM_ANY, CLAIM_UNSENT } from '../../libs/payouts/src/law/claim.queries.js';
import { firstWaiting } from '../../libs/payouts/src/waits/funds-queue.queries.js';
import { median } from './measure.js';

const CLAIMS = 200;

/**
 * @param limit of how many payouts each
 * @returns the median time of a claim in milliseconds. Nothing stays claimed
 */
export async function claimMs(databaseUrl: string, limit: number): Promise<{ unsent: number; any: number }> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  const times = async (sql: string) => {
    const all: number[] = [];
    for (let time = 0; time < CLAIMS; time += 1) {
      await database.query('begin');
      const startedMs = performance.now();
      await database.query(sql, [limit, 60_000, 'duitku', [], [], []]);
      all.push(performance.now() - startedMs);
      await database.query('rollback');
    }
    return median(all);
  };
  const measured = { unsent: await times(CLAIM_UNSENT), any: await times(CLAIM_ANY) };
  await database.end();
  return measured;
}

/**
 * Has so many of the piled payouts wait for funds, of their clients in turn.
 *
 * @returns the median time in milliseconds of what a new payout asks about those that wait
 */
export async function newPayoutMs(databaseUrl: string, waiting: number): Promise<number> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  await database.query(
    `update payout set waiting_reason = 'funds', waiting_until = now() + interval '1 day', funds_since = created_at
     where id in (select id from payout where reference like 'pile %' limit $1)`,
    [waiting],
  );
  await database.query('vacuum analyze payout');
  const db = { query: async (sql: string, values?: unknown[]) => (await database.query(sql, values)).rows };
  const times: number[] = [];
  for (let time = 0; time < CLAIMS; time += 1) {
    const startedMs = performance.now();
    await firstWaiting(db, 'duitku', null);
    times.push(performance.now() - startedMs);
  }
  await database.end();
  return median(times);
}

/** Writes due payouts of a few clients, so many in all, which no worker can work on. */
export async function pileUp(databaseUrl: string, count: number, clients: number): Promise<void> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  await database.query(
    `insert into client (id, name) select md5('pile ' || n)::uuid, 'pile ' || n from generate_series(1, $1::int) as n on conflict do nothing`,
    [clients],
  );
  await database.query(
    `with made as (
       insert into payout (id, client_id, reference, idempotency_key, request_hash, amount, requested_rail, rail, created_rail,
         provider, destination_type, bank_code, destination_hash, personal_sealed, confirmation, status, version, fence, due_at)
       select gen_random_uuid(), md5('pile ' || 1 + n % $2::int)::uuid, 'pile ' || gen_random_uuid(), gen_random_uuid()::text, '\\x00', 50000, 'duitku.online',
         'duitku.online', 'duitku.online', 'duitku', 'bank_account', '014', '\\x00', '\\x00', 'automatic', 'created', 1, 1,
         now() - n * interval '1 ms'
       from generate_series(1, $1::int) as n returning id)
     insert into payout_event (payout_id, version, event, from_status, to_status, actor)
     select id, 1, 'created', null, 'created', 'bench' from made`,
    [count, clients],
  );
  await database.query('vacuum analyze payout');
  await database.end();
}
