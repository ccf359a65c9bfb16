import { ALL_SCOPES } from '#libs/clients';
import { Sandbox } from '../../../../test/support/sandbox.js';
import { wholeDatabase } from '../testing/json-bodies.js';
import {
  bookedRows,
  csvOf,
  type StatementProvider,
  type StatementRow,
  timeOfJakarta,
} from '../testing/provider-books.js';
import { type Answer, type Api, type Json, startApi } from '../testing/start-api.js';
import { stopTheClock } from '../testing/stop-the-clock.js';

const PAID_ACCOUNT = { duitku: '8760673566', doku: '8377388292' } as const;
const RAIL = { duitku: 'duitku.online', doku: 'doku.kirim' } as const;
const DAY_MS = 86_400_000;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.start();
});
afterAll(() => sandbox.stop());

interface TestClient {
  readonly key: string;
  readonly clientId: string;
  /** Of payouts that were paid, by provider, in the order of the books. */
  readonly paid: Record<StatementProvider, string[]>;
}

let api: Api;
let [ayu, budi]: readonly [TestClient, TestClient] = [] as never;
/** The file of each provider when nothing is wrong. */
let books: Record<StatementProvider, StatementRow[]>;
/** What statements cover: all payouts here, and the days in which they would have been booked. */
let time: { from: string; to: string };
let letTimeGoOn = () => {};

/** Two clients whose payouts are paid, and days later, when a missing row is a difference. */
async function payAndWait(): Promise<void> {
  await sandbox.reset();
  api = await startApi({ ...sandbox.wholeEnvironment, STATUS_CHECK_DELAYS: '100ms,200ms,500ms' });
  [ayu, budi] = [await createTestClient(), await createTestClient()];
  const from = new Date(Date.now() - 60_000);
  for (const who of [ayu, budi])
    for (const provider of ['duitku', 'duitku', 'duitku', 'doku', 'doku'] as const) await pay(who, provider);
  const later = new Date(Date.now() + 5 * DAY_MS);
  letTimeGoOn = stopTheClock(later.toISOString());
  books = { duitku: await bookedRows(sandbox, 'duitku'), doku: await bookedRows(sandbox, 'doku') };
  time = { from: from.toISOString(), to: later.toISOString() };
}

async function end(): Promise<void> {
  letTimeGoOn();
  await api.close();
}

async function createTestClient(): Promise<TestClient> {
  const { key, clientId } = await api.newKey(ALL_SCOPES);
  return { key, clientId, paid: { duitku: [], doku: [] } };
}

async function pay({ key, paid }: TestClient, provider: StatementProvider): Promise<void> {
  const destination = { type: 'bank_account', bankCode: '014', accountNumber: PAID_ACCOUNT[provider] };
  const { body } = await api.create({ rail: RAIL[provider], destination }, { prefer: 'wait=20' }, key);
  expect(body.status).toMatch(/succeeded|pending/);
  if (body.status === 'pending') await api.call(`/v1/payouts/${body.id}/check`, { method: 'POST', key });
  expect((await api.call(`/v1/payouts/${body.id}`, { key })).body.status).toBe('succeeded');
  paid[provider].push(body.id);
}

interface File {
  readonly provider?: StatementProvider;
  readonly rows?: readonly StatementRow[];
  readonly text?: string;
  readonly numbers?: string;
  readonly columns?: string;
  readonly minus?: string;
  readonly dates?: string;
  readonly skip?: string;
  readonly preview?: string;
}

function importAs({ key }: TestClient, { provider = 'duitku', rows, text, ...more }: File = {}): Promise<Answer> {
  const query = new URLSearchParams({ provider, ...time, ...(more as Record<string, string>) });
  const body = text ?? csvOf(rows ?? books[provider]);
  return api.call(`/v1/statements?${query}`, { method: 'POST', key, body, headers: { 'content-type': 'text/csv' } });
}

const get = async ({ key }: TestClient, path: string): Promise<Json> => {
  const answer = await api.call(path, { key });
  expect(answer.status).toBe(200);
  return answer.body;
};

/** The differences that a client can read, oldest first. */
const differencesOf = async (who: TestClient, query: Record<string, string> = {}): Promise<Json[]> =>
  (await get(who, `/v1/differences?${new URLSearchParams(query)}`)).data.reverse();
