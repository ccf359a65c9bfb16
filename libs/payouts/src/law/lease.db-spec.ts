import type { DataSource } from 'typeorm';
import { newPayout } from '../../../../test/support/new-payout.js';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { Payout, payoutOf } from '../records/payout.entity.js';
import { claimDue, claimOne, endWait, extend, putAside, release, want } from './lease.js';
import { STATUSES } from './status.js';

const LEASE_MS = 60_000;

let db: DataSource;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ dataSource: db, close } = await openTestDataSource());
});
afterAll(() => close());

const read = (id: string) => db.getRepository(Payout).findOneByOrFail({ id });
const claim = (except: string[] = [], unsentOnly = false) =>
  claimDue(db, { provider: 'duitku', limit: 10, leaseMs: LEASE_MS, unsentOnly, except, held: [] });
const dueIn = (id: string, seconds: number | null) =>
  db.query(`update payout set due_at = now() + $2::int * interval '1 second' where id = $1`, [id, seconds]);
const runOut = (id: string) => db.query(`update payout set leased_until = now() where id = $1`, [id]);

async function held(id: string): Promise<Payout> {
  const row = await claimOne(db, await read(id), LEASE_MS);
  if (row === null) throw new Error('it is held');
  return payoutOf(db, row);
}

describe('a claim', () => {
  beforeEach(() => db.query('update payout set due_at = null'));

  it('takes what is due, the longest due first, and nothing that is not', async () => {
    const [late, early, future, never] = await Promise.all([0, 1, 2, 3].map(() => newPayout(db)));
    await dueIn(late as string, -10);
    await dueIn(early as string, -20);
    await dueIn(future as string, 60);
    const rows = await claim();
    expect(rows.map(({ id }) => id)).toHaveLength(2);
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set([early, late]));
    expect(await read(never as string)).toMatchObject({ leasedUntil: null, fence: 1 });
  });

  it('returns the payout as the entity is, with a lease and the next fence, and leaves the due time alone', async () => {
    const id = await newPayout(db, { status: 'pending' });
    await dueIn(id, -10);
    const before = await read(id);
    const [row] = await claim();
    const claimed = payoutOf(db, row as Record<string, unknown>);
    expect(claimed).toEqual(await read(id));
    expect(claimed).toMatchObject({ ...before, fence: before.fence + 1, leasedUntil: expect.any(Date) });
  });

  it('leaves out a payout that is leased, until the lease has run out', async () => {
    const id = await newPayout(db);
    await dueIn(id, -10);
    expect(await claim()).toHaveLength(1);
    expect(await claim()).toEqual([]);
    expect(await claimOne(db, await read(id), LEASE_MS)).toBeNull();
    await runOut(id);
    expect(await claim([id])).toEqual([]);
    expect(await claim()).toHaveLength(1);
  });

  it('of unsent payouts leaves those that may be with a provider', async () => {
    for (const status of STATUSES) await dueIn(await newPayout(db, { status }), -10);
    const statuses = (await claim([], true)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(['created', 'inquired']));
  });

  it('of one payout fails when it has moved since it was read', async () => {
    const id = await newPayout(db, { status: 'inquired' });
    expect(await claimOne(db, { id, version: 1 }, LEASE_MS)).toBeNull();
  });
});

describe('PostgreSQL', () => {
  it('lets no statement give a running lease to another worker, and does not disturb the neighbours', async () => {
    const [leased, free] = [await newPayout(db), await newPayout(db)];
    await held(leased);
    const { fence } = await read(leased);
    const taken = `update payout set fence = fence + 1, leased_until = now() + interval '1 hour' where id = any($1) returning id`;
    const [rows] = await db.query(taken, [[leased, free]]);
    expect(rows).toEqual([{ id: free }]);
    expect(await read(leased)).toMatchObject({ fence });
  });
});

