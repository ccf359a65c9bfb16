import { randomInt } from 'node:crypto';
import { CommandLine } from '../../../../test/support/command-line.js';
import { type NewPayout, newPayout } from '../../../../test/support/new-payout.js';
import { type Api, type Json, startApi } from '../testing/start-api.js';

/** The declared fee of a rail, in the sandbox and in production. */
const FEES = { RAIL_FEES: 'duitku.online=6500,duitku.bifast=2500' };

let api: Api;
let salur: CommandLine;
beforeAll(async () => {
  api = await startApi(FEES);
  salur = new CommandLine({ NODE_ENV: 'test', DATABASE_URL: api.databaseUrl, SALUR_OPERATOR: 'fatima', ...FEES });
});
afterAll(() => api.close());

/** A client with payouts of its own. */
async function aClient() {
  const { key, clientId } = await api.newKey(['payouts:read', 'payouts:create']);
  const ask = (path: string) => api.call(`/v1/payouts${path}`, { key });
  return {
    clientId,
    ask,
    ids: async (query: string) => (await ask(query)).body.data.map(({ id }: Json) => id),
    add: async (fields: NewPayout = {}, metadata: Record<string, string> = {}) => {
      const id = await newPayout(api.dataSource, { clientId, ...fields });
      await api.dataSource.query(`update payout set metadata = $2 where id = $1`, [id, metadata]);
      return id;
    },
  };
}

const day = (date: number) => new Date(`2026-11-${String(date).padStart(2, '0')}T00:00:00Z`);

describe('a list of payouts', () => {
  it('has several statuses and rails, separated by commas or repeated', async () => {
    const { add, ids } = await aClient();
    const created = await add();
    const failed = await add({ status: 'failed', rail: 'duitku.bifast' });
    await add({ status: 'succeeded', rail: 'duitku.llg' });
    expect(await ids('?status=created,failed')).toEqual([failed, created]);
    expect(await ids('?status=created&status=failed')).toEqual([failed, created]);
    expect(await ids('?rail=duitku.online,duitku.bifast')).toEqual([failed, created]);
    expect(await ids('?rail=duitku.online&rail=duitku.bifast&status=failed')).toEqual([failed]);
  });

  it('has those whose notes are as asked for, all of them', async () => {
    const { add, ids } = await aClient();
    const one = await add({}, { costCentre: '4711', batch: '7' });
    const other = await add({}, { costCentre: '4711' });
    await add({}, { costCentre: '47' });
    expect(await ids('?metadata[costCentre]=4711')).toEqual([other, one]);
    expect(await ids('?metadata%5BcostCentre%5D=4711&metadata[batch]=7')).toEqual([one]);
    expect(await ids('?metadata[costCentre]=')).toEqual([]);
    expect(await ids('?metadata[__proto__]=x')).toEqual([]);
  });

  it('has those that ended in a period, the last to end first, page by page', async () => {
    const { add, ask, ids } = await aClient();
    const late = await add({ status: 'succeeded', createdAt: day(1), completedAt: day(12) });
    const early = await add({ status: 'failed', createdAt: day(2), completedAt: day(11) });
    const same = await add({ status: 'succeeded', createdAt: day(3), completedAt: day(11) });
    await add({ status: 'succeeded', createdAt: day(4), completedAt: day(13) });
    await add({ createdAt: day(5) });
    const period = '?completedFrom=2026-11-11T00:00:00Z&completedTo=2026-11-13T00:00:00Z';
    expect(await ids(period)).toEqual([late, same, early]);
    expect(await ids(`${period}&status=succeeded&createdFrom=2026-11-02T00:00:00Z`)).toEqual([same]);
    const read: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await ask(`${period}&limit=1${cursor}`);
      read.push(...body.data.map(({ id }: Json) => id));
      if (body.nextCursor === null) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(read).toEqual([late, same, early]);
  });
});

describe('GET /v1/payouts/summary', () => {
  it('counts and sums what fits the filter, by status, with fees as said and as expected', async () => {
    const { add, ask } = await aClient();
    await add({ amount: 9_007_199_254_740_991n });
    await add({ amount: 9_007_199_254_740_991n, rail: 'duitku.bifast' });
    await add({ status: 'succeeded', amount: 50_000n, fee: 6_000n });
    await add({ status: 'failed', amount: 70_000n });
    const { text, body } = await ask('/summary?createdFrom=2026-01-01T00:00:00Z');
    expect(body).toMatchObject({
      count: 4,
      byStatus: [
        { status: 'created', count: 2, fee: 0, feeExpected: 9_000 },
        { status: 'failed', count: 1, amount: 70_000, fee: 0, feeExpected: 0 },
        { status: 'succeeded', count: 1, amount: 50_000, fee: 6_000, feeExpected: 6_500 },
      ],
    });
    expect(text).toContain('"amount":18014398509481982');
    const { body: open } = await ask('/summary?status=created&rail=duitku.bifast');
    expect(open).toMatchObject({ count: 1, byStatus: [{ status: 'created', count: 1 }] });
  });

  it('has nothing of other clients, and is asked for with a time or for payouts that have not ended', async () => {
    const { ask } = await aClient();
    expect((await ask('/summary?createdFrom=2026-01-01T00:00:00Z')).body).toEqual({
      count: 0,
      amount: 0,
      byStatus: [],
    });
    expect(await ask('/summary')).toMatchObject({ status: 400, body: { errors: [{ field: 'createdFrom' }] } });
    expect(await ask('/summary?status=created,failed')).toMatchObject({ status: 400 });
    expect(await ask('/summary?waiting=funds')).toMatchObject({ status: 200 });
    expect(await ask('/summary?limit=1')).toMatchObject({ status: 400, body: { errors: [{ field: 'limit' }] } });
  });
});

