/**
 * The named limit of the accept path: one transaction of three inserts, the rows of a payout into the same tables, prepared,
 * over a pool of the same size, without HTTP, validation, keys or audit trail. Prints its figures as one JSON line.
 *
 * usage: node insert-bare.js <database url> <client id> <concurrency> <pool size> <milliseconds>
 */
import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import { v7 } from 'uuid';
import { runOf } from './measure.js';

const [url, clientId, concurrency, poolSize, durationMs] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
const pool = new pg.Pool({ connectionString: url, max: Number(poolSize) });
const run = randomUUID();
let sequence = 0;

const PAYOUT = `insert into payout (id, client_id, reference, idempotency_key, request_hash, amount, requested_rail, rail, created_rail, provider,
    destination_type, bank_code, destination_hash, personal_sealed, purpose, metadata, confirmation, status, version, fence, due_at)
  values ($1, $2, $3, $4, $5, $6, 'duitku.online', 'duitku.online', 'duitku.online', 'duitku', 'bank_account', '014', $5, $7,
    'Invoice 2026-11', $8, 'automatic', 'created', 1, 1, now()) returning id, created_at`;
const EVENT = `insert into payout_event (payout_id, version, event, from_status, to_status, actor) values ($1, 1, 'created', null, 'created', $2)`;
const OUTBOX = `insert into outbox (payout_id, version, type) values ($1, 1, 'payout.created')`;
/** As long as what the service seals of such a payout; sealing it is not what this measures. */
const PERSONAL = Buffer.alloc(220, 7);
const METADATA = JSON.stringify({ department: 'procurement', batch: '7' });

async function insertOne(): Promise<void> {
  sequence += 1;
  const id = v7();
  const reference = `${run}-${sequence}`;
  const hash = createHash('sha256').update(reference).digest();
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query({
      name: 'payout',
      text: PAYOUT,
      values: [id, clientId, reference, reference, hash, 50_000 + (sequence % 1_000), PERSONAL, METADATA],
    });
    await client.query({ name: 'event', text: EVENT, values: [id, `client:${clientId}`] });
    await client.query({ name: 'outbox', text: OUTBOX, values: [id] });
    await client.query('commit');
  } finally {
    client.release();
  }
}

const latenciesMs: number[] = [];
async function loop(until: number): Promise<void> {
  while (performance.now() < until) {
    const startedAt = performance.now();
    await insertOne();
    latenciesMs.push(performance.now() - startedAt);
  }
}

const startedAt = performance.now();
await Promise.all(Array.from({ length: Number(concurrency) }, () => loop(startedAt + Number(durationMs))));
console.log(JSON.stringify(runOf(latenciesMs, performance.now() - startedAt, 0)));
await pool.end();
