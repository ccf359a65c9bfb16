import { createHash } from 'node:crypto';
import { Attempt, CancelPayout, ConfirmPayout, type Payout, ProcessCallbacks, WorkPayouts } from '#libs/payouts';
import { newId } from '#libs/platform';
import type { Domain } from '../support/domain.js';
import { eventually } from '../support/eventually.js';
import { SEALED } from '../support/new-payout.js';
import { openDomain } from '../support/open-domain.js';
import type { Sandbox } from '../support/sandbox.js';
import { testActor } from '../support/test-actor.js';

const ACCOUNT = '9988776655';
const FIRST = 'duitku.bifast';
const SECOND = 'duitku.online';
const RULES = { name: 'Test Account', inquiryCode: '00', transferCode: '00', moves: true, statusCodes: ['00'] };

let sandbox: Sandbox;
let domain: Domain;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ domain, sandbox, close } = await openDomain({ RAIL_POLICY: 'order', RAIL_ORDER: `${FIRST},${SECOND}` }));
});
afterAll(() => close());
beforeEach(async () => {
  await domain.dataSource.query(`update payout set due_at = null`);
  await sandbox.reset();
  await sandbox.control('PUT', `accounts/${ACCOUNT}`, RULES);
  await refuses('clearing_transfer');
});

/** The first rail is one of the clearing face of the sandbox, the second one of its online face. */
function refuses(step: 'clearing_transfer' | 'transfer'): Promise<unknown> {
  return sandbox.fault({ step, times: 0, action: { kind: 'code', code: '-920', moves: false } });
}

/** The provider turns out to have paid what it refused first. */
async function wasPaidAfterAll({ id }: Payout): Promise<string> {
  const attempt = await domain.dataSource.getRepository(Attempt).findOneByOrFail({ payoutId: id, number: 1 });
  const { disburseId } = SEALED.attemptTicketOf(attempt);
  await sandbox.control('POST', `status/${disburseId}`, { codes: ['00'] });
  return attempt.id;
}

async function lookAgain({ id }: Payout): Promise<Payout> {
  await domain.makeDue(id);
  await domain.get(WorkPayouts).claimDue();
  await domain.get(WorkPayouts).settled(id);
  return domain.read(id);
}

describe('a refused transfer that its payout left behind', () => {
  it('and that was paid after all raises one alert, when the payout that succeeded elsewhere is checked again', async () => {
    const { id } = await domain.create(ACCOUNT, { rail: 'auto' });
    const payout = await domain.workUntil(id, 'succeeded');
    expect(payout.rail).toBe(SECOND);
    const attemptId = await wasPaidAfterAll(payout);
    for (let day = 0; day < 2; day += 1) expect((await lookAgain(payout)).status).toBe('succeeded');
    expect(await domain.alertsOf(id)).toEqual(['contradiction']);
    const [alert] = await domain.dataSource.query(`select detail from alert where payout_id = $1`, [id]);
    expect(alert.detail).toMatchObject({ attemptId, rail: FIRST, outcome: 'paid' });
  });

  it('and that was not paid raises no alert', async () => {
    const { id } = await domain.create(ACCOUNT, { rail: 'auto' });
    const payout = await domain.workUntil(id, 'succeeded');
    await lookAgain(payout);
    expect(await domain.alertsOf(id)).toEqual([]);
  });

  it('takes a payout that failed on every rail to review', async () => {
    await refuses('transfer');
    const { id } = await domain.create(ACCOUNT, { rail: 'auto' });
    const payout = await domain.workUntil(id, 'failed');
    await wasPaidAfterAll(payout);
    expect(await lookAgain(payout)).toMatchObject({ status: 'review', reviewReason: 'contradicted' });
    expect(await domain.alertsOf(id)).toEqual(['contradiction']);
  });

  it('is asked about also when the payout then failed at an inquiry, before anything more was sent', async () => {
    const { id } = await domain.create(ACCOUNT, { rail: 'auto', confirmation: 'manual' });
    const inquired = await domain.workUntil(id, 'inquired');
    await sandbox.control('PUT', `accounts/${ACCOUNT}`, { ...RULES, inquiryCode: '76' });
    await domain.get(ConfirmPayout).confirm(inquired, testActor('client:ani'));
    const failed = await domain.workUntil(id, 'failed');
    expect(failed).toMatchObject({ failureCode: 'invalid_account' });
    expect(failed.dueAt).not.toBeNull();
    await wasPaidAfterAll(failed);
    expect(await lookAgain(failed)).toMatchObject({ status: 'review', reviewReason: 'contradicted' });
  });

  it('is asked about also when the payout was cancelled instead', async () => {
    const payout = await confirmedUntilTheSecondInquiry();
    const cancelled = await domain.get(CancelPayout).cancel(payout, testActor('client:ani'));
    await sandbox.control('POST', 'release', {});
    await domain.get(WorkPayouts).settled(payout.id);
    expect(cancelled.dueAt).not.toBeNull();
    await wasPaidAfterAll(cancelled);
    expect((await lookAgain(cancelled)).status).toBe('cancelled');
    expect(await domain.alertsOf(payout.id)).toEqual(['contradiction']);
  });
});

