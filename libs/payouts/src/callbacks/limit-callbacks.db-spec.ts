import { createHash, randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { newId } from '#libs/platform';
import type { CallbackHint } from '#libs/providers';
import { newPayout } from '../../../../test/support/new-payout.js';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { MOST_AT_ONCE, StoreCallbacks, type Stored } from './store-callbacks.js';
import { type CallbackRow, ROWS_PER_TRANSFER } from './store-callbacks.queries.js';

let db: DataSource;
let close: () => Promise<void>;
let callbacks: StoreCallbacks;
beforeAll(async () => {
  ({ dataSource: db, close } = await openTestDataSource());
  callbacks = new StoreCallbacks(db);
});
afterAll(() => close());

interface Told {
  readonly keys: readonly string[];
  readonly hint?: CallbackHint;
  readonly body?: string;
  readonly secret?: string;
}

function rowOf({ keys, hint = 'paid', body = randomUUID(), secret }: Told): CallbackRow {
  return {
    id: newId(),
    provider: 'duitku',
    path: 'clearing',
    source: '127.0.0.1',
    headers: {},
    body: Buffer.from(body),
    bodySha256: createHash('sha256').update(body).digest(),
    secretSha256: secret === undefined ? '' : createHash('sha256').update(secret).digest('hex'),
    keys: [...keys],
    hint,
    statusWords: null,
    about: { amount: null, bankCode: null, accountNumber: null },
  };
}

async function storeInTurn(times: number, told: Told): Promise<Record<string, number>> {
  const counts: Partial<Record<Stored, number>> = {};
  for (let time = 0; time < times; time += 1) {
    const stored = await callbacks.store(rowOf(told));
    counts[stored] = (counts[stored] ?? 0) + 1;
  }
  return counts;
}

/** An attempt, the key that names it, and whether callbacks about it have been matched with it. */
async function attempt(): Promise<{ key: string; secret: string; match: () => Promise<unknown> }> {
  const payoutId = await newPayout(db, { status: 'pending' });
  const [{ id }] = await db.query(`select id from attempt where payout_id = $1`, [payoutId]);
  const [key, secret] = [`id:${randomUUID()}`, randomUUID()];
  const secretKey = `secret:${createHash('sha256').update(secret).digest('hex')}`;
  for (const name of [key, secretKey])
    await db.query(`insert into attempt_key (provider, key, attempt_id) values ('duitku', $1, $2)`, [name, id]);
  const match = () =>
    db.query(`update callback set attempt_id = $2, due_at = null, result = 'woke' where $1 = any(keys)`, [key, id]);
  return { key, secret, match };
}

const FULL = { new: ROWS_PER_TRANSFER, over_limit: 30 };

describe('callbacks about one transfer, each a little different,', () => {
  it('are stored up to the limit, processed or not, and no further', async () => {
    const { key, match } = await attempt();
    expect(await storeInTurn(ROWS_PER_TRANSFER + 30, { keys: [key] })).toEqual(FULL);
    await match();
    expect(await storeInTurn(3, { keys: [key] })).toEqual({ over_limit: 3 });
    expect(await storeInTurn(1, { keys: [(await attempt()).key] })).toEqual({ new: 1 });
  });

  it('are told apart by no key that only they know', async () => {
    const { key } = await attempt();
    for (let time = 0; time < ROWS_PER_TRANSFER; time += 1) await storeInTurn(1, { keys: [key, `x:${randomUUID()}`] });
    expect(await storeInTurn(1, { keys: [key, `x:${randomUUID()}`] })).toEqual({ over_limit: 1 });
  });

  it('are limited at a secret address as well', async () => {
    const { secret } = await attempt();
    expect(await storeInTurn(ROWS_PER_TRANSFER + 30, { keys: [], secret })).toEqual(FULL);
  });

  it('do not silence the provider: what was not yet said is stored, once', async () => {
    const { key, match } = await attempt();
    await storeInTurn(ROWS_PER_TRANSFER, { keys: [key], hint: 'pending' });
    await match();
    expect(await storeInTurn(3, { keys: [key], hint: 'paid' })).toEqual({ new: 1, over_limit: 2 });
  });

  it('still count as repetitions of those that are stored', async () => {
    const { key } = await attempt();
    await storeInTurn(1, { keys: [key], body: key });
    await storeInTurn(ROWS_PER_TRANSFER, { keys: [key] });
    expect(await storeInTurn(5, { keys: [key], body: key })).toEqual({ duplicate: 5 });
  });

  it('that come at the same moment are limited for each statement that writes them', async () => {
    const { key } = await attempt();
    const stored = await Promise.all(Array.from({ length: 300 }, () => callbacks.store(rowOf({ keys: [key] }))));
    expect(stored.filter((what) => what === 'new').length).toBeLessThanOrEqual(2 * ROWS_PER_TRANSFER);
    expect(stored.filter((what) => what === 'over_limit').length).toBeGreaterThanOrEqual(300 - 2 * ROWS_PER_TRANSFER);
  });
});

describe('callbacks about a transfer that nobody knows', () => {
  it('are limited in the same way, and others are not', async () => {
    const key = `id:${randomUUID()}`;
    expect(await storeInTurn(ROWS_PER_TRANSFER + 30, { keys: [key] })).toEqual(FULL);
    expect(await storeInTurn(2, { keys: [`id:${randomUUID()}`] })).toEqual({ new: 2 });
  });
});

describe('more callbacks at once than may wait', () => {
  it('are turned away at once, and taken again when there is room', async () => {
    const lock = db.createQueryRunner();
    await lock.startTransaction();
    await lock.query('lock table callback in share row exclusive mode');
    const key = `id:${randomUUID()}`;
    const waiting = Array.from({ length: MOST_AT_ONCE }, () => callbacks.store(rowOf({ keys: [key] })));
    expect(await callbacks.store(rowOf({ keys: [key] }))).toBe('busy');
    await lock.commitTransaction();
    await lock.release();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['new', 'over_limit']));
    expect(await callbacks.store(rowOf({ keys: [`id:${randomUUID()}`] }))).toBe('new');
  });
});
