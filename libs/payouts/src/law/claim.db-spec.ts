import type { DataSource } from 'typeorm';
import { manyPayouts } from '../../../../test/support/many-payouts.js';
import { newClient } from '../../../../test/support/new-payout.js';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { CLAIM_ANY, CLAIM_UNSENT } from './claim.queries.js';
import { type Claim, claimDue } from './lease.js';

let db: DataSource;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ dataSource: db, close } = await openTestDataSource());
});
afterAll(() => close());
beforeEach(() => db.query('update payout set due_at = null'));

/** Creates a client with payouts that are due, the first one for so many seconds. */
async function clientWithDue(count: number, sinceSeconds: number): Promise<string> {
  const clientId = await newClient(db);
  await manyPayouts(db, { clientId, count, dueAt: `now() - interval '${sinceSeconds} seconds' + n * interval '1 ms'` });
  return clientId;
}

async function claim(limit: number, more: Partial<Claim> = {}): Promise<Record<string, unknown>[]> {
  const common = { provider: 'duitku', leaseMs: 60_000, unsentOnly: true, except: [], held: [] };
  return [...(await claimDue(db, { ...common, limit, ...more }))];
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
  const RUN = ['duitku', [], [], []];

  it.each([
    ['unsent payouts', CLAIM_UNSENT],
    ['payouts of every status', CLAIM_ANY],
  ])('of %s depends on what is claimed, not on how much is due', async (_, sql) => {
    for (let client = 0; client < 3; client += 1) await clientWithDue(1_000, 60);
    await db.query('analyze payout');
    const [{ 'QUERY PLAN': plan }] = await db.query(`explain (analyze, format json) ${sql}`, [8, 60_000, ...RUN]);
    const scans = scansOf(plan[0].Plan);
    expect(scans.map((scan) => scan['Node Type'])).not.toContain('Seq Scan');
    const read = scans.reduce(
      (sum, scan) => sum + scan['Actual Loops'] * (scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0)),
      0,
    );
    // The first eight of each client, and the eight that are taken, once as candidates and once to lock and to change them.
    expect(read).toBeLessThan(80);
  });
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** The parts of a plan that read the table of payouts. */
function scansOf(node: PlanNode): PlanNode[] {
  const own = node['Relation Name'] === 'payout' && node['Node Type'].includes('Scan') ? [node] : [];
  return [...own, ...(node.Plans ?? []).flatMap(scansOf)];
}