/** A payout whose first rail has refused it, and whose second is just being asked who owns the account. */
async function confirmedUntilTheSecondInquiry(): Promise<Payout> {
  const { id } = await domain.create(ACCOUNT, { rail: 'auto', confirmation: 'manual' });
  const inquired = await domain.workUntil(id, 'inquired');
  await sandbox.fault({ step: 'inquiry', action: { kind: 'hold' } });
  await domain.get(ConfirmPayout).confirm(inquired, testActor('client:ani'));
  await eventually('the second rail is asked', async () => {
    await domain.get(WorkPayouts).claimDue();
    return (await sandbox.countOf('inquiry')) > 0;
  });
  return domain.read(id);
}

/** A genuine callback says that the first transfer was paid. */
async function callbackSaysPaid(attemptId: string): Promise<void> {
  const id = newId();
  await domain.dataSource.query(`insert into attempt_key (provider, key, attempt_id) values ('duitku', $1, $2)`, [
    `test:${id}`,
    attemptId,
  ]);
  await domain.dataSource.query(
    `insert into callback (id, provider, path, source, headers, body_sha256, keys, hint, about)
     values ($1, 'duitku', 'clearing', '127.0.0.1', '{}', $2, array[$3], 'paid', '{"amount":null,"bankCode":null,"destinationHash":null}')`,
    [id, createHash('sha256').update(id).digest(), `test:${id}`],
  );
  await domain.get(ProcessCallbacks).process();
}

describe('a callback that says that a refused transfer was paid', () => {
  it('keeps its payout from being sent elsewhere until a person confirms it', async () => {
    const payout = await confirmedUntilTheSecondInquiry();
    await callbackSaysPaid(await wasPaidAfterAll(payout));
    expect(await domain.alertsOf(payout.id)).toEqual(['contradiction']);
    await sandbox.control('POST', 'release', {});
    const inquired = await domain.workUntil(payout.id, 'inquired');
    for (let look = 0; look < 3; look += 1) expect((await lookAgain(payout)).status).toBe('inquired');
    expect(await sandbox.countOf('transfer')).toBe(0);

    await domain.get(ConfirmPayout).confirm(await domain.read(inquired.id), testActor('client:budi'));
    await domain.workUntil(payout.id, 'succeeded');
    expect(await sandbox.countOf('transfer')).toBe(1);
  });

  it('holds an automatic payout too, which is cancelled when it is not confirmed', async () => {
    await sandbox.fault({ step: 'inquiry', action: { kind: 'hold' } });
    const { id } = await domain.create(ACCOUNT, { rail: 'auto' });
    await eventually('the second rail is asked', async () => {
      await domain.get(WorkPayouts).claimDue();
      return (await sandbox.countOf('inquiry')) > 0;
    });
    const payout = await domain.read(id);
    await callbackSaysPaid(await wasPaidAfterAll(payout));
    await sandbox.control('POST', 'release', {});
    await domain.workUntil(id, 'inquired');
    expect((await lookAgain(payout)).status).toBe('inquired');
    await domain.dataSource.query(
      `update payout set confirmed_at = now() - interval '25 hours', updated_at = now() - interval '25 hours' where id = $1`,
      [id],
    );
    expect((await lookAgain(payout)).status).toBe('cancelled');
    expect(await sandbox.countOf('transfer')).toBe(0);
  });
});
