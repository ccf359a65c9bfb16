import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { Books } from '../books.js';
import { DokuClient } from '../doku/testing/doku-client.js';
import {
  CASH_OUT,
  cashOutRequest,
  inquireClearing,
  type Json,
  type SandboxClient,
  startSandbox,
  transferClearing,
} from '../testing/sandbox-client.js';

const DUITKU_HEADER = 'date,disburseId,custRefNumber,type,amount,fee';
const DOKU_HEADER = 'date,partnerReferenceNo,referenceNo,type,amount,fee';
/** A phone whose cash out fails, so that its money comes back, and one whose cash is not collected. */
const [FAILED, NEVER] = ['082211789201', '082211789999'];
const [FROM, TO] = ['2026-01-01T00:00:00Z', '2100-01-01T00:00:00Z'];
const HOUR_MS = 3_600_000;

let sandbox: SandboxClient;
let doku: DokuClient;
beforeAll(async () => {
  sandbox = await startSandbox({ SANDBOX_CALLBACK_DELAY: '50' });
  doku = new DokuClient(sandbox);
});
beforeEach(() => doku.reset());
afterAll(() => sandbox.close());

/** What a statement has to say of all that moved, by the books of the control API. */
function expected(header: string, { transfers, movements }: Json): string {
  const rows = movements.map(({ sequence, at, disburseId, direction, amount }: Json) => {
    const { custRefNumber } = transfers.find((entry: Json) => entry.sequence === sequence);
    const date = new Date(Date.parse(at) + 7 * HOUR_MS).toISOString().replace('Z', '+07:00');
    const type = direction === 'out' ? 'transfer' : 'return';
    return `${date},${disburseId},${custRefNumber},${type},${amount}.00,\r\n`;
  });
  return `${header}\r\n${rows.join('')}`;
}