const kindsOf = async (who: TestClient, query = {}) => (await differencesOf(who, query)).map(({ kind }) => kind).sort();
const close = (who: TestClient, id: string, body: unknown = { reason: 'The provider has explained it' }) =>
  api.call(`/v1/differences/${id}/close`, { method: 'POST', key: who.key, body });
const alerts = async () => {
  const [row] = await api.dataSource.query(`select count(*)::int from alert where kind = 'statement_differs'`);
  return row.count;
};

/** The row of a payout, as its place in the books says. */
const rowOf = (provider: StatementProvider, place: number) => books[provider][place] as StatementRow;
const without = (rows: readonly StatementRow[], place: number) => rows.filter((_, at) => at !== place);
const replaced = (place: number, change: object) =>
  books.duitku.map((row, at) => (at === place ? { ...row, ...change } : row));
const laterFile = (rows: readonly StatementRow[]) => `${csvOf(rows)}\n`;
/** A payment of a transfer that Salur has never recorded. */
const unknownRow = (): StatementRow => ({
  ...rowOf('duitku', 0),
  date: timeOfJakarta(new Date(new Date(time.from).getTime() + 61_000)),
  disburseId: '998877',
  custRefNumber: '776655',
});

describe('statements that agree with all payouts', () => {
  beforeAll(payAndWait);
  afterAll(end);

  it('are imported without a difference, with what they say in numbers', async () => {
    const answer = await importAs(ayu);
    expect(answer).toMatchObject({
      status: 201,
      body: {
        provider: 'duitku',
        ...time,
        lines: 6,
        repeatedLines: 0,
        foreignLines: 3,
        linesByKind: { paid: 6, returned: 0, refused: 0, processing: 0, fee: 0, other: 0 },
        rupiahByKind: { paid: 300_000, returned: 0, refused: 0, processing: 0, fee: 0, other: 0 },
        importedBy: expect.stringMatching(/^key:/),
      },
    });
    const doku = await importAs(ayu, { provider: 'doku' });
    expect(doku).toMatchObject({ status: 201, body: { provider: 'doku', lines: 4 } });
    for (const who of [ayu, budi]) expect(await differencesOf(who)).toEqual([]);
    expect(await alerts()).toBe(0);

    expect(await get(ayu, `/v1/statements/${answer.body.id}`)).toEqual(answer.body);
    expect(await get(ayu, '/v1/statements')).toEqual({ data: [doku.body, answer.body], nextCursor: null });
    expect((await get(ayu, '/v1/statements?provider=duitku')).data).toEqual([answer.body]);
    const { data, nextCursor } = await get(ayu, '/v1/statements?limit=1');
    expect(data).toEqual([doku.body]);
    expect((await get(ayu, `/v1/statements?limit=1&cursor=${nextCursor}`)).data).toEqual([answer.body]);
    const foreign = await api.call(`/v1/differences?limit=1&cursor=${nextCursor}`, { key: ayu.key });
    expect(foreign).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
  });

  it('are the same statements when they come again, and nothing changes', async () => {
    const before = await wholeDatabase(api);
    const { data } = await get(ayu, '/v1/statements?provider=duitku');
    expect(await importAs(ayu)).toMatchObject({ status: 200, body: data[0] });
    expect(await wholeDatabase(api)).toEqual(before);
  });

  it('are statements of each client that imports them, about its own payouts', async () => {
    const again = await importAs(budi);
    expect(again).toMatchObject({ status: 201, body: { lines: 6, repeatedLines: 0, foreignLines: 3 } });
    const later = await importAs(ayu, { text: laterFile(books.duitku) });
    expect(later).toMatchObject({ status: 201, body: { lines: 6, repeatedLines: 3, foreignLines: 3 } });
    expect((await get(budi, '/v1/statements')).data).toEqual([again.body]);
    for (const who of [ayu, budi]) expect(await differencesOf(who)).toEqual([]);
  });
});

