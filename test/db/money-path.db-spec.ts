import { FindPayouts, WorkPayouts } from '#libs/payouts';
import type { Domain } from '../support/domain.js';
import { eventually } from '../support/eventually.js';
import { SEALED } from '../support/new-payout.js';
import { openDomain } from '../support/open-domain.js';
import { ACCOUNT, type Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;
let domain: Domain;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ domain, sandbox, close } = await openDomain({ NOT_FOUND_AFTER: '600ms' }));
});
afterAll(() => close());

/** How often the sandbox was asked to transfer this payout. */
async function transfersOf(payout: { providerReference: string | null }): Promise<number> {
  const { transfers } = await sandbox.books();
  return transfers.filter((transfer) => transfer.disburseId === payout.providerReference).length;
}

describe('a payout by Transfer Online', () => {
  it('is paid once, with its proof', async () => {
    const payout = await domain.pay(ACCOUNT.paid);
    expect(payout).toMatchObject({ status: 'succeeded', proof: 'api_reply' });
    expect(SEALED.accountNameOf(payout)).toBe('Test Account');
    expect(await transfersOf(payout)).toBe(1);
  });

  it('fails at the inquiry when the account is wrong, and nothing is sent', async () => {
    const before = await sandbox.countOf('transfer');
    const payout = await domain.pay(ACCOUNT.wrong);
    expect(payout).toMatchObject({ status: 'failed', failureCode: 'invalid_account', proof: 'api_reply' });
    expect(await sandbox.countOf('transfer')).toBe(before);
  });

  it('is pending after TO, and succeeds when the status check reports paid', async () => {
    const payout = await domain.pay(ACCOUNT.timesOutThenPaid);
    expect(payout).toMatchObject({ status: 'pending', pendingReason: 'ambiguous' });
    expect(await domain.workUntil(payout.id, 'succeeded')).toMatchObject({ proof: 'status_check' });
    expect(await transfersOf(payout)).toBe(1);
  });

  it('is pending after 68, and fails when the status check reports a refusal', async () => {
    const payout = await domain.pay(ACCOUNT.timesOutThenRefused);
    expect(payout).toMatchObject({ status: 'pending', pendingReason: 'ambiguous' });
    expect(await domain.workUntil(payout.id, 'failed')).toMatchObject({
      proof: 'status_check',
      failureCode: 'invalid_account',
    });
    expect(await transfersOf(payout)).toBe(1);
  });

  it('fails when the provider itself says that it did not start', async () => {
    await sandbox.fault({ step: 'transfer', action: { kind: 'code', code: '-191', moves: false } });
    const payout = await domain.pay(ACCOUNT.paid);
    expect(payout).toMatchObject({ status: 'failed', failureCode: 'misconfigured', proof: 'api_reply' });
  });

  it('goes to review when the provider keeps reporting not found, and is never sent again', async () => {
    const payout = await domain.pay(ACCOUNT.neverRecorded);
    expect(payout.status).toBe('pending');
    expect(await domain.workUntil(payout.id, 'review')).toMatchObject({ reviewReason: 'not_found' });
    expect(await transfersOf(payout)).toBe(1);
    expect(await domain.alertsOf(payout.id)).toEqual(['review']);
  });
});

describe('a transfer whose process is held up after its intent is recorded', () => {
  it('is not sent any more once SEND_WITHIN has passed, however often it is attempted', async () => {
    const late = await openDomain({ SEND_WITHIN: '1ms' });
    try {
      const { id } = await late.domain.create(ACCOUNT.paid);
      await eventually('it was given up twice', async () => {
        await late.domain.get(WorkPayouts).claimDue();
        const events = await late.domain.get(FindPayouts).events(id);
        return events.filter(({ event }) => event === 'not_sent').length >= 2;
      });
      expect(await late.sandbox.countOf('transfer')).toBe(0);
      expect((await late.sandbox.books()).totals.transferRequests).toBe(0);
    } finally {
      await late.close();
    }
  });
});
