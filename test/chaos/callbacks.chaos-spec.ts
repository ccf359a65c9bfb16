import { createHash } from 'node:crypto';
import pg from 'pg';
import { request } from 'undici';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { eventually } from '../support/eventually.js';
import { ACCOUNT, Sandbox } from '../support/sandbox.js';
import { type PayoutBody, Service } from '../support/service.js';

/** Within a test only a callback causes another status check. */
const PATIENT = { STATUS_CHECK_DELAYS: '1h', REVIEW_AFTER: '24h', NOT_FOUND_AFTER: '1h' };

let database: TestDatabase;
let sandbox: Sandbox;
let db: pg.Client;
const services: Service[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await Sandbox.start();
  db = new pg.Client({ connectionString: database.url });
  await db.connect();
});
beforeEach(() => sandbox.reset());
afterEach(async () => {
  for (const service of services.splice(0)) await service.child.end('SIGKILL');
});
afterAll(async () => {
  await db.end();
  await sandbox.stop();
  await database.drop();
});

async function start(environment: Record<string, string> = {}): Promise<Service> {
  const service = await Service.start(database.url, sandbox, { ...PATIENT, ...environment });
  services.push(service);
  return service;
}

/** A payout whose transfer got no clear answer, though the money moved. */
async function ambiguousPayout(service: Service): Promise<PayoutBody> {
  await sandbox.fault({
    step: 'transfer',
    action: { kind: 'code', code: 'TO', moves: true, statusCodes: ['00'] },
  });
  const { body } = await service.create(ACCOUNT.paid);
  return service.until(body.id, 'pending');
}

/** Calls back about a payout, signed as the provider signs. Null: no answer came. */
async function callBack(service: Service, payout: PayoutBody): Promise<{ status: number; text: string } | null> {
  const { rows } = await db.query(
    `select key from attempt_key join attempt on attempt.id = attempt_id where payout_id = $1 and key like 'disburseId:%'`,
    [payout.id],
  );
  const disburseId = rows[0].key.split(':')[1] as string;
  const { DUITKU_EMAIL: email, DUITKU_SECRET_KEY: secretKey } = sandbox.environment;
  const fields = {
    bankCode: '014',
    bankAccount: ACCOUNT.paid,
    accountName: 'Test Account',
    custRefNumber: '000000001278',
    amountTransfer: '50000',
    disburseId,
  };
  const signature = createHash('sha256')
    .update(`${email}${Object.values(fields).join('')}${secretKey}`)
    .digest('hex');
  const body = JSON.stringify({ email, ...fields, statusCode: '00', statusDesc: 'Success', signature });
  const headers = { 'content-type': 'application/json' };
  try {
    const answer = await request(`${service.url}/callbacks/duitku/clearing`, {
      method: 'POST',
      headers,
      body,
      reset: true,
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  } catch {
    return null;
  }
}

const callbacks = async () => (await db.query(`select status, result, duplicates from callback`)).rows;

describe('a callback', () => {
  it('whose taker is killed before it can answer is acted upon by the next, and its repetition changes nothing', async () => {
    const victim = await start({ CRASH_POINT: 'after_callback_stored' });
    const payout = await ambiguousPayout(victim);
    const asked = await sandbox.countOf('status');
    expect(await callBack(victim, payout)).toBeNull();
    await victim.child.exit();
    expect(await callbacks()).toEqual([{ status: 'received', result: null, duplicates: 0 }]);

    const survivor = await start();
    expect(await survivor.until(payout.id, 'succeeded')).toMatchObject({ proof: 'status_check' });
    expect(await callBack(survivor, payout)).toEqual({ status: 200, text: 'SUCCESS' });
    expect(await callbacks()).toEqual([{ status: 'processed', result: 'woke', duplicates: 1 }]);
    expect((await sandbox.countOf('status')) - asked).toBe(1);
    expect((await sandbox.books()).totals).toMatchObject({ transferRequests: 1, movedCount: 1 });
  });

  it('taken by a replica that works on nothing itself is acted upon by another', async () => {
    await db.query('truncate callback');
    const taker = await start({ WORKER: 'separate' });
    const worker = await start();
    const payout = await ambiguousPayout(worker);
    expect(await callBack(taker, payout)).toEqual({ status: 200, text: 'SUCCESS' });
    expect(await taker.until(payout.id, 'succeeded')).toMatchObject({ proof: 'status_check' });
    await eventually('it is done with', async () => (await callbacks())[0]?.result === 'woke');
  });
});
