/** A request that waits for a payout while a worker of another process has it. */
import { setTimeout as pause } from 'node:timers/promises';
import { CheckNow, FindPayouts, type Payout, WaitForRest, WorkPayouts } from '#libs/payouts';
import { Domain } from '../support/domain.js';
import { createTestDatabase } from '../support/embedded-postgres-database.js';
import { ACCOUNT, Sandbox } from '../support/sandbox.js';
import { testActor } from '../support/test-actor.js';

const WAIT_MS = 60_000;

let sandbox: Sandbox;
let api: Domain;
let worker: Domain;
let close: () => Promise<void>;
/** How often the API process has read a payout. */
let reads = 0;

beforeAll(async () => {
  const database = await createTestDatabase();
  sandbox = await Sandbox.start();
  const long = { ...sandbox.environment, PROVIDER_TIMEOUT: '30s' };
  api = await Domain.start(database.url, { ...long, WORKER: 'separate' });
  worker = await Domain.start(database.url, long);
  const payouts = api.get(FindPayouts);
  const byId = payouts.byId.bind(payouts);
  payouts.byId = (id) => {
    reads += 1;
    return byId(id);
  };
  close = async () => {
    await Promise.all([api.stop(), worker.stop()]);
    await sandbox.stop();
    await database.drop();
  };
});
afterAll(() => close());
beforeEach(async () => {
  await sandbox.reset();
  reads = 0;
});

/** Waits for a payout whose inquiry gets its response only after so long. */
async function waitFor(payout: Payout, heldMs: number): Promise<{ payout: Payout; lateMs: number }> {
  await sandbox.fault({ step: 'inquiry', action: { kind: 'hold' } });
  const waiting = api.get(WaitForRest).wait(payout.id, WAIT_MS);
  await worker.get(WorkPayouts).claimDue();
  await sandbox.received('inquiry', 1);
  await pause(heldMs);
  await sandbox.control('POST', 'release', {});
  await worker.get(WorkPayouts).settled(payout.id);
  const settledMs = performance.now();
  return { payout: await waiting, lateMs: performance.now() - settledMs };
}

it('reads the payout when something has happened to it, and not by the clock', async () => {
  const created = await api.create(ACCOUNT.paid, {}, api.clientId, WAIT_MS);
  const { payout, lateMs } = await waitFor(created, 1_500);
  expect(payout.status).toBe('succeeded');
  expect(reads).toBeLessThanOrEqual(3);
  expect(lateMs).toBeLessThan(1_500);
});

it('looks by itself every two seconds, in case the notification is lost', async () => {
  // Its create did not wait, so the worker notifies no process.
  const created = await api.create(ACCOUNT.paid);
  const { payout } = await waitFor(created, 0);
  expect(payout.status).toBe('succeeded');
});

it('is ended by the process that stops', async () => {
  const created = await api.create(ACCOUNT.paid);
  const stopping = new AbortController();
  const waiting = api.get(WaitForRest).wait(created.id, WAIT_MS, stopping.signal);
  stopping.abort();
  expect((await waiting).status).toBe('created');
  await worker.workUntil(created.id, 'succeeded');
});

it('a status check that a person asks for is answered as soon as another process has made it', async () => {
  const created = await api.create(ACCOUNT.paid);
  const paid = await worker.workUntil(created.id, 'succeeded');
  const startedMs = performance.now();
  const checking = api.get(CheckNow).check(paid, testActor('client:ani'));
  let isDone = false;
  const checked = checking.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await worker.get(WorkPayouts).claimDue();
    await pause(5);
  }
  expect(await checked).toMatchObject({ status: 'succeeded', wantedAt: null, leasedUntil: null });
  expect(performance.now() - startedMs).toBeLessThan(30_000);
});
