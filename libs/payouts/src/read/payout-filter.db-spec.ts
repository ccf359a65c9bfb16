import type { DataSource } from 'typeorm';
import { newClient, newPayout } from '../../../../test/support/new-payout.js';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { findPage, type OverseenFilter, sumOf } from './payout-filter.js';

const NO_LIMIT = { twoPeopleFrom: null };
const COUNT = 40_000;
const MINUTE_MS = 60_000;

let close: () => Promise<void>;
let dataSource: DataSource;
let clientId: string;
/** When the newest payout was accepted; each of the others a minute before the next. */
let newest: Date;
beforeAll(async () => {
  ({ dataSource, close } = await openTestDataSource());
  clientId = await newClient(dataSource);
  newest = new Date('2026-11-30T00:00:00Z');
  await fill(clientId, COUNT);
  await fill(await newClient(dataSource), COUNT / 4);
  await dataSource.query('analyze payout');
});
afterAll(() => close());

/** Ended payouts in their time, of which every 10,000th is still pending, without the rows that belong to each. */
async function fill(ofClient: string, count: number): Promise<void> {
  await dataSource.transaction(async (tx) => {
    await tx.query(`set local session_replication_role = replica`);
    await tx.query(
      `insert into payout (id, client_id, reference, idempotency_key, request_hash, amount, requested_rail, rail, created_rail, provider,
         destination_type, bank_code, destination_hash, personal_sealed, confirmation, status, version, fence, created_at, completed_at, proof, pending_reason)
       select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000' || substr(md5($2 || n), 1, 16))::uuid,
         $1, n, n, '', 50000, 'auto', 'duitku.online', 'duitku.online', 'duitku', 'bank_account', '014', sha256(n::text::bytea), '\\x00',
         'automatic', case when is_open then 'pending' else 'succeeded' end, 1, 1, at,
         case when not is_open then at + interval '1 minute' end, case when not is_open then 'api_reply' end,
         case when is_open then 'accepted' end
       from generate_series(0, $3::int - 1) n,
         lateral (select $4::timestamptz - n * interval '1 minute' as at, n % 10000 = 9999 as is_open) as made`,
      [ofClient, ofClient, count, newest],
    );
  });
}

const ago = (minutes: number) => new Date(newest.getTime() - minutes * MINUTE_MS);

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

function rowsRead(node: PlanNode): number {
  const here = node['Relation Name'] === 'payout' ? node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) : 0;
  return here * node['Actual Loops'] + (node.Plans ?? []).reduce((sum, plan) => sum + rowsRead(plan), 0);
}

/** How many rows of payouts the statements of a page read. */
async function readFor(filter: OverseenFilter, before: string | null = null): Promise<number> {
  const sent = jest.spyOn(dataSource, 'query');
  await findPage(dataSource, filter, { limit: 51, before }, NO_LIMIT);
  const statements = sent.mock.calls.map(([sql, parameters]) => [sql, parameters] as const);
  sent.mockRestore();
  let rows = 0;
  for (const [sql, parameters] of statements) {
    const [{ 'QUERY PLAN': plan }] = await dataSource.query(
      `explain (analyze, format json) ${sql}`,
      parameters as unknown[],
    );
    rows += rowsRead(plan[0].Plan);
  }
  return rows;
}

describe('a list of a client with very many payouts', () => {
  it.each<[string, () => OverseenFilter, number]>([
    ['the newest', () => ({}), 51],
    ['those before an old time', () => ({ createdTo: ago(COUNT - 200) }), 51 + 60],
    ['those of an old hour', () => ({ createdFrom: ago(30_000), createdTo: ago(29_940) }), 180],
    ['those of a time with none', () => ({ createdFrom: ago(-100), createdTo: ago(-90) }), 180],
    ['those that have not ended', () => ({ status: ['pending', 'review'] }), 10],
    ['those in review, of which there are none', () => ({ status: ['review'] }), 10],
    ['those that wait for funds, of which there are none', () => ({ waiting: 'funds' }), 10],
    ['those that ended in an old hour', () => ({ completedFrom: ago(30_000), completedTo: ago(29_940) }), 60],
    [
      'those that ended before an old time, and failed',
      () => ({ completedTo: ago(COUNT - 100), status: ['failed'] }),
      200,
    ],
    ['one reference', () => ({ reference: '39000' }), 1],
  ])('reads few rows for %s', async (_what, filter, most) => {
    expect(await readFor({ ...filter(), clientId })).toBeLessThanOrEqual(most);
  });

  it('reads a bounded number of rows for a filter that fits none', async () => {
    expect(await readFor({ clientId, rail: ['doku.kirim'] })).toBeLessThanOrEqual(40_000);
  });

  it('counts the payouts of an old day alone', async () => {
    const period = { clientId, createdFrom: ago(30_000), createdTo: ago(30_000 - 1_440), rail: ['duitku.online'] };
    const [pending, succeeded] = await sumOf(dataSource, period, NO_LIMIT);
    expect([pending?.count, succeeded]).toEqual([
      1,
      { status: 'succeeded', rail: 'duitku.online', count: 1_439, amount: '71950000', fee: '0' },
    ]);
  });
});

describe('a list whose filter fits few', () => {
  it.each([{}, { completedFrom: new Date(0) }])(
    'goes on where the search ended, and finds each once: %j',
    async (more) => {
      const ofClient = await newClient(dataSource);
      const ids: string[] = [];
      for (let count = 0; count < 13; count += 1) {
        const [rail, at] = [count % 4 === 0 ? 'duitku.llg' : 'duitku.online', ago(-count - 1)];
        const id = await newPayout(dataSource, {
          clientId: ofClient,
          status: 'succeeded',
          rail,
          createdAt: at,
          completedAt: at,
        });
        if (rail === 'duitku.llg') ids.unshift(id);
      }
      const found: string[] = [];
      const filter = { clientId: ofClient, rail: ['duitku.llg'], ...more };
      let pages = 0;
      for (let before: string | null = null; ; pages += 1) {
        const { items, examinedTo } = await findPage(dataSource, filter, { limit: 10, before }, NO_LIMIT, 3);
        found.push(...items.map(({ id }) => id));
        if (examinedTo === null) break;
        before = examinedTo;
      }
      expect(found).toEqual(ids);
      expect(pages).toBeGreaterThan(3);
    },
  );
});
