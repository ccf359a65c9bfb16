import { mock } from 'node:test';
import { CheckNow, ConfirmPayout, FindPayouts, WorkPayouts } from '#libs/payouts';
import { DatabaseCondition } from '#libs/platform';
import { Domain } from '../support/domain.js';
import { eventually } from '../support/eventually.js';
import { newClient, SEALED } from '../support/new-payout.js';
import { openDomain } from '../support/open-domain.js';
import { ACCOUNT, Sandbox } from '../support/sandbox.js';
import { testActor } from '../support/test-actor.js';

const CONCURRENCY = 4;

let sandbox: Sandbox;
let domain: Domain;
let databaseUrl: string;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ domain, sandbox, databaseUrl, close } = await openDomain({ WORKER_CONCURRENCY: String(CONCURRENCY) }));
});
afterAll(() => close());
beforeEach(async () => {
  // What an earlier test left due is none of the next one's business.
  await domain.dataSource.query(`update payout set due_at = null`);
  await eventually('nothing is being worked on', async () => domain.get(WorkPayouts).roomFor('duitku') === CONCURRENCY);
  await sandbox.reset();
});

/** Makes many pending payouts whose provider cannot be asked. */
async function backlog(count: number): Promise<string[]> {
  await sandbox.fault({
    step: 'transfer',
    times: 0,
    action: { kind: 'code', code: 'TO', moves: true, statusCodes: ['00'] },
  });
  await sandbox.fault({ step: 'status', times: 0, action: { kind: 'drop', when: 'before_answer' } });
  const payouts = await Promise.all(Array.from({ length: count }, () => domain.create(ACCOUNT.paid)));
  await Promise.all(payouts.map(({ id }) => domain.workUntil(id, 'pending', 60_000)));
  await sandbox.control('DELETE', 'faults');
  return payouts.map(({ id }) => id);
}

