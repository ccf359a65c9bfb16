import { DokuClient, newReference } from '../doku/testing/doku-client.js';
import { type Json, type SandboxClient, startSandbox } from '../testing/sandbox-client.js';

const [FROM, TO] = ['2026-01-01T00:00:00Z', '2100-01-01T00:00:00Z'];

let sandbox: SandboxClient;
let doku: DokuClient;
/** disburseIds of two transfers and, last, of a cash out whose money has come back. */
let ids: [string, string, string];
beforeAll(async () => {
  sandbox = await startSandbox({ SANDBOX_CALLBACK_DELAY: '0' });
  doku = new DokuClient(sandbox);
});
beforeEach(async () => {
  await doku.reset();
  const [first, second] = [await sandbox.inquire(), await sandbox.inquire()];
  await sandbox.transfer(first);
  await sandbox.transfer(second);
  const cash = await sandbox.cashOut({ phoneNumber: '082211789201' });
  await sandbox.untilReturned(1);
  ids = [String(first.disburseId), String(second.disburseId), String(cash.disburseId)];
});
afterAll(() => sandbox.close());

async function plant(provider: string, ...rows: Json[]): Promise<Json> {
  const { status, body } = await sandbox.control('POST', `statements/${provider}/faults`, { rows });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
}

/** The rows as `[id, type, amount]`. */
async function read(provider: 'duitku' | 'doku' = 'duitku'): Promise<string[][]> {
  const [, ...rows] = (await sandbox.statement(provider, FROM, TO)).trimEnd().split('\r\n');
  return rows.map((row) => row.split(',')).map(([, id = '', , type = '', amount = '']) => [id, type, amount]);
}

const paid = (id: string, amount = '50000.00') => [id, 'transfer', amount];
const returned = (id: string, amount = '50000.00') => [id, 'return', amount];

describe('a planted fault', () => {
  it('leaves out what moved under an id, and what came back', async () => {
    await plant('duitku', { disburseId: ids[0], fault: 'leave_out' }, { disburseId: ids[2], fault: 'leave_out' });
    expect(await read()).toEqual([paid(ids[1])]);
  });

  it('doubles it', async () => {
    await plant('duitku', { disburseId: ids[1], fault: 'double' });
    expect(await read()).toEqual([paid(ids[0]), paid(ids[1]), paid(ids[1]), paid(ids[2]), returned(ids[2])]);
    const [, , one, other] = (await sandbox.statement('duitku', FROM, TO)).split('\r\n');
    expect(one).toBe(other);
  });

  it('changes its amount', async () => {
    const rows = [ids[1], ids[2]].map((disburseId) => ({ disburseId, fault: 'amount', amount: 12_345 }));
    await plant('duitku', ...rows);
    const other = '12345.00';
    expect(await read()).toEqual([paid(ids[0]), paid(ids[1], other), paid(ids[2], other), returned(ids[2], other)]);
  });

  it('adds a row that the books do not know, dated when it was ordered, with numbers of its own unless given', async () => {
    const from = new Date().toISOString();
    const named = 'never asked for';
    const { rows } = await plant(
      'duitku',
      { fault: 'unknown', amount: 10_000 },
      { fault: 'unknown', amount: 20_000, disburseId: named },
    );
    expect(rows).toMatchObject([{ fault: 'unknown', amount: 10_000 }, { disburseId: named }]);
    const [made] = rows;
    expect(made.disburseId).toMatch(/^\d+$/);
    expect(ids).not.toContain(made.disburseId);
    expect((await read()).slice(4)).toEqual([paid(made.disburseId, '10000.00'), paid(named, '20000.00')]);
    const until = new Date(Date.parse(made.at) + 1).toISOString();
    expect(made.at >= from).toBe(true);
    const period = await sandbox.statement('duitku', made.at, until);
    expect(period).toContain(`,${made.disburseId},${made.custRefNumber},transfer,10000.00,\r\n`);
    expect(await sandbox.statement('duitku', until, TO)).not.toContain(made.disburseId);
  });

  it('can be about a transfer that was asked for and moved nothing', async () => {
    const inquiry = await sandbox.inquire('8760673559');
    await sandbox.transfer(inquiry);
    const disburseId = String(inquiry.disburseId);
    await plant('duitku', { fault: 'unknown', amount: 50_000, disburseId });
    expect((await read()).slice(4)).toEqual([paid(disburseId)]);
  });

  it('comes on top of those planted before, in their order', async () => {
    await plant('duitku', { disburseId: ids[0], fault: 'double' }, { disburseId: ids[1], fault: 'leave_out' });
    const { rows } = await plant('duitku', { disburseId: ids[0], fault: 'amount', amount: 1 });
    expect(rows).toHaveLength(3);
    const row = paid(ids[0], '1.00');
    expect(await read()).toEqual([row, row, paid(ids[2]), returned(ids[2])]);
  });

  it('is about the statements of one provider', async () => {
    const { transfer } = await doku.pay();
    await plant('doku', { disburseId: transfer.partnerReferenceNo, fault: 'double' });
    await plant('doku', { fault: 'unknown', amount: 10_000, disburseId: ids[0] });
    const row = paid(transfer.partnerReferenceNo, '200000.00');
    expect(await read('doku')).toEqual([row, row, paid(ids[0], '10000.00')]);
    expect(await read()).toHaveLength(4);
    await sandbox.control('DELETE', 'statements/duitku/faults');
    expect(await read('doku')).toHaveLength(3);
  });

  it('changes neither books nor balance, and later movements are listed as well', async () => {
    const look = async () => [await sandbox.books(), (await sandbox.control('GET', 'balance')).body];
    const before = await look();
    await plant('duitku', { disburseId: ids[0], fault: 'leave_out' }, { fault: 'unknown', amount: 10_000 });
    await read();
    expect(await look()).toEqual(before);
    const inquiry = await sandbox.inquire();
    await sandbox.transfer(inquiry);
    expect((await read()).at(-1)).toEqual(paid(String(inquiry.disburseId)));
  });

  it.each([
    ['DELETE', 'statements/duitku/faults'],
    ['POST', 'reset'],
  ] as const)('is gone after %s %s', async (method, path) => {
    const honest = await read();
    await plant('duitku', { disburseId: ids[0], fault: 'leave_out' }, { fault: 'unknown', amount: 10_000 });
    expect(await read()).not.toEqual(honest);
    expect((await sandbox.control(method, path)).status).toBe(200);
    expect(await read()).toEqual(method === 'DELETE' ? honest : []);
  });
});

