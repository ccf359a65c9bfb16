import { createHash, randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { newId } from '#libs/platform';
import type { CallbackHint } from '#libs/providers';
import { newAttempt, newPayout, SEALED } from '../../../../test/support/new-payout.js';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { claimOne, putAside } from '../law/lease.js';
import type { PayoutStatus } from '../law/status.js';
import { Payout, payoutOf } from '../records/payout.entity.js';
import type { LocalWorkers } from '../records/workers.js';
import { ProcessCallbacks } from './process-callbacks.js';
import { StoreCallbacks } from './store-callbacks.js';

let db: DataSource;
let close: () => Promise<void>;
let callbacks: StoreCallbacks;
let wakes = 0;

beforeAll(async () => {
  Logger.overrideLogger(false);
  ({ dataSource: db, close } = await openTestDataSource());
  callbacks = new StoreCallbacks(db);
});
afterAll(() => close());
beforeEach(async () => {
  // What an earlier test left to be looked at again would come in between.
  await db.query(`update callback set due_at = null where due_at is not null`);
  wakes = 0;
});

function processor(): ProcessCallbacks {
  const wake = () => {
    wakes += 1;
  };
  return new ProcessCallbacks(db, { wake } as unknown as LocalWorkers);
}

interface CallbackContent {
  readonly hint?: CallbackHint;
  readonly keys?: readonly string[];
  readonly amount?: string;
  readonly bankCode?: string;
  readonly accountNumber?: string | null;
  readonly secret?: string;
}

/** Stores a callback as if it had just come. */
async function calledBack({
  hint = 'paid',
  keys = [],
  secret,
  accountNumber = null,
  ...about
}: CallbackContent): Promise<string> {
  const id = newId();
  const stored = await callbacks.store({
    id,
    provider: 'duitku',
    path: 'test',
    source: '127.0.0.1',
    headers: {},
    bodySealed: SEALED.sealCallbackBody(id, Buffer.from(id)),
    bodySha256: createHash('sha256').update(id).digest(),
    secretSha256: secret === undefined ? '' : sha256(secret),
    keys: [...keys],
    hint,
    statusWords: null,
    about: {
      amount: null,
      bankCode: null,
      destinationHash: accountNumber && SEALED.destinationHash(accountNumber).toString('hex'),
      ...about,
    },
  });
  expect(stored).toBe('new');
  return id;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A payout of a status with an attempt that `key` names, due in so many seconds; null: never. */
async function paid(status: PayoutStatus, dueInSeconds: number | null = 3_600) {
  const payoutId = await newPayout(db, { status });
  await db.query(`update payout set due_at = now() + $2 * interval '1 second' where id = $1`, [payoutId, dueInSeconds]);
  const [existing] = await db.query(`select id from attempt where payout_id = $1`, [payoutId]);
  const attemptId: string = existing?.id ?? (await newAttempt(db, payoutId));
  const key = `id:${randomUUID()}`;
  await nameAttempt(attemptId, key);
  return { payoutId, attemptId, key };
}

function nameAttempt(attemptId: string, key: string): Promise<unknown> {
  return db.query(`insert into attempt_key (provider, key, attempt_id) values ('duitku', $1, $2)`, [key, attemptId]);
}

async function callback(id: string) {
  const [row] = await db.query(
    `select status, result, attempt_id as "attemptId", tries, duplicates,
       (round(extract(epoch from due_at - now()) / case when due_at > now() + interval '5 s' then 5 else 1 end) * case when due_at > now() + interval '5 s' then 5 else 1 end)::int as "dueInSeconds" from callback where id = $1`,
    [id],
  );
  return row;
}

async function payout(id: string) {
  const [row] = await db.query(
    `select status, version, fence, (round(extract(epoch from due_at - now()) / case when due_at > now() + interval '5 s' then 5 else 1 end) * case when due_at > now() + interval '5 s' then 5 else 1 end)::int as "dueInSeconds",
       (select callback_hint from attempt where payout_id = payout.id order by number desc limit 1) as hint
     from payout where id = $1`,
    [id],
  );
  return row;
}

const alertsOf = async (payoutId: string): Promise<string[]> =>
  (await db.query(`select kind from alert where payout_id = $1`, [payoutId])).map((row: { kind: string }) => row.kind);

/** As if the time had come to look at a callback again. */
const makeDue = (id: string) => db.query(`update callback set due_at = now() where id = $1`, [id]);

describe('a callback about a transfer that we know', () => {
  it.each(['pending', 'review', 'succeeded', 'failed'] as const)(
    'makes a payout that is %s due now',
    async (status) => {
      for (const dueInSeconds of [3_600, null]) {
        const { payoutId, attemptId, key } = await paid(status, dueInSeconds);
        const before = await payout(payoutId);
        const id = await calledBack({ hint: 'returned', keys: [`id:${randomUUID()}`, key] });
        expect(await processor().process()).toBe(1);
        expect(await payout(payoutId)).toEqual({ ...before, dueInSeconds: 0, hint: 'returned' });
        expect(await callback(id)).toMatchObject({
          status: 'processed',
          result: 'woke',
          attemptId,
          dueInSeconds: null,
        });
        expect(await alertsOf(payoutId)).toEqual([]);
      }
    },
  );

  it('wakes the workers only when there is work', async () => {
    await calledBack({ keys: [(await paid('pending')).key] });
    await processor().process();
    expect(wakes).toBe(1);
    await calledBack({ keys: [`id:${randomUUID()}`] });
    await processor().process();
    expect(wakes).toBe(1);
  });

  it('takes no lease: the worker that holds one ends it, and the payout is looked at once more', async () => {
    const { payoutId, key } = await paid('pending', 0);
    const read = await db.getRepository(Payout).findOneByOrFail({ id: payoutId });
    const held = payoutOf(db, (await claimOne(db, read, 60_000)) ?? {});
    const id = await calledBack({ keys: [key] });
    await processor().process();
    expect(await callback(id)).toMatchObject({ status: 'processed', result: 'woke', dueInSeconds: null });
    expect(await payout(payoutId)).toMatchObject({ fence: held.fence });
    expect(await claimOne(db, held, 60_000)).toBeNull();
    // Its holder puts it aside for an hour, knowing nothing of the callback.
    expect(await putAside(db, held, { dueInMs: 3_600_000, tries: 'counted' })).toBe('wanted');
    expect(await payout(payoutId)).toMatchObject({ dueInSeconds: 0, hint: 'paid' });
  });

  it('waits while the transfer is being sent', async () => {
    const { payoutId, attemptId, key } = await paid('transferring', 25);
    const id = await calledBack({ keys: [key] });
    await processor().process();
    expect(await payout(payoutId)).toMatchObject({ status: 'transferring', dueInSeconds: 25, fence: 1, hint: 'paid' });
    expect(await callback(id)).toMatchObject({ status: 'received', attemptId, dueInSeconds: 2 });
  });

  it('does not wait for a lock on the payout or the attempt', async () => {
    const { payoutId, attemptId, key } = await paid('pending');
    for (const lock of [
      `select from payout where id = '${payoutId}' for no key update`,
      `select from attempt where id = '${attemptId}' for no key update`,
    ]) {
      const id = await calledBack({ keys: [key] });
      const holder = db.createQueryRunner();
      await holder.startTransaction();
      await holder.query(lock);
      const startedAt = performance.now();
      await processor().process();
      expect(performance.now() - startedAt).toBeLessThan(1_000);
      expect(await callback(id)).toMatchObject({
        status: 'received',
        attemptId: null,
        dueInSeconds: expect.any(Number),
      });
      expect(await payout(payoutId)).toMatchObject({ dueInSeconds: 3_600, hint: null });
      await holder.rollbackTransaction();
      await holder.release();
      await db.query(`update callback set due_at = null where id = $1`, [id]);
    }
  });

  it('is recorded as nothing_new when its result is proven already', async () => {
    const { payoutId, key } = await paid('succeeded');
    await db.query(`update payout set proof = 'status_check' where id = $1`, [payoutId]);
    const id = await calledBack({ keys: [key] });
    await processor().process();
    expect(await callback(id)).toMatchObject({ status: 'processed', result: 'nothing_new' });
    expect(await payout(payoutId)).toMatchObject({ dueInSeconds: 3_600 });
  });
});

describe('a callback about a transfer that had ended', () => {
  it.each([
    ['failed', 'ended_before', []],
    ['paid', 'contradicts', ['contradiction']],
  ] as const)('which says %s is finished: %s', async (hint, result, alerts) => {
    const { payoutId, attemptId, key } = await paid('pending');
    await db.query(`update attempt set result = 'refused', result_at = now() where id = $1`, [attemptId]);
    await newAttempt(db, payoutId, 2);
    const id = await calledBack({ hint, keys: [key] });
    await processor().process();
    expect(await callback(id)).toMatchObject({ status: 'processed', result, attemptId });
    expect(await payout(payoutId)).toMatchObject({ dueInSeconds: 3_600, hint: null });
    expect(await alertsOf(payoutId)).toEqual(alerts);
  });
});

describe('a callback that repeats the order wrongly', () => {
  it.each([[{ amount: '50001' }], [{ bankCode: '008' }], [{ accountNumber: '8760673567' }]])(
    'is ignored with an alert: %j',
    async (about) => {
      const { payoutId, key } = await paid('pending');
      const id = await calledBack({ keys: [key], ...about });
      await processor().process();
      expect(await callback(id)).toMatchObject({ status: 'ignored', result: 'mismatch', dueInSeconds: null });
      expect(await payout(payoutId)).toMatchObject({ dueInSeconds: 3_600, hint: null });
      expect(await alertsOf(payoutId)).toEqual(['callback_mismatch']);
      const [{ text }] = await db.query(`select message || detail as text from alert where payout_id = $1`, [payoutId]);
      expect(text).not.toMatch(/50001|8760673567/);
    },
  );

  it('is accepted when it repeats it correctly', async () => {
    const { payoutId, key } = await paid('pending');
    await calledBack({ keys: [key], amount: '50000', bankCode: '014', accountNumber: '8760673566' });
    await processor().process();
    expect(await payout(payoutId)).toMatchObject({ dueInSeconds: 0, hint: 'paid' });
  });
});

describe('a callback at the secret address of a transfer', () => {
  it('is about that transfer, whatever its content names that we do not know', async () => {
    const { payoutId, attemptId } = await paid('pending');
    const secret = randomUUID();
    await nameAttempt(attemptId, `secret:${sha256(secret)}`);
    await calledBack({ keys: [`id:${randomUUID()}`], secret });
    await processor().process();
    expect(await payout(payoutId)).toMatchObject({ dueInSeconds: 0, hint: 'paid' });
  });

  it('is ignored when its content names the transfer of another payout', async () => {
    const mine = await paid('pending');
    const theirs = await paid('pending');
    const secret = randomUUID();
    await nameAttempt(mine.attemptId, `secret:${sha256(secret)}`);
    const id = await calledBack({ keys: [theirs.key], secret });
    await processor().process();
    expect(await callback(id)).toMatchObject({ status: 'ignored', result: 'mismatch' });
    for (const { payoutId } of [mine, theirs])
      expect(await payout(payoutId)).toMatchObject({ dueInSeconds: 3_600, hint: null });
    expect(await alertsOf(mine.payoutId)).toEqual(['callback_mismatch']);
  });

  it('is not stored when no transfer has the secret', async () => {
    await expect(calledBack({ secret: randomUUID() })).rejects.toThrow('unknown_secret');
  });
});

describe('a callback that names no transfer', () => {
  it('is retried at growing intervals, and is matched when the transfer is known', async () => {
    const key = `id:${randomUUID()}`;
    const id = await calledBack({ keys: [key] });
    const waits: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      await makeDue(id);
      await processor().process();
      const row = await callback(id);
      expect(row).toMatchObject({ status: 'unmatched', attemptId: null });
      waits.push(row.dueInSeconds);
    }
    expect(waits).toEqual([10, 60, 600, 3_600, 3_600]);
    const { payoutId, attemptId } = await paid('pending');
    await nameAttempt(attemptId, key);
    await makeDue(id);
    await processor().process();
    expect(await callback(id)).toMatchObject({ status: 'processed', result: 'woke', attemptId });
    expect(await payout(payoutId)).toMatchObject({ dueInSeconds: 0, hint: 'paid' });
  });

  it('raises an alert after seven days', async () => {
    const id = await calledBack({ keys: [`id:${randomUUID()}`] });
    await db.query(`update callback set received_at = now() - interval '8 days' where id = $1`, [id]);
    await processor().process();
    expect(await callback(id)).toMatchObject({ status: 'unmatched', result: 'given_up', dueInSeconds: null });
    const alerts = await db.query(`select kind from alert where detail ->> 'callbackId' = $1`, [id]);
    expect(alerts).toEqual([{ kind: 'callback_unmatched' }]);
  });

  it('is not about a transfer of another provider by the same name', async () => {
    const { attemptId } = await paid('pending');
    const key = `id:${randomUUID()}`;
    await db.query(`insert into attempt_key (provider, key, attempt_id) values ('other', $1, $2)`, [key, attemptId]);
    const id = await calledBack({ keys: [key] });
    await processor().process();
    expect(await callback(id)).toMatchObject({ status: 'unmatched' });
  });
});

describe('many callbacks', () => {
  it('are each processed once, however many replicas do it', async () => {
    const mismatches = await Promise.all(
      Array.from({ length: 250 }, async () => {
        const { payoutId, key } = await paid('pending');
        return { payoutId, id: await calledBack({ keys: [key], amount: '1' }) };
      }),
    );
    const counts = await Promise.all([processor(), processor(), processor()].map((each) => each.process()));
    expect(counts.reduce((sum, count) => sum + count)).toBe(250);
    for (const { payoutId, id } of mismatches) {
      expect(await callback(id)).toMatchObject({ status: 'ignored', tries: 1 });
      expect(await alertsOf(payoutId)).toHaveLength(1);
    }
  });

  it('are processed though one of them cannot be', async () => {
    const bad = await paid('pending');
    const good = await paid('pending');
    await db.query(`create function spoil() returns trigger language plpgsql as $$
      begin if new.id = '${bad.attemptId}' then raise exception 'spoilt'; end if; return new; end $$`);
    await db.query(`create trigger spoil before update on attempt for each row execute function spoil()`);
    const badId = await calledBack({ keys: [bad.key] });
    const goodId = await calledBack({ keys: [good.key] });
    await processor().process();
    await db.query(`drop trigger spoil on attempt`);
    expect(await callback(goodId)).toMatchObject({ status: 'processed', result: 'woke' });
    expect(await callback(badId)).toMatchObject({ status: 'received', tries: 1, dueInSeconds: 60 });
  });

  it('keep the newest hint, in the order in which they came', async () => {
    const { payoutId, key } = await paid('pending');
    for (const hint of ['paid', 'failed', 'pending'] as const) await calledBack({ hint, keys: [key] });
    await processor().process();
    expect(await payout(payoutId)).toMatchObject({ hint: 'failed' });
  });

  it('that come while some are being processed are processed as well', async () => {
    const process = processor();
    const first = await paid('pending');
    const firstId = await calledBack({ keys: [first.key] });
    const running = process.process();
    const second = await paid('pending');
    const secondId = await calledBack({ keys: [second.key] });
    await Promise.all([running, process.process()]);
    for (const id of [firstId, secondId]) expect(await callback(id)).toMatchObject({ status: 'processed' });
  });
});
