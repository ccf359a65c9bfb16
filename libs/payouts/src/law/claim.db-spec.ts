import type { DataSource } from 'typeorm';
import { manyPayouts } from '../../../../test/support/many-payouts.js';
import { newClient } from '../../../../test/support/new-payout.js';
import { rowsRead } from '../../../../test/support/rows-read.js';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { type Claim, claimDue } from './lease.js';

let db: DataSource;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ dataSource: db, close } = await openTestDataSource());
});
afterAll(() => close());
beforeEach(() => db.query('update payout set due_at = null'));

const DUE = { provider: 'duitku', leaseMs: 60_000, unsentOnly: true, except: [], held: [] };

/** Creates a client with payouts that are due, the first one for so many seconds. */
async function clientWithDue(count: number, sinceSeconds: number): Promise<string> {
  const clientId = await newClient(db);
  await manyPayouts(db, { clientId, count, dueAt: `now() - interval '${sinceSeconds} seconds' + n * interval '1 ms'` });
  return clientId;
}

async function claim(limit: number, more: Partial<Claim> = {}): Promise<Record<string, unknown>[]> {
  return [...(await claimDue(db, { ...DUE, limit, ...more }))];
}

const countOf = (rows: readonly Record<string, unknown>[], clientId: string) =>
  rows.filter(({ client_id }) => client_id === clientId).length;

describe.each([true, false])('a claim (of unsent payouts only: %s)', (unsentOnly) => {
  it('gives each client its share, whatever is due of the others, and the rest to those that have more', async () => {
    const large = await clientWithDue(300, 600);
    const small = await clientWithDue(3, 10);
    const medium = await clientWithDue(50, 60);
    const rows = await claim(16, { unsentOnly });
    expect(rows).toHaveLength(16);
    expect(countOf(rows, small)).toBe(3);
    expect(Math.abs(countOf(rows, large) - countOf(rows, medium))).toBeLessThanOrEqual(1);
  });

  it('gives a single place to the client that has the fewest here, and among equals to the one that is due longest', async () => {
    const large = await clientWithDue(300, 600);
    const small = await clientWithDue(3, 10);
    expect(countOf(await claim(1, { unsentOnly }), large)).toBe(1);
    expect(countOf(await claim(1, { unsentOnly, held: [{ clientId: large, count: 1 }] }), small)).toBe(1);
    const held = [
      { clientId: large, count: 1 },
      { clientId: small, count: 1 },
    ];
    expect(countOf(await claim(1, { unsentOnly, held }), large)).toBe(1);
  });

  it('takes the payouts of a client in the order in which they are due', async () => {
    const large = await clientWithDue(40, 600);
    await clientWithDue(40, 700);
    const claimed = (await claim(10, { unsentOnly })).filter(({ client_id }) => client_id === large);
    const first = await db.query(
      `select id from payout where client_id = $1 and due_at is not null order by due_at limit $2`,
      [large, claimed.length],
    );
    expect(new Set(claimed.map(({ id }) => id))).toEqual(new Set(first.map(({ id }: { id: string }) => id)));
  });

  it('of two processes at once takes different payouts, as many as each asks for', async () => {
    await clientWithDue(40, 600);
    const [one, other] = await Promise.all([claim(10, { unsentOnly }), claim(10, { unsentOnly })]);
    expect(one).toHaveLength(10);
    expect(other).toHaveLength(10);
    expect(new Set([...one, ...other].map(({ id }) => id)).size).toBe(20);
  });
});

describe('the cost of a claim', () => {
  it.each([
    ['unsent payouts', true],
    ['payouts of every status', false],
  ])('of %s depends on what is claimed, not on how much is due', async (_, unsentOnly) => {
    const clientId = await clientWithDue(3_000, 60);
    for (const other of [clientId, await clientWithDue(100, 60), await clientWithDue(1, 60)])
      await manyPayouts(db, { clientId: other, count: 1_500 });
    await db.query('analyze payout');
    const read = await rowsRead(db, (explaining) => claimDue(explaining, { ...DUE, limit: 8, unsentOnly }));
    // The first eight of each client, and the eight that are taken, once as candidates and once to lock and to change them.
    expect(read).toBeLessThan(80);
  });
});