describe('an invalid order of faults', () => {
  it.each([
    ['an unknown provider', 'other', { rows: [{ fault: 'unknown', amount: 1 }] }, 'provider'],
    ['no rows', 'duitku', {}, 'rows'],
    ['an empty list of rows', 'duitku', { rows: [] }, 'rows'],
    ['an unknown fault', 'duitku', { rows: [{ fault: 'forge', disburseId: '1' }] }, 'rows.0.fault'],
    ['no id', 'duitku', { rows: [{ fault: 'double' }] }, 'rows.0.disburseId'],
    ['no amount', 'duitku', { rows: [{ fault: 'amount', disburseId: '1' }] }, 'rows.0.amount'],
    ['a broken amount', 'duitku', { rows: [{ fault: 'unknown', amount: 1.5 }] }, 'rows.0.amount'],
    ['an amount of nothing', 'duitku', { rows: [{ fault: 'unknown', amount: 0 }] }, 'rows.0.amount'],
    ['a word too many', 'duitku', { rows: [{ fault: 'unknown', amount: 1, fee: 1 }] }, 'rows.0.fee'],
    ['no JSON', 'duitku', '{rows', 'body'],
  ] as const)('with %s is 400 and names the field', async (_, provider, order, field) => {
    const { status, body } = await sandbox.control('POST', `statements/${provider}/faults`, order);
    expect(status).toBe(400);
    expect(body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
  });

  it('is 400 when the books of the provider do not know the id, and plants nothing of it', async () => {
    const { transfer } = await doku.pay();
    const rows = [
      { disburseId: ids[0], fault: 'leave_out' },
      { disburseId: newReference(), fault: 'double' },
      { disburseId: transfer.partnerReferenceNo, fault: 'amount', amount: 1 },
    ];
    const { status, body } = await sandbox.control('POST', 'statements/duitku/faults', { rows });
    expect(status).toBe(400);
    const message = 'has no movements in the books of this provider; send the id of a transfer that moved money';
    expect(body.errors).toEqual([
      { field: 'rows.1.disburseId', message },
      { field: 'rows.2.disburseId', message },
    ]);
    expect(await read()).toHaveLength(4);
  });

  it('is 400 when the books do know the id of an unknown row', async () => {
    const rows = [{ fault: 'unknown', amount: 10_000, disburseId: ids[0] }];
    const { status, body } = await sandbox.control('POST', 'statements/duitku/faults', { rows });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field: 'rows.0.disburseId' }]);
    expect(await read()).toHaveLength(4);
  });
});