describe('due work', () => {
  it('of new payouts is not kept waiting by a backlog of status checks', async () => {
    const ids = await backlog(24);
    await domain.dataSource.query(`update payout set due_at = now() - interval '6 hours' where id = any($1)`, [ids]);
    await sandbox.fault({ step: 'status', times: 0, action: { kind: 'hold' } });
    const before = await sandbox.countOf('status');
    const draining = domain.get(WorkPayouts).claimDue();
    await sandbox.received('status', before + CONCURRENCY);
    await eventually('every place is taken', async () => domain.get(WorkPayouts).roomFor('duitku') === 0);
    const fresh = await domain.create(ACCOUNT.paid);
    await sandbox.control('POST', 'release', {});
    await eventually('the new payout is paid', async () => (await domain.read(fresh.id)).status === 'succeeded');
    // It went ahead of those that had been due for hours.
    expect((await sandbox.countOf('status')) - before).toBeLessThan(ids.length);

    await sandbox.control('DELETE', 'faults');
    await sandbox.control('POST', 'release', {});
    await draining;
    await Promise.all(ids.map((id) => domain.workUntil(id, 'succeeded', 60_000)));
    expect((await sandbox.books()).totals).toMatchObject({ transferRequests: 25, movedCount: 25 });
  });

  it('of a client is not kept waiting by what another client has piled up', async () => {
    await sandbox.fault({ step: 'inquiry', times: 0, action: { kind: 'hold' } });
    const pile = await Promise.all(Array.from({ length: 6 * CONCURRENCY }, () => domain.create(ACCOUNT.paid)));
    await sandbox.received('inquiry', CONCURRENCY);
    const other = await domain.create(ACCOUNT.paid, {}, await newClient(domain.dataSource));
    // A place that comes free is for those that wait, and not for what has only just come.
    await domain.create(ACCOUNT.paid);
    await sandbox.control('DELETE', 'faults');
    await sandbox.control('POST', 'release', {});
    const { completedAt } = await domain.workUntil(other.id, 'succeeded');
    await Promise.all(pile.map(({ id }) => domain.workUntil(id, 'succeeded', 60_000)));
    const [{ count: before }] = await domain.dataSource.query(
      `select count(*)::int from payout where id = any ($1) and completed_at < $2`,
      [pile.map(({ id }) => id), completedAt],
    );
    expect(before).toBeLessThan(3 * CONCURRENCY);
  });

  it('that commands ask for has the places of its lane and no more, and holds up nothing else', async () => {
    const paid = await Promise.all(Array.from({ length: 50 }, () => domain.create(ACCOUNT.paid)));
    const payouts = await Promise.all(paid.map(({ id }) => domain.workUntil(id, 'succeeded', 60_000)));
    await sandbox.fault({ step: 'status', times: 0, action: { kind: 'hold' } });
    const before = await sandbox.countOf('status');
    const checks = payouts.map((payout) => domain.get(CheckNow).check(payout, testActor('client:ani')));
    await eventually('all are marked', async () => {
      const [{ count }] = await domain.dataSource.query(
        `select count(*)::int from payout where id = any ($1) and (wanted_at is not null or leased_until is not null)`,
        [payouts.map(({ id }) => id)],
      );
      return count === payouts.length;
    });
    await sandbox.received('status', before + CONCURRENCY);
    expect(await sandbox.countOf('status')).toBe(before + CONCURRENCY);
    expect(domain.get(WorkPayouts).roomFor('duitku')).toBe(0);
    expect((await domain.read(payouts[0]?.id as string)).status).toBe('succeeded');
    await sandbox.control('DELETE', 'faults');
    await sandbox.control('POST', 'release', {});
    const checked = await Promise.all(checks);
    expect(new Set(checked.map(({ status }) => status))).toEqual(new Set(['succeeded']));
  });

  it('that always fails is retried at growing intervals, raises an alert, and does not stop the others', async () => {
    const inquired = await domain.pay(ACCOUNT.paid, { confirmation: 'manual' });
    // A row no code can read: the ticket lacks what the transfer needs.
    await domain.dataSource.query(
      `update payout set ticket_sealed = $2, confirmed_at = now(), due_at = now() where id = $1`,
      [inquired.id, SEALED.sealTicket(inquired.id, {})],
    );
    const other = await domain.pay(ACCOUNT.paid);
    expect(other.status).toBe('succeeded');
    for (let time = 0; time < 5; time += 1) {
      await domain.makeDue(inquired.id);
      await domain.get(WorkPayouts).claimDue();
      await domain.get(WorkPayouts).settled(inquired.id);
    }
    expect(await domain.alertsOf(inquired.id)).toEqual(['work_failing']);
    expect(await domain.read(inquired.id)).toMatchObject({ status: 'inquired', tries: 5 });
    expect(await sandbox.countOf('transfer', { bankAccount: ACCOUNT.paid })).toBe(1);
  });

  it('that begins to fail after many attempts raises an alert as well', async () => {
    const inquired = await domain.pay(ACCOUNT.paid, { confirmation: 'manual' });
    await domain.dataSource.query(
      `update payout set ticket_sealed = $2, confirmed_at = now(), tries = 30 where id = $1`,
      [inquired.id, SEALED.sealTicket(inquired.id, {})],
    );
    for (let time = 0; time < 6; time += 1) {
      expect(await domain.alertsOf(inquired.id)).toEqual(time < 5 ? [] : ['work_failing']);
      await domain.makeDue(inquired.id);
      await domain.get(WorkPayouts).claimDue();
      await domain.get(WorkPayouts).settled(inquired.id);
    }
  });

  it('that this process is busy with is not taken from itself, though made due meanwhile', async () => {
    await sandbox.fault({
      step: 'transfer',
      action: { kind: 'code', code: 'TO', moves: true, statusCodes: ['00'] },
    });
    const payout = await domain.pay(ACCOUNT.paid);
    expect(payout.status).toBe('pending');
    await sandbox.fault({ step: 'status', action: { kind: 'hold' } });
    const before = await sandbox.countOf('status');
    await domain.makeDue(payout.id);
    await domain.get(WorkPayouts).claimDue();
    await sandbox.received('status', before + 1);
    await domain.makeDue(payout.id);
    expect(await domain.get(WorkPayouts).claimDue()).toBe(0);
    await sandbox.control('POST', 'release', {});
    await domain.get(WorkPayouts).settled(payout.id);
    expect(await domain.read(payout.id)).toMatchObject({ status: 'succeeded' });
    expect(await sandbox.countOf('status')).toBe(before + 1);
  });

  it('is claimed by one of many claimers only', async () => {
    await sandbox.fault({
      step: 'transfer',
      action: { kind: 'code', code: 'TO', moves: true, statusCodes: ['TO', '00'] },
    });
    const payout = await domain.pay(ACCOUNT.paid);
    const before = await sandbox.countOf('status');
    const replica = await Domain.start(databaseUrl, sandbox.environment);
    await sandbox.fault({ step: 'status', action: { kind: 'hold' } });
    await domain.makeDue(payout.id);
    const claimed = await Promise.all(
      [domain, replica, domain, replica].map((each) => each.get(WorkPayouts).claimDue()),
    );
    expect(claimed.reduce((sum, count) => sum + count, 0)).toBe(1);
    await sandbox.control('POST', 'release', {});
    await Promise.all([domain, replica].map((each) => each.get(WorkPayouts).settled(payout.id)));
    expect(await sandbox.countOf('status')).toBe(before + 1);
    await replica.stop();
  });

  it('on a payout whose provider was switched off waits until it is back, and sends no request', async () => {
    await sandbox.fault({ step: 'inquiry', times: 1, action: { kind: 'drop', when: 'before_answer' } });
    const payout = await domain.create(ACCOUNT.paid);
    await sandbox.received('inquiry', 1);
    await domain.get(WorkPayouts).settled(payout.id);
    const off = { DUITKU_USER_ID: '', DUITKU_EMAIL: '', DUITKU_SECRET_KEY: '' };
    const replica = await Domain.start(databaseUrl, { ...sandbox.environment, ...off });
    try {
      for (let tries = 0; tries < 8; tries += 1) {
        await domain.makeDue(payout.id);
        await replica.get(WorkPayouts).claimDue();
        await replica.get(WorkPayouts).settled(payout.id);
      }
    } finally {
      await replica.stop();
    }
    expect(await sandbox.countOf('inquiry')).toBe(1);
    expect(await domain.read(payout.id)).toMatchObject({ status: 'created', failureCode: null });
    await domain.dataSource.query(`update payout set tries = 0, due_at = now() where id = $1`, [payout.id]);
    expect(await domain.workUntil(payout.id, 'succeeded')).toMatchObject({ proof: 'api_reply' });
  });

  it('that cannot reach the provider has sent nothing, and that is known: it is attempted again, once', async () => {
    const inquired = await domain.pay(ACCOUNT.paid, { confirmation: 'manual' });
    const sleeping = await Sandbox.start();
    await sleeping.stop();
    const cutOff = await Domain.start(databaseUrl, { ...sandbox.environment, DUITKU_BASE_URL: sleeping.url });
    try {
      await cutOff.get(ConfirmPayout).confirm(inquired, testActor('client:ani'));
      await cutOff.workUntil(inquired.id, 'inquired');
      await eventually('the transfer was given up', async () =>
        (await cutOff.get(FindPayouts).events(inquired.id)).some(({ event }) => event === 'not_sent'),
      );
    } finally {
      await cutOff.stop();
    }
    expect(await sandbox.countOf('transfer')).toBe(0);
    await domain.workUntil(inquired.id, 'succeeded');
    const attempts = await domain.dataSource.query(`select result from attempt where payout_id = $1 order by number`, [
      inquired.id,
    ]);
    expect(attempts.at(-1)).toEqual({ result: 'paid' });
    expect(new Set(attempts.slice(0, -1).map(({ result }: { result: string }) => result))).toEqual(
      new Set(['not_sent']),
    );
    expect((await sandbox.books()).totals).toMatchObject({ transferRequests: 1, movedCount: 1 });
  });

  it('is not claimed by a process whose clock is an hour behind, until the clock is right', async () => {
    const [condition, work] = [domain.get(DatabaseCondition), domain.get(WorkPayouts)];
    mock.timers.enable({ apis: ['Date'], now: Date.now() - 3_600_000 });
    try {
      expect(await condition.look()).toMatch(/^The clock of this process is 3\d{3} s behind/);
      const { id } = await domain.create(ACCOUNT.paid);
      expect(await work.claimDue()).toBe(0);
      expect(work.roomFor('duitku')).toBe(0);
      expect((await domain.read(id)).status).toBe('created');
      mock.timers.reset();
      expect(await condition.look()).toBeNull();
      await domain.workUntil(id, 'succeeded', 60_000);
    } finally {
      mock.timers.reset();
    }
  });
});