describe('a planted difference', () => {
  /** Which payouts of theirs it was planted for. */
  let planted: Record<'missing' | 'doubled' | 'changed' | 'ofBudi' | 'ofDoku', string>;
  let faulty: StatementRow[];

  beforeAll(async () => {
    await payAndWait();
    const [missing = '', doubled = '', changed = ''] = ayu.paid.duitku;
    planted = { missing, doubled, changed, ofBudi: budi.paid.duitku[2] ?? '', ofDoku: budi.paid.doku[1] ?? '' };
    const [, second, , fourth, fifth] = books.duitku as [StatementRow, StatementRow, never, StatementRow, StatementRow];
    faulty = [second, second, { ...rowOf('duitku', 2), amount: 50_001 }, fourth, fifth, unknownRow()];
  });
  afterAll(end);

  it('is reported once to the client of the payout, and a row without a payout to the client that imported it', async () => {
    const { body: statement } = await importAs(ayu, { rows: faulty });
    const found = await differencesOf(ayu);
    expect(found.map(({ kind, payoutId }) => [kind, payoutId]).sort()).toEqual(
      [
        ['missing_line', planted.missing],
        ['paid_twice', planted.doubled],
        ['amount_differs', planted.changed],
        ['unknown_line', null],
      ].sort(),
    );
    const byKind = Object.fromEntries(found.map((difference) => [difference.kind, difference]));
    const open = {
      provider: 'duitku',
      status: 'open',
      closedAt: null,
      closedBecause: null,
      closedBy: null,
      reason: null,
    };
    for (const each of found) expect(each).toMatchObject({ ...open, statementId: statement.id });
    expect(byKind.missing_line).toMatchObject({
      means: 'The payout succeeded, and the statement of its period has no payment for it.',
      remedy: expect.stringContaining('Do not pay it again'),
      expected: { status: 'succeeded', amount: 50_000 },
      found: { paid: 0, returned: 0, refused: 0, newestLine: null },
    });
    expect(byKind.paid_twice.found).toEqual({ paid: 2, returned: 0, refused: 0, newestLine: 3 });
    expect(byKind.amount_differs).toMatchObject({ expected: { amount: 50_000 }, found: { amount: 50_001, line: 4 } });
    expect(byKind.unknown_line).toMatchObject({
      expected: {},
      found: { kind: 'paid', amount: 50_000, line: 7, names: 'disburseId:998877 custRefNumber:776655' },
    });
    expect(await differencesOf(budi)).toEqual([]);
    expect(await alerts()).toBe(1);
  });

  it('is explained by the sums of both sides', async () => {
    const [{ id }] = (await get(ayu, '/v1/statements?provider=duitku')).data;
    const total = (count: number, rupiah: number) => ({ count, rupiah });
    expect(await get(ayu, `/v1/statements/${id}/totals`)).toEqual({
      paid: { file: total(4, 200_001), foreign: total(2, 100_000), payouts: total(3, 150_000) },
      returned: { file: total(0, 0), foreign: total(0, 0), payouts: total(0, 0) },
      differences: [
        { kind: 'amount_differs', ...total(1, 50_000) },
        { kind: 'missing_line', ...total(1, 50_000) },
        { kind: 'paid_twice', ...total(1, 50_000) },
        { kind: 'unknown_line', ...total(1, 50_000) },
      ],
    });
    expect(await api.call(`/v1/statements/${id}/totals`, { key: budi.key })).toMatchObject({ status: 404 });
  });

  it('is not found again when the file comes again, whatever else is in it', async () => {
    const before = await differencesOf(ayu);
    expect(await importAs(ayu, { rows: faulty })).toMatchObject({ status: 200 });
    const again = await importAs(ayu, { text: laterFile(faulty) });
    expect(again).toMatchObject({ status: 201, body: { lines: 6, repeatedLines: 4, foreignLines: 2 } });
    expect(await differencesOf(ayu)).toEqual(before);
    expect(await alerts()).toBe(1);
  });

  it('is reported to another client by its own statement alone', async () => {
    const before = await differencesOf(ayu);
    const { body: statement } = await importAs(budi, { rows: faulty });
    expect(await differencesOf(budi, { kind: 'missing_line' })).toMatchObject([
      { payoutId: planted.ofBudi, statementId: statement.id },
    ]);
    expect(await kindsOf(budi)).toEqual(['missing_line', 'unknown_line']);
    expect(await differencesOf(ayu)).toEqual(before);
  });

  it('is found in the statements of each provider', async () => {
    for (const who of [ayu, budi]) await importAs(who, { provider: 'doku', rows: without(books.doku, 3) });
    expect(await differencesOf(budi, { provider: 'doku' })).toMatchObject([
      { kind: 'missing_line', payoutId: planted.ofDoku, provider: 'doku' },
    ]);
    expect(await differencesOf(ayu, { provider: 'doku' })).toEqual([]);
  });

  it('is listed by status, kind, payout, provider and statement, page by page', async () => {
    expect(await kindsOf(ayu, { kind: 'paid_twice' })).toEqual(['paid_twice']);
    expect(await kindsOf(ayu, { payoutId: planted.changed })).toEqual(['amount_differs']);
    expect(await kindsOf(ayu, { payoutId: planted.ofBudi })).toEqual([]);
    expect(await kindsOf(ayu, { status: 'closed' })).toEqual([]);
    const [{ statementId }] = (await differencesOf(ayu)) as [Json];
    expect(await kindsOf(ayu, { statementId, status: 'open', provider: 'duitku' })).toHaveLength(4);
    const ids = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Json = await get(ayu, `/v1/differences?limit=1&kind=missing_line${cursor && `&cursor=${cursor}`}`);
      ids.push(...page.data.map(({ id }: Json) => id));
      cursor = page.nextCursor;
    }
    expect(ids).toEqual((await differencesOf(ayu, { kind: 'missing_line' })).map(({ id }) => id));
  });

  it('belongs to one client: another client finds neither difference nor statement (S3)', async () => {
    const [{ id, statementId }] = (await differencesOf(ayu)) as [Json];
    for (const path of [`/v1/differences/${id}`, `/v1/statements/${statementId}`])
      expect(await api.call(path, { key: budi.key })).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await close(budi, id)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await get(ayu, `/v1/differences/${id}`)).toMatchObject({ id, status: 'open' });
  });

  it('closes by itself when the row comes later', async () => {
    await importAs(budi, { rows: without(books.duitku, 0) });
    expect(await differencesOf(budi, { provider: 'duitku', kind: 'missing_line' })).toMatchObject([
      { kind: 'missing_line', status: 'closed', closedBecause: 'agrees', closedAt: expect.any(String), closedBy: null },
    ]);
    expect(await kindsOf(ayu, { status: 'open' })).toContain('missing_line');
  });

  it('is closed by a person with a reason, once, and then is not found again', async () => {
    const [{ id }] = (await differencesOf(ayu, { kind: 'paid_twice' })) as [Json];
    const closed = await close(ayu, id);
    expect(closed).toMatchObject({
      status: 200,
      body: {
        id,
        status: 'closed',
        closedBecause: 'person',
        closedBy: expect.stringMatching(/^key:/),
        reason: 'The provider has explained it',
      },
    });
    expect(await close(ayu, id)).toMatchObject({ status: 409, body: { code: 'difference_closed' } });
    await importAs(ayu, { text: `${laterFile(faulty)}\n` });
    expect(await get(ayu, `/v1/differences/${id}`)).toEqual(closed.body);
    const third = [...faulty, faulty[0] as StatementRow];
    await importAs(ayu, { rows: third });
    expect(await get(ayu, `/v1/differences/${id}`)).toMatchObject({
      status: 'open',
      closedBy: null,
      found: { paid: 3 },
      closedBefore: [
        {
          closedAt: closed.body.closedAt,
          closedBy: closed.body.closedBy,
          closedByName: closed.body.closedByName,
          reason: 'The provider has explained it',
          found: { paid: 2 },
        },
      ],
    });
    const { body: trail } = await api.call(`/v1/audit-entries?subjectId=${id}`);
    expect(trail.data).toMatchObject([
      {
        action: 'difference.close',
        subjectType: 'difference',
        clientId: ayu.clientId,
        reason: 'The provider has explained it',
        details: { kind: 'paid_twice', payoutId: planted.doubled },
      },
    ]);
  });

  it('closes when its statement is withdrawn, once and with a reason, and opens when the file comes again', async () => {
    const text = `${laterFile(faulty)}\n\n`;
    const { body: statement } = await importAs(budi, { text });
    const withdraw = (who: TestClient, body: unknown) =>
      api.call(`/v1/statements/${statement.id}/withdraw`, { method: 'POST', key: who.key, body });
    for (const body of [{}, { reason: '' }, { reason: 'x'.repeat(501) }])
      expect(await withdraw(budi, body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    const reason = 'the file of another account';
    expect(await withdraw(ayu, { reason })).toMatchObject({ status: 404 });
    const before = await differencesOf(ayu);
    const withdrawn = await withdraw(budi, { reason });
    expect(withdrawn).toMatchObject({
      status: 200,
      body: {
        id: statement.id,
        withdrawnAt: expect.any(String),
        withdrawnBy: expect.stringMatching(/^key:/),
        withdrawnByName: expect.any(String),
        withdrawnBecause: reason,
      },
    });
    expect(await get(budi, `/v1/statements/${statement.id}`)).toEqual(withdrawn.body);
    expect(await withdraw(budi, { reason })).toMatchObject({ status: 409, body: { code: 'statement_withdrawn' } });
    expect(await differencesOf(ayu)).toEqual(before);
    const again = await importAs(budi, { text });
    expect(again).toMatchObject({ status: 201, body: { withdrawnAt: null } });
    expect(again.body.id).not.toBe(statement.id);
  });

  it('is not closed without a valid reason', async () => {
    const [{ id }] = (await differencesOf(ayu, { kind: 'unknown_line' })) as [Json];
    for (const body of [{}, { reason: '' }, { reason: 'x'.repeat(501) }, { reason: null }, { reason: 'x', by: 'me' }])
      expect(await close(ayu, id, body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect((await close(ayu, id, { reason: 'x'.repeat(500) })).status).toBe(200);
  });

  it('moves no payout and pays nothing', async () => {
    for (const who of [ayu, budi])
      for (const { status } of (await get(who, '/v1/payouts')).data) expect(status).toBe('succeeded');
    expect((await sandbox.books()).totals.movedCount).toBe(10);
  });
});

describe('a file from a spreadsheet', () => {
  beforeAll(payAndWait);
  afterAll(end);

  it('has Indonesian numbers, semicolons and headers of its own', async () => {
    const rows = books.duitku.map((row) => ({
      Tanggal: `${row.date}`,
      'ID Transaksi': row.disburseId as string,
      Jenis: 'Berhasil',
      'Nominal (Rp)': 'Rp 50.000,00',
    }));
    const columns = 'disburseId=ID Transaksi,amount=Nominal (Rp)';
    const answer = await importAs(ayu, { text: csvOf(rows, ';'), numbers: 'indonesian', columns });
    expect(answer).toMatchObject({ status: 201, body: { lines: 6, linesByKind: { paid: 6 } } });
    for (const who of [ayu, budi]) expect(await differencesOf(who)).toEqual([]);
  });

  it('has lines above its header, months in front and a minus for money that left', async () => {
    const american = (date: unknown) => String(date).replace(/^(\d+)-(\d+)-(\d+)/, '$2/$3/$1');
    const rows = books.duitku.map((row) => ({ ...row, date: american(row.date), amount: `-${row.amount}` }));
    const text = `Merchant,PT A,Jakarta,Indonesia\n${csvOf(rows)}`;
    const answer = await importAs(ayu, { text, minus: 'out', dates: 'mdy', skip: '1' });
    expect(answer).toMatchObject({ status: 201, body: { lines: 6, linesByKind: { paid: 6 } } });
  });

  it.each([
    ['an amount', { amount: '50.000' }, { field: 'line 3, amount', message: expect.stringContaining('`numbers`') }],
    ['a type', { type: 'gift' }, { field: 'line 3, type', message: expect.stringContaining('transfer, return') }],
    ['a date', { date: 'yesterday' }, { field: 'line 3, date', message: expect.stringContaining('2026-11-21') }],
    [
      'another day',
      { date: '2020-01-01 00:00:00' },
      { field: 'line 3, date', message: expect.stringContaining('`from`') },
    ],
    ['a sign', { amount: '-50000' }, { field: 'line 3, amount', message: expect.stringContaining('`minus`') }],
    ['no movement', { amount: '0' }, { field: 'line 3, amount', message: expect.stringContaining('no movement') }],
    [
      'a number of a spreadsheet',
      { disburseId: '2.87944E+10' },
      { field: 'line 3, disburseId', message: expect.stringContaining('format the column as text') },
    ],
    ['a fee', { fee: 'free' }, { field: 'line 3, fee', message: expect.any(String) }],
    ['a cell too many', { fee: '0,0' }, { field: 'line 3', message: expect.stringContaining('number of cells') }],
    ['an open quote', { fee: '"0' }, { field: expect.stringMatching(/^line \d+$/), message: 'is not CSV' }],
  ])('with %s that cannot be read is refused by its line, and changes nothing', async (_what, change, error) => {
    const before = await wholeDatabase(api);
    const answer = await importAs(ayu, { text: csvOf(replaced(1, change)) });
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [error] } });
    expect(await wholeDatabase(api)).toEqual(before);
  });

  it.each([
    ['no provider', { provider: '' }, 'provider'],
    ['an unknown provider', { provider: 'unknown' }, 'provider'],
    ['no beginning', { from: '' }, 'from'],
    ['a day for a time', { from: '2026-11-20' }, 'from'],
    ['a day that is none', { from: '2026-13-20T00:00:00Z' }, 'from'],
    ['an end in the future', { to: '2126-11-20T00:00:00Z' }, 'to'],
    ['an end before its beginning', { to: '2020-11-20T00:00:00Z' }, 'to'],
    ['an unknown form of numbers', { numbers: 'roman' }, 'numbers'],
    ['an unknown meaning of a minus', { minus: 'left' }, 'minus'],
    ['an unknown order of dates', { dates: 'ydm' }, 'dates'],
    ['a number of lines that is none', { skip: '-1' }, 'skip'],
    ['columns without a header', { columns: 'amount=' }, 'columns'],
    ['columns without a name', { columns: '=Nominal' }, 'columns'],
    ['one column twice', { columns: 'amount=a,amount=b' }, 'columns'],
    ['a column that there is not', { columns: 'colour=Warna' }, 'columns'],
    ['a prototype for a column', { columns: '__proto__=Warna' }, 'columns'],
    ['an unclear preview', { preview: 'yes' }, 'preview'],
    ['what is no parameter', { format: 'csv' }, 'format'],
  ])('with %s is refused by the name of the parameter', async (_what, change, field) => {
    const query = Object.entries({ provider: 'duitku', ...time, ...change }).filter(([, value]) => value !== '');
    const answer = await api.call(`/v1/statements?${new URLSearchParams(query)}`, {
      method: 'POST',
      key: ayu.key,
      body: csvOf(books.duitku),
      headers: { 'content-type': 'text/csv' },
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field }] } });
  });

  it('is previewed: how it is understood and what it would add, and nothing is stored', async () => {
    const back: StatementRow = { ...rowOf('duitku', 1), amount: 70_000, type: 'refund' };
    const rows = [...books.duitku, back, unknownRow()].map((row) => ({
      Waktu: `${row.date}`.replace(/^(\d+)-(\d+)-(\d+)/, '$3/$2/$1').slice(0, 16),
      'ID Transaksi': row.disburseId as string,
      Jenis: row.type as string,
      Catatan: 'Ayu',
      Nominal: row.amount as number,
    }));
    const columns = 'disburseId=ID Transaksi';
    const file = { text: csvOf(rows, ';'), columns, dates: 'dmy' };
    const before = await wholeDatabase(api);
    const preview = await importAs(ayu, { ...file, preview: 'true' });
    expect(preview).toMatchObject({
      status: 200,
      body: {
        preview: true,
        importedAs: null,
        understood: {
          encoding: 'utf-8',
          delimiter: ';',
          headerLine: 1,
          columns: { date: 'Waktu', disburseId: 'ID Transaksi', type: 'Jenis', amount: 'Nominal' },
          dates: 'dmy',
          times: 'minute',
        },
        lines: 8,
        // The six of the books were imported with seconds by tests before; three of them are of the other client.
        repeatedLines: 3,
        foreignLines: 3,
        unknownLines: 1,
        linesByKind: { paid: 7, returned: 1 },
        rupiahByKind: { paid: 350_000, returned: 70_000 },
      },
    });
    expect(preview.body.firstLines).toHaveLength(5);
    expect(preview.body.firstLines[0]).toEqual({
      line: 2,
      bookedAt: expect.stringMatching(/:00\.000Z$/),
      kind: 'paid',
      amount: 50_000,
      fee: null,
      names: [`disburseId:${rowOf('duitku', 0).disburseId}`],
    });
    expect(preview.text).not.toContain('Ayu');
    const wrong = await importAs(ayu, { ...file, columns: 'disburseId=Nomor', preview: 'true' });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(await wholeDatabase(api)).toEqual(before);
  });

  it('is imported once, however many import it at once', async () => {
    const text = laterFile(books.duitku);
    const answers = await Promise.all(Array.from({ length: 8 }, () => importAs(budi, { text })));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(7).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await get(budi, '/v1/statements')).data).toHaveLength(1);
  });
});
