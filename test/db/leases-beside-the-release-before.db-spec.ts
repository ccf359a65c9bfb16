import type { DataSource } from 'typeorm';
import { claimDue, claimOne, Payout, payoutOf, STATUSES } from '#libs/payouts';
import { setConfirmedBy } from '../support/confirmed-by.js';
import { newPayout } from '../support/new-payout.js';
import { openTestDataSource } from '../support/test-data-source.js';

/** The migration that gave leases columns of their own. */
const LEASES = 'Leases1795500000000';
const LEASE_MS = 60_000;

let db: DataSource;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ dataSource: db, close } = await openTestDataSource());
});
afterAll(() => close());

const read = (id: string) => db.getRepository(Payout).findOneByOrFail({ id });
const claim = () =>
  claimDue(db, { provider: 'duitku', limit: 100, leaseMs: LEASE_MS, unsentOnly: false, except: [], held: [] });
const columns = `id, status, version, fence, amount, rail, due_at, tries, proof, completed_at, confirmed_at`;
const rows = () => db.query(`select ${columns} from payout order by id`);

/** As the release before claimed: its lease is a due time in the future. */
async function claimOfOldReplica(): Promise<string[]> {
  const [claimed]: [{ id: string }[], number] = await db.query(
    `with due as materialized (
       select id from payout where provider = 'duitku' and due_at <= now() order by due_at limit 100 for update skip locked)
     update payout set fence = fence + 1, due_at = now() + interval '30 s'
     from due where payout.id = due.id returning payout.id, payout.fence`,
  );
  return claimed.map(({ id }) => id);
}

async function undoUntilBefore(name: string): Promise<void> {
  for (;;) {
    const [last] = await db.query('select name from migration order by id desc limit 1');
    await db.undoLastMigration();
    if (last.name === name) return;
  }
}

describe('the migration to leases', () => {
  it('goes up and down with payouts in every status, and loses none of their columns', async () => {
    await undoUntilBefore(LEASES);
    for (const status of STATUSES) {
      const id = await newPayout(db, { status });
      await db.query(`update payout set due_at = now() + interval '1 hour' where id = $1`, [id]);
    }
    const before = await rows();
    await db.runMigrations();
    expect(await rows()).toEqual(before);
    await undoUntilBefore(LEASES);
    expect(await rows()).toEqual(before);
    await db.runMigrations();
  });

  it('down, turns a lease that runs into what the release before takes for one', async () => {
    const id = await newPayout(db, { status: 'pending' });
    await db.query(`update payout set due_at = now() - interval '1 hour' where id = $1`, [id]);
    const held = await claimOne(db, await read(id), LEASE_MS);
    await undoUntilBefore(LEASES);
    expect(await claimOfOldReplica()).not.toContain(id);
    const [{ due_at: dueAt }] = await db.query('select due_at from payout where id = $1', [id]);
    expect(dueAt).toEqual(held?.leased_until);
    await db.runMigrations();
  });
});

describe('a replica of the release before', () => {
  beforeEach(() => db.query('update payout set due_at = null, leased_until = null'));

  it('takes no lease of a new one, and claims the others that are due', async () => {
    const [leased, free] = [await newPayout(db, { status: 'pending' }), await newPayout(db, { status: 'pending' })];
    await db.query(`update payout set due_at = now() - interval '1 s' where id = any($1)`, [[leased, free]]);
    const held = payoutOf(db, (await claimOne(db, await read(leased), LEASE_MS)) ?? {});
    expect(await claimOfOldReplica()).toEqual([free]);
    expect(await read(leased)).toMatchObject({ fence: held.fence, leasedUntil: held.leasedUntil });
  });

  it('keeps the payouts that it has claimed: a new one finds them not due', async () => {
    const id = await newPayout(db, { status: 'pending' });
    await db.query(`update payout set due_at = now() where id = $1`, [id]);
    expect(await claimOfOldReplica()).toEqual([id]);
    expect(await claim()).toEqual([]);
  });

  it('still confirms and cancels what a new one holds: the version and the fence decide', async () => {
    const id = await newPayout(db, { status: 'inquired' });
    await claimOne(db, await read(id), LEASE_MS);
    const [confirmed] = await setConfirmedBy(db, id, 'key:ani', ', due_at = now(), fence = fence + 1');
    expect(confirmed).toEqual([{ id }]);
  });

  it('takes over a lost sender no earlier than a new one: until then the transfer is not due', async () => {
    const id = await newPayout(db, { status: 'transferring' });
    await db.query(
      `update payout set due_at = now() + interval '31 s', leased_until = now() + interval '31 s' where id = $1`,
      [id],
    );
    expect(await claimOfOldReplica()).toEqual([]);
    await db.query(`update payout set due_at = now() where id = $1`, [id]);
    expect(await claimOfOldReplica()).toEqual([]);
  });
});