describe('GET /v1/payouts.csv', () => {
  it('has the columns and rows of the command line, with expected fees and notes', async () => {
    const { add, ask, clientId } = await aClient();
    await add({ status: 'succeeded', createdAt: day(1), completedAt: day(11) }, { costCentre: '=1+1', batch: '7' });
    await add({ status: 'failed', createdAt: day(2), completedAt: day(12) });
    const { status, headers, text } = await ask(
      '.csv?completedFrom=2026-11-10T00:00:00Z&metadataColumns=costCentre,none',
    );
    expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    const [head = '', failed = '', succeeded = ''] = text.split('\r\n').map((line) => line.split(','));
    expect(head.slice(-4)).toEqual(['fee_expected', 'metadata', 'metadata.costCentre', 'metadata.none']);
    const cell = (row: string | string[], name: string) => row[head.indexOf(name)];
    expect([cell(failed, 'status'), cell(failed, 'fee_expected')]).toEqual(['failed', '']);
    expect([cell(succeeded, 'status'), cell(succeeded, 'fee'), cell(succeeded, 'fee_expected')]).toEqual([
      'succeeded',
      '',
      '6500',
    ]);
    expect(text).toContain(`"'=1+1"`);
    const words = ['--client', clientId, '--completed-from', '2026-11-10T00:00:00Z'];
    const printed = await salur.run(
      'payout',
      'list',
      '--format',
      'csv',
      '--metadata-columns',
      'costCentre,none',
      ...words,
    );
    // Over REST this key sees numbers in full.
    expect(printed.stdout).toBe(text.replaceAll('8760673566', '******3566'));
  });

  it('is empty but for the names of columns when nothing fits', async () => {
    const { ask } = await aClient();
    expect((await ask('.csv')).text.split('\r\n')).toEqual([expect.stringMatching(/^id,client,.*metadata$/), '']);
    expect(await ask('.csv?status=lost')).toMatchObject({ status: 400, body: { errors: [{ field: 'status' }] } });
  });

  it('has payouts of several pages, once each and in order', async () => {
    const { add, ask, ids } = await aClient();
    for (let count = 0; count < 401; count += 1) await add();
    const rows = (await ask('.csv')).text.trimEnd().split('\r\n').slice(1);
    expect(rows).toHaveLength(401);
    expect(rows.slice(0, 200).map((row) => row.split(',')[0])).toEqual(await ids('?limit=200'));
  });
});

describe('salur payout search and sum', () => {
  it('finds the payouts of all clients to an account, masked, and records the operator', async () => {
    const [one, other] = [await aClient(), await aClient()];
    const accountNumber = String(randomInt(10 ** 11, 10 ** 12));
    const ids = [await one.add({ accountNumber }), await other.add({ accountNumber })];
    await other.add();
    const found = await salur.run('payout', 'search', '--account', accountNumber, '--format', 'json');
    expect(JSON.parse(found.stdout).data.map(({ id }: Json) => id)).toEqual(ids.reverse());
    expect(found.stdout).toContain(`********${accountNumber.slice(-4)}`);
    expect(`${found.stdout}${found.stderr}`).not.toContain(accountNumber);
    const [entry] = await api.dataSource.query(
      `select actor, subject_id, details from audit_entry where action = 'personal_data.search'`,
    );
    expect(entry).toMatchObject({ actor: 'operator:fatima', subject_id: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await salur.run('payout', 'search')).toMatchObject({ code: 2 });
    expect(await salur.run('payout', 'search', '--account', '12 34')).toMatchObject({ code: 2 });
  });

  it('sums what fits the filter', async () => {
    const { add, clientId } = await aClient();
    await add({ status: 'succeeded', amount: 50_000n }, { batch: '7' });
    await add({ status: 'failed' });
    const words = ['--client', clientId, '--metadata', 'batch=7'];
    expect(await salur.json('payout', 'sum', ...words)).toEqual({
      data: [{ status: 'succeeded', count: 1, amount: 50_000, fee: 0, feeExpected: 6_500 }],
      more: false,
    });
    expect((await salur.run('payout', 'sum', ...words)).stdout).toMatch(/succeeded +1 +Rp50,000 +Rp0 +Rp6,500/);
  });
});
