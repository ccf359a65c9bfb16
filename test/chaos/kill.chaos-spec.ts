import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { ACCOUNT, Sandbox } from '../support/sandbox.js';
import { Service } from '../support/service.js';

let database: TestDatabase;
let sandbox: Sandbox;
const services: Service[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await Sandbox.start();
});
beforeEach(() => sandbox.reset());
afterEach(async () => {
  for (const service of services.splice(0)) await service.child.end('SIGKILL');
});
afterAll(async () => {
  await sandbox.stop();
  await database.drop();
});

async function start(environment: Record<string, string> = {}): Promise<Service> {
  const service = await Service.start(database.url, sandbox, environment);
  services.push(service);
  return service;
}

/** Lets a service create a payout and die at a crash point, then starts another one on the same database. */
async function dieAt(crashPoint: string, accountNumber: string): Promise<{ id: string; survivor: Service }> {
  const victim = await start({ CRASH_POINT: crashPoint });
  // It may die before its response has arrived.
  await victim.create(accountNumber).catch(() => undefined);
  expect(await victim.child.exit()).toEqual({ code: null, signal: 'SIGKILL' });
  const survivor = await start();
  const { body } = await survivor.call('GET', '/v1/payouts?limit=1');
  const [{ id }] = body.data as [{ id: string }];
  return { id, survivor };
}

const transfers = async () => (await sandbox.books()).totals;

describe('a service killed with kill -9', () => {
  it('before the intent is written, has sent nothing; another one sends the payout once', async () => {
    const { id, survivor } = await dieAt('before_intent', ACCOUNT.paid);
    expect(await survivor.until(id, 'succeeded')).toMatchObject({ proof: 'api_reply' });
    expect(await transfers()).toMatchObject({ transferRequests: 1, movedCount: 1 });
  });

  it('before the intent of a confirmed payout is written, has kept the confirmation; another one acts on it, once', async () => {
    const victim = await start({ CRASH_POINT: 'before_intent' });
    const { body } = await victim.create(ACCOUNT.paid, { confirmation: 'manual' });
    await victim.until(body.id, 'inquired');
    // The confirmation is committed before a worker acts on it; the response may be lost with the process.
    await victim.call('POST', `/v1/payouts/${body.id}/confirm`).catch(() => undefined);
    await victim.child.exit();
    const survivor = await start();
    await survivor.until(body.id, 'succeeded');
    expect(await transfers()).toMatchObject({ transferRequests: 1, movedCount: 1 });
  });

  it('after the intent and before the request, has sent nothing, and no process ever sends it: a person decides', async () => {
    const { id, survivor } = await dieAt('after_intent', ACCOUNT.paid);
    expect(await survivor.until(id, 'review')).toMatchObject({ review: { reason: 'not_found' } });
    expect(await transfers()).toMatchObject({ transferRequests: 0, movedCount: 0 });
  });

  it('while the request is open, is followed by one that checks the status', async () => {
    for (const moves of [true, false]) {
      await sandbox.reset();
      await sandbox.fault({ step: 'transfer', action: { kind: 'hold', moves } });
      const victim = await start();
      const { body } = await victim.create(ACCOUNT.paid);
      await sandbox.received('transfer', 1);
      await victim.child.end('SIGKILL');
      await sandbox.control('POST', 'release', {});
      const survivor = await start();
      const payout = await survivor.until(body.id, 'succeeded', 'failed', 'review');
      expect(payout).toMatchObject({ status: moves ? 'succeeded' : 'failed', proof: 'status_check' });
      expect(await transfers()).toMatchObject({ transferRequests: 1, movedCount: moves ? 1 : 0 });
      await survivor.child.end('SIGKILL');
    }
  });

  it('after the answer and before its commit, is followed by one that learns the same from a status check', async () => {
    const { id, survivor } = await dieAt('after_transfer_answer', ACCOUNT.paid);
    expect(await survivor.until(id, 'succeeded')).toMatchObject({ proof: 'status_check' });
    expect(await transfers()).toMatchObject({ transferRequests: 1, movedCount: 1 });
  });

  it('during a status check, is followed by one that checks again', async () => {
    const { id, survivor } = await dieAt('during_status_check', ACCOUNT.timesOutThenPaid);
    expect(await survivor.until(id, 'succeeded')).toMatchObject({ proof: 'status_check' });
    expect(await transfers()).toMatchObject({ transferRequests: 1, movedCount: 1 });
  });

  it('during the inquiry, is followed by one that inquires again and pays once', async () => {
    const { id, survivor } = await dieAt('after_inquiry_answer', ACCOUNT.paid);
    await survivor.until(id, 'succeeded');
    expect(await sandbox.countOf('inquiry')).toBe(2);
    expect(await transfers()).toMatchObject({ transferRequests: 1, movedCount: 1 });
  });

  it('right after it accepted a payout and before it answered, gives the same payout to the repeated request', async () => {
    const request = {
      reference: 'INV-crash',
      rail: 'duitku.online',
      amount: 70_000,
      destination: { type: 'bank_account', bankCode: '014', accountNumber: ACCOUNT.paid },
    };
    const key = { 'idempotency-key': 'crash-1' };
    const victim = await start({ CRASH_POINT: 'after_accept' });
    await expect(victim.call('POST', '/v1/payouts', request, key)).rejects.toThrow();
    const survivor = await start();
    const repeated = await survivor.call<{ id: string }>('POST', '/v1/payouts', request, key);
    expect(repeated.status).toBe(201);
    expect(repeated.headers['idempotency-replayed']).toBe('true');
    await survivor.until(repeated.body.id, 'succeeded');
    expect(await transfers()).toMatchObject({ transferRequests: 1, movedCount: 1 });
  });
});
