import type { DataSource } from 'typeorm';
import { manyPayouts } from '../../../../test/support/many-payouts.js';
import { newClient } from '../../../../test/support/new-payout.js';
import { rowsRead } from '../../../../test/support/rows-read.js';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { firstWaiting, waitingAt } from './funds-queue.queries.js';

let db: DataSource;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ dataSource: db, close } = await openTestDataSource());
});
afterAll(() => close());
beforeEach(() => db.query('update payout set waiting_reason = null, waiting_until = null'));

/** Creates a client of which so many payouts wait, the first one for so long. */
async function clientWaiting(
  count: number,
  waitsForSeconds: number,
  more: { holdsPlace?: boolean } = {},
): Promise<string> {
  const clientId = await newClient(db);
  await manyPayouts(db, { clientId, count, waitsForSeconds, ...more });
  return clientId;
}

describe('a new payout', () => {
  it('is shown the first payout of each client that waits and holds its place', async () => {
    const [one, other] = [await clientWaiting(3, 60), await clientWaiting(2, 30)];
    await clientWaiting(2, 90, { holdsPlace: false });
    const first = await firstWaiting(db, 'duitku', null);
    expect(first.map(({ clientId }) => clientId).sort()).toEqual([one, other].sort());
    const oldest = await db.query(
      `select distinct on (client_id) id from payout where waiting_reason = 'funds' and holds_place order by client_id, funds_since`,
    );
    expect(new Set(first.map(({ id }) => id))).toEqual(new Set(oldest.map(({ id }: { id: string }) => id)));
  });

  it('is not held up by those that began to wait later', async () => {
    await clientWaiting(1, 10);
    expect(await firstWaiting(db, 'duitku', new Date(Date.now() - 60_000))).toEqual([]);
    expect(await firstWaiting(db, 'duitku', new Date())).toHaveLength(1);
  });

  it('reads as many rows as clients wait, also when thousands of payouts do', async () => {
    for (const holdsPlace of [true, false]) {
      for (let client = 0; client < 3; client += 1) await clientWaiting(1_500, 60, { holdsPlace });
    }
    await db.query('analyze payout');
    const read = await rowsRead(db, (explaining) => firstWaiting(explaining, 'duitku', null));
    expect(read).toBeLessThanOrEqual(6);
  });
});

describe('a look at those that wait', () => {
  it('takes a share of each client, in the order in which they came, and first those that hold their place', async () => {
    const never = await clientWaiting(50, 300, { holdsPlace: false });
    const large = await clientWaiting(50, 200);
    const small = await clientWaiting(2, 10);
    const waiting = await waitingAt(db, 'duitku', 10);
    const countOf = (wanted: string) => waiting.filter(({ clientId }) => clientId === wanted).length;
    expect([large, small, never].map(countOf)).toEqual([8, 2, 0]);
    expect(waiting.map(({ waitsMs }) => waitsMs)).toEqual(
      waiting.map(({ waitsMs }) => waitsMs).sort((one, other) => other - one),
    );
  });
});