describe('a lease', () => {
  it('is extended by its holder only', async () => {
    const id = await newPayout(db);
    const first = await held(id);
    await runOut(id);
    const second = await held(id);
    await extend(db, [first], 10 * LEASE_MS);
    expect((await read(id)).leasedUntil).toEqual(second.leasedUntil);
    await extend(db, [second], 10 * LEASE_MS);
    expect((await read(id)).leasedUntil?.getTime()).toBeGreaterThan(Date.now() + 9 * LEASE_MS);
  });

  it('that has ended is not extended back to life', async () => {
    const id = await newPayout(db);
    const lease = await held(id);
    await release(db, lease);
    await extend(db, [lease], LEASE_MS);
    expect((await read(id)).leasedUntil).toBeNull();
  });

  it('is not ended by a worker that has lost it', async () => {
    const id = await newPayout(db);
    const first = await held(id);
    await runOut(id);
    const second = await held(id);
    expect(await putAside(db, first, { dueInMs: null, tries: 'counted' })).toBe('lost');
    expect(await read(id)).toMatchObject({ leasedUntil: second.leasedUntil, tries: 0 });
  });

  it('ends with the time of the next look, counted or from zero', async () => {
    const id = await newPayout(db);
    await putAside(db, await held(id), { dueInMs: 3_600_000, tries: 'counted' });
    await putAside(db, await held(id), { dueInMs: 3_600_000, tries: 'counted' });
    expect(await read(id)).toMatchObject({ leasedUntil: null, tries: 2 });
    expect((await read(id)).dueAt?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
    await putAside(db, await held(id), { dueInMs: null, tries: 'from_zero', set: { waitingReason: 'window' } });
    expect(await read(id)).toMatchObject({ leasedUntil: null, tries: 0, dueAt: null, waitingReason: 'window' });
  });
});

describe('a payout that is wanted', () => {
  it('is due now, and the next claim serves the mark', async () => {
    const id = await newPayout(db, { status: 'pending' });
    await dueIn(id, 3_600);
    await want(db, [id]);
    expect((await read(id)).dueAt?.getTime()).toBeLessThanOrEqual(Date.now());
    expect(await held(id)).toMatchObject({ wantedAt: null });
  });

  it('while it is leased is looked at once more as soon as its holder ends the lease, and no earlier', async () => {
    const id = await newPayout(db, { status: 'pending' });
    const lease = await held(id);
    await want(db, [id]);
    expect(await claimOne(db, await read(id), LEASE_MS)).toBeNull();
    await putAside(db, lease, { dueInMs: 3_600_000, tries: 'counted' });
    expect((await read(id)).dueAt?.getTime()).toBeLessThanOrEqual(Date.now());
    // Served once: the next holder's own time counts again.
    await putAside(db, await held(id), { dueInMs: 3_600_000, tries: 'counted' });
    expect((await read(id)).dueAt?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
  });

  it('while its transfer is being sent keeps the time at which a lost sender is taken over', async () => {
    const id = await newPayout(db, { status: 'transferring' });
    await dueIn(id, 25);
    const { dueAt } = await read(id);
    await want(db, [id]);
    expect(await read(id)).toMatchObject({ dueAt, wantedAt: expect.any(Date) });
  });

  it('that was never to be looked at again is due as well', async () => {
    const id = await newPayout(db, { status: 'succeeded' });
    await dueIn(id, null);
    await want(db, [id]);
    expect((await read(id)).dueAt).not.toBeNull();
  });
});

describe('a wait', () => {
  it('ends for a payout that is still as it was read, and for no other', async () => {
    const ids = [await newPayout(db), await newPayout(db), await newPayout(db)] as const;
    await db.query(
      `update payout set waiting_reason = 'funds', waiting_until = now(), due_at = null where id = any($1)`,
      [ids],
    );
    const waiters = await Promise.all(ids.map(read));
    await held(ids[0]);
    await db.query(`update payout set waiting_reason = null where id = $1`, [ids[1]]);
    expect(await endWait(db, waiters)).toBe(1);
    expect(await read(ids[2])).toMatchObject({ waitingReason: null, waitingUntil: null, dueAt: expect.any(Date) });
    expect(await read(ids[0])).toMatchObject({ waitingReason: 'funds' });
  });
});