describe('a statement', () => {
  it('of Duitku lists every transfer, clearing and cash out that moved money, and what came back', async () => {
    const inquiry = await sandbox.inquire();
    await sandbox.transfer(inquiry);
    await sandbox.transfer(await sandbox.inquire('8760673561', { amountTransfer: 10_000 }));
    await transferClearing(sandbox, await inquireClearing(sandbox, '8760673466'));
    const cash = await sandbox.cashOut({ phoneNumber: NEVER });
    await sandbox.cashOut({ phoneNumber: FAILED, custRefNumber: undefined });
    await sandbox.untilReturned(1);
    const statement = await sandbox.statement('duitku', FROM, TO);
    expect(statement).toBe(expected(DUITKU_HEADER, await sandbox.books()));
    const lines = statement.split('\r\n');
    const date = String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+07:00`;
    expect(lines[1]).toMatch(new RegExp(`${date},${inquiry.disburseId},${inquiry.custRefNumber},transfer,50000.00,$`));
    expect(lines[4]).toMatch(new RegExp(`${date},${cash.disburseId},000000001278,transfer,50000.00,$`));
    expect(lines.map((line) => line.split(',').slice(3).join())).toEqual([
      ...['type,amount,fee', 'transfer,50000.00,', 'transfer,10000.00,', 'transfer,200000000.00,'],
      ...['transfer,50000.00,', 'transfer,50000.00,', 'return,50000.00,', ''],
    ]);
  });

  it('of DOKU lists its transfers and refunds by its own two numbers', async () => {
    const { transfer } = await doku.pay();
    await doku.pay({ beneficiaryAccountNumber: '7746555134' });
    await sandbox.untilReturned(1);
    const statement = await sandbox.statement('doku', FROM, TO);
    expect(statement).toBe(expected(DOKU_HEADER, await sandbox.books()));
    expect(statement).toContain(`,${transfer.partnerReferenceNo},${transfer.referenceNo},transfer,200000.00,\r\n`);
    expect(statement.match(/,return,200000\.00,/g)).toHaveLength(1);
  });

  it('lists only the money of its provider', async () => {
    const inquiry = await sandbox.inquire();
    await sandbox.transfer(inquiry);
    const { transfer } = await doku.pay();
    const ofDuitku = await sandbox.statement('duitku', FROM, TO);
    const ofDoku = await sandbox.statement('doku', FROM, TO);
    expect([ofDuitku, ofDoku].map((statement) => statement.split('\r\n').length)).toEqual([3, 3]);
    expect(ofDuitku).toContain(String(inquiry.disburseId));
    expect(ofDoku).toContain(transfer.partnerReferenceNo);
  });

  it('lists money twice that moved twice', async () => {
    const inquiry = await sandbox.inquire();
    await sandbox.transfer(inquiry);
    await sandbox.transfer(inquiry);
    const statement = await sandbox.statement('duitku', FROM, TO);
    expect(statement.split(`,${inquiry.disburseId},${inquiry.custRefNumber},transfer,50000.00,\r\n`)).toHaveLength(3);
  });

  it('lists money that moved behind a lost response, and none that was refused', async () => {
    const lost = { step: 'cash_out', action: { kind: 'drop', when: 'before_answer', moves: true } };
    await sandbox.orderFault(lost);
    await expect(sandbox.post(CASH_OUT, cashOutRequest())).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
    await sandbox.orderFault({ ...lost, step: 'doku_transfer' });
    const inquiry = await doku.inquire();
    await expect(doku.transfer(inquiry.body)).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
    await sandbox.transfer(await sandbox.inquire('8760673559'));
    const books = await sandbox.books();
    expect(books.movements).toHaveLength(2);
    const [cash, transfer] = books.transfers;
    expect(await sandbox.statement('duitku', FROM, TO)).toMatch(
      new RegExp(`fee\r\n[^,]+,${cash.disburseId},000000001278,transfer,50000.00,\r\n$`),
    );
    expect(await sandbox.statement('doku', FROM, TO)).toMatch(
      new RegExp(`fee\r\n[^,]+,${transfer.disburseId},${transfer.custRefNumber},transfer,200000.00,\r\n$`),
    );
    expect(transfer.custRefNumber).toMatch(/^DK\d+$/);
  });

  it('is a header and nothing else when nothing moved, before the first transfer and after a reset', async () => {
    expect(await sandbox.statement('duitku', FROM, TO)).toBe(`${DUITKU_HEADER}\r\n`);
    await sandbox.transfer(await sandbox.inquire());
    await sandbox.control('POST', 'reset');
    expect(await sandbox.statement('duitku', FROM, TO)).toBe(`${DUITKU_HEADER}\r\n`);
    expect(await sandbox.statement('doku', FROM, TO)).toBe(`${DOKU_HEADER}\r\n`);
  });

  it('is sent as CSV', async () => {
    const answer = await request(`${sandbox.url}/control/statements/doku?from=${FROM}&to=${TO}`);
    await answer.body.dump();
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
  });

  it.each([
    [`duitku?to=${TO}`, 'from'],
    [`duitku?from=${FROM}`, 'to'],
    [`duitku?from=&to=${TO}`, 'from'],
    [`duitku?from=${FROM}&to=yesterday`, 'to'],
    [`duitku?from=2026-11-21&to=${TO}`, 'from'],
    [`duitku?from=2026-11-21T00:00:00&to=${TO}`, 'from'],
    [`duitku?from=2026-02-30T00:00:00Z&to=${TO}`, 'from'],
    // A plus in a query is a space.
    [`duitku?from=2026-11-21T00:00:00+07:00&to=${TO}`, 'from'],
    [`duitku?from=${TO}&to=${FROM}`, 'to'],
    [`duitku?from=${FROM}&to=${TO}&bankAccount=1`, 'bankAccount'],
    [`other?from=${FROM}&to=${TO}`, 'provider'],
  ])('asked for as %s is 400 in JSON and names %s', async (path, field) => {
    const { status, body } = await sandbox.control('GET', `statements/${path}`);
    expect(status).toBe(400);
    expect(body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
  });
});

describe('a statement of a books file', () => {
  const entry = {
    ...{ bankCode: '014', bankAccount: '1', amount: 10_000, sha256: '', answered: '00' },
    ...{ moved: true, receiptCheck: null, remotePort: null },
  };
  let folder: string;
  let env: Record<string, string>;
  let again: SandboxClient;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-statement-'));
    env = { SANDBOX_BOOKS_FILE: join(folder, 'books.jsonl') };
    const books = new Books(join(folder, 'books.jsonl'));
    const book = (disburseId: string, receivedAt: string, changes: Json = {}) =>
      books.addTransfer({ ...entry, disburseId, custRefNumber: `0${disburseId}`, receivedAt, ...changes }, null);
    // Booked in another order than received, as behind a slow receipt hook; two of them at the same time.
    await book('1003', '2026-11-21T12:00:00.124Z', { step: 'transfer' });
    await book('1001', '2026-11-21T12:00:00.122Z', { step: 'clearing_transfer' });
    await book('1002', '2026-11-21T12:00:00.123Z', { step: 'cash_out', amount: 900_000_000_000 });
    await book('1009', '2026-11-21T12:00:00.123Z');
    await book('next day', '2026-11-21T17:00:00.000Z', { step: 'transfer', custRefNumber: '' });
    await book('a,"b"', '2026-11-21T16:59:59.999Z', { step: 'doku_transfer', custRefNumber: 'DK1' });
    await books.close();
    again = await startSandbox(env);
  });
  afterEach(async () => {
    await again.close();
    rmSync(folder, { recursive: true });
  });

  it('is in order of time, at the same time in that of booking, entries of older files included', async () => {
    expect(await again.statement('duitku', FROM, TO)).toBe(
      [
        DUITKU_HEADER,
        '2026-11-21T19:00:00.122+07:00,1001,01001,transfer,10000.00,',
        '2026-11-21T19:00:00.123+07:00,1002,01002,transfer,900000000000.00,',
        '2026-11-21T19:00:00.123+07:00,1009,01009,transfer,10000.00,',
        '2026-11-21T19:00:00.124+07:00,1003,01003,transfer,10000.00,',
        '2026-11-22T00:00:00.000+07:00,next day,,transfer,10000.00,',
        '',
      ].join('\r\n'),
    );
  });

  it('quotes only what needs it', async () => {
    expect(await again.statement('doku', FROM, TO)).toBe(
      `${DOKU_HEADER}\r\n2026-11-21T23:59:59.999+07:00,"a,""b""",DK1,transfer,10000.00,\r\n`,
    );
  });

  it.each([
    ['2026-11-21T12:00:00.123Z', '2026-11-21T12:00:00.124Z', ['1002', '1009']],
    ['2026-11-21T19:00:00.122+07:00', '2026-11-21T12:00:00.123Z', ['1001']],
    ['2026-11-21T12:00:00.124Z', '2026-11-22T00:00:00+07:00', ['1003']],
    ['2026-11-22T00:00:00+07:00', '2026-11-23T00:00:00+07:00', ['next day']],
    ['2026-11-21T12:00:00.123Z', '2026-11-21T12:00:00.123Z', []],
  ])('from %s until before %s has %j', async (from, to, ids) => {
    const [, ...rows] = (await again.statement('duitku', from, to)).trimEnd().split('\r\n');
    expect(rows.map((row) => row.split(',')[1])).toEqual(ids);
  });

  it('is the same after a restart', async () => {
    await again.transfer(await again.inquire());
    await again.cashOut({ phoneNumber: FAILED });
    // The first restart ends what was open: the money of the cash out comes back.
    await again.close();
    again = await startSandbox(env);
    const read = () => Promise.all((['duitku', 'doku'] as const).map((name) => again.statement(name, FROM, TO)));
    const before = await read();
    await again.close();
    again = await startSandbox(env);
    expect(await read()).toEqual(before);
    expect(before[0]?.match(/,transfer,/g)).toHaveLength(7);
    expect(before[0]?.match(/,return,50000\.00,/g)).toHaveLength(1);
  });
});
