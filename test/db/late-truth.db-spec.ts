import { CancelPayout, CheckNow, ConfirmPayout, FindPayouts, ResolvePayout, WorkPayouts } from '#libs/payouts';
import { newId } from '#libs/platform';
import type { Domain } from '../support/domain.js';
import { SEALED } from '../support/new-payout.js';
import { openDomain } from '../support/open-domain.js';
import { ACCOUNT, type Sandbox } from '../support/sandbox.js';
import { testActor } from '../support/test-actor.js';

let sandbox: Sandbox;
let domain: Domain;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ domain, sandbox, close } = await openDomain());
});
afterAll(() => close());
beforeEach(() => sandbox.reset());

const statusWillSay = (disburseId: string | null, ...codes: string[]) =>
  sandbox.control('POST', `status/${disburseId}`, { codes });

async function transferWillAnswer(code: string, statusCodes: string[], moves = false): Promise<void> {
  await sandbox.fault({ step: 'transfer', action: { kind: 'code', code, moves, statusCodes } });
}

describe('a payout that succeeded', () => {
  it('is checked again the next day, and its proof grows from the reply to the status check', async () => {
    const payout = await domain.pay(ACCOUNT.paid);
    expect(payout.dueAt?.getTime()).toBeCloseTo((payout.completedAt as Date).getTime() + 86_400_000, -3);
    const { rows } = await checkedWithEndpoint(payout.clientId, payout.id);
    expect(await domain.read(payout.id)).toMatchObject({
      status: 'succeeded',
      proof: 'status_check',
      version: payout.version + 1,
      completedAt: payout.completedAt,
    });
    // What clients see has changed, so there is a version, a row of history and an event for it.
    const last = (await domain.get(FindPayouts).events(payout.id)).at(-1);
    expect(last).toMatchObject({
      version: payout.version + 1,
      event: 'proven',
      fromStatus: 'succeeded',
      toStatus: 'succeeded',
      detail: { from: 'api_reply', to: 'status_check' },
    });
    expect(rows).toEqual([{ type: 'payout.proven', version: payout.version + 1, proof: 'status_check' }]);
    // The next check agrees as well, and changes nothing.
    await domain.makeDue(payout.id);
    await domain.get(WorkPayouts).claimDue();
    await domain.get(WorkPayouts).settled(payout.id);
    expect(await domain.read(payout.id)).toMatchObject({ version: payout.version + 1 });
  });

  /** Lets a payout be checked while an endpoint wants to know of proofs. @returns what waits for that endpoint */
  async function checkedWithEndpoint(clientId: string, id: string) {
    const endpoint = newId();
    await domain.dataSource.query(
      `insert into webhook_endpoint (id, client_id, url, events, secret_sealed)
       values ($1, $2, 'https://client.example/', '{payout.proven}', '\\x01')`,
      [endpoint, clientId],
    );
    await domain.makeDue(id);
    await domain.get(WorkPayouts).claimDue();
    await domain.get(WorkPayouts).settled(id);
    const rows = await domain.dataSource.query(
      `delete from outbox where payout_id = $1 returning type, version, snapshot ->> 'proof' as proof`,
      [id],
    );
    await domain.dataSource.query(`delete from webhook_endpoint where id = $1`, [endpoint]);
    return { rows: rows[0] as unknown[] };
  }

  it('is checked on day 1, 3 and 7, and then no more', async () => {
    const payout = await domain.pay(ACCOUNT.paid);
    const waitsDays: (number | null)[] = [];
    for (const day of [1, 3, 7]) {
      await domain.dataSource.query(
        `update payout set completed_at = now() - $2 * interval '1 day', due_at = now() where id = $1`,
        [payout.id, day],
      );
      await domain.get(WorkPayouts).claimDue();
      await domain.get(WorkPayouts).settled(payout.id);
      const { dueAt } = await domain.read(payout.id);
      waitsDays.push(dueAt && Math.round((dueAt.getTime() - Date.now()) / 86_400_000));
    }
    expect(waitsDays).toEqual([2, 4, null]);
  });

  it('goes to review when the provider later denies it, and stays there until a person decides', async () => {
    const payout = await domain.pay(ACCOUNT.paid);
    await statusWillSay(payout.providerReference, '76');
    await domain.makeDue(payout.id);
    expect(await domain.workUntil(payout.id, 'review')).toMatchObject({ reviewReason: 'contradicted', proof: null });
    expect(await domain.alertsOf(payout.id)).toEqual(['contradiction']);

    await statusWillSay(payout.providerReference, '00');
    await domain.get(CheckNow).check(await domain.read(payout.id), testActor());
    const review = await domain.read(payout.id);
    expect(review.status).toBe('review');
    const resolved = await domain
      .get(ResolvePayout)
      .resolve(
        review,
        { resolution: 'paid', reason: 'seen on the statement', evidence: 'line 7' },
        testActor('client:x'),
      );
    expect(resolved).toMatchObject({ status: 'succeeded', proof: 'operator' });
  });
});

describe('a payout that failed', () => {
  it('goes to review when the provider later says it was paid', async () => {
    await sandbox.fault({ step: 'transfer', action: { kind: 'code', code: '-192', moves: false } });
    const payout = await domain.pay(ACCOUNT.paid);
    expect(payout).toMatchObject({ status: 'failed', failureCode: 'blacklisted', proof: 'api_reply' });
    await statusWillSay(payout.providerReference, '00');
    await domain.makeDue(payout.id);
    expect(await domain.workUntil(payout.id, 'review')).toMatchObject({ reviewReason: 'contradicted' });
    expect(await domain.alertsOf(payout.id)).toEqual(['contradiction']);
    expect(await sandbox.countOf('transfer')).toBe(1);
  });
});

describe('a refusal by a bank behind the provider', () => {
  it('is no proof at the transfer, nor in the first minute, but is when repeated after it', async () => {
    await transferWillAnswer('05', ['05']);
    const payout = await domain.pay(ACCOUNT.paid);
    expect(payout).toMatchObject({ status: 'pending', pendingReason: 'ambiguous' });
    expect(await domain.get(CheckNow).check(payout, testActor())).toMatchObject({ status: 'pending' });
    await domain.age(payout.id, '61 seconds');
    expect(await domain.get(CheckNow).check(await domain.read(payout.id), testActor())).toMatchObject({
      status: 'failed',
      proof: 'status_check',
      failureCode: 'declined',
      failureProviderCode: '05',
    });
  });
});

describe('not found', () => {
  it('counts only when it is old enough, three times in a row', async () => {
    await transferWillAnswer('TO', ['NF']);
    const payout = await domain.pay(ACCOUNT.paid);
    const check = async () => (await domain.get(CheckNow).check(await domain.read(payout.id), testActor())).status;
    const counted = async () =>
      (await domain.dataSource.query(`select not_found_count from attempt where payout_id = $1`, [payout.id]))[0]
        .not_found_count;
    for (let time = 0; time < 4; time += 1) expect(await check()).toBe('pending');
    expect(await counted()).toBe(0);

    await domain.age(payout.id, '16 minutes');
    for (let time = 0; time < 4; time += 1) expect(await check()).toBe('pending');
    expect(await counted()).toBe(4);

    // Another answer in between starts the count afresh.
    await statusWillSay(payout.providerReference, 'TO', 'NF');
    expect(await check()).toBe('pending');
    await domain.age(payout.id, '45 minutes');
    expect([await check(), await check(), await check()]).toEqual(['pending', 'pending', 'review']);
    expect(await sandbox.countOf('transfer')).toBe(1);
  });
});

describe('a payout that stays unknown', () => {
  it('goes to review after 24 hours, keeps being asked about daily, and takes late proof', async () => {
    await transferWillAnswer('TO', ['TO']);
    const payout = await domain.pay(ACCOUNT.paid);
    await domain.age(payout.id, '25 hours');
    const review = await domain.get(CheckNow).check(payout, testActor());
    expect(review).toMatchObject({ status: 'review', reviewReason: 'unresolved', pendingReason: null });
    expect(await domain.alertsOf(payout.id)).toEqual(['review']);
    const hours = ((review.dueAt as Date).getTime() - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThanOrEqual(24);

    await statusWillSay(payout.providerReference, '00');
    await domain.makeDue(payout.id);
    expect(await domain.workUntil(payout.id, 'succeeded')).toMatchObject({ proof: 'status_check' });
  });

  it('can be resolved as failed by a person, named in the history', async () => {
    await transferWillAnswer('TO', ['TO']);
    const payout = await domain.pay(ACCOUNT.paid);
    await domain.age(payout.id, '25 hours');
    const review = await domain.get(CheckNow).check(payout, testActor());
    const failed = await domain
      .get(ResolvePayout)
      .resolve(
        review,
        { resolution: 'failed', reason: 'not on the statement', evidence: null },
        testActor('client:ani'),
      );
    expect(failed).toMatchObject({ status: 'failed', proof: 'operator', failureCode: 'resolved_failed' });
    const [event] = await domain.dataSource.query(
      `select actor, detail from payout_event where payout_id = $1 order by version desc limit 1`,
      [payout.id],
    );
    expect(event).toEqual({ actor: 'client:ani', detail: { reason: 'not on the statement', evidence: null } });
  });
});

describe('a manual payout', () => {
  it('waits for its confirmation and is then sent once', async () => {
    const inquired = await domain.pay(ACCOUNT.paid, { confirmation: 'manual' });
    expect(inquired.status).toBe('inquired');
    expect(SEALED.accountNameOf(inquired)).toBe('Test Account');
    expect(await sandbox.countOf('transfer')).toBe(0);
    const confirmed = await domain.get(ConfirmPayout).confirm(inquired, testActor('client:ani'));
    expect(confirmed).toMatchObject({ status: 'inquired', confirmedBy: 'client:ani' });
    expect(await domain.workUntil(inquired.id, 'succeeded')).toBeDefined();
    expect(await sandbox.countOf('transfer')).toBe(1);
  });

  it('is cancelled when it is not confirmed within a day', async () => {
    const inquired = await domain.pay(ACCOUNT.paid, { confirmation: 'manual' });
    await domain.dataSource.query(
      `update payout set updated_at = now() - interval '24 hours 1 second', due_at = now() where id = $1`,
      [inquired.id],
    );
    await domain.workUntil(inquired.id, 'cancelled');
    await expect(domain.get(ConfirmPayout).confirm(inquired, testActor('client:ani'))).rejects.toMatchObject({
      code: 'illegal_transition',
    });
    expect(await sandbox.countOf('transfer')).toBe(0);
  });

  it('that is confirmed and cancelled at the same moment is sent or cancelled, never both', async () => {
    for (let pair = 0; pair < 50; pair += 1) {
      const inquired = await domain.pay(ACCOUNT.paid, { confirmation: 'manual' });
      const [confirmed, cancelled] = await Promise.allSettled([
        domain.get(ConfirmPayout).confirm(inquired, testActor('client:ani')),
        domain.get(CancelPayout).cancel(inquired, testActor('client:budi')),
      ]);
      // A cancel that comes after the confirmation, and before a worker sends, still holds.
      expect([confirmed.status, cancelled.status]).toContain('fulfilled');
      const end = cancelled.status === 'fulfilled' ? 'cancelled' : 'succeeded';
      const payout = await domain.workUntil(inquired.id, end);
      const { transfers } = await sandbox.books();
      expect(transfers.filter((transfer) => transfer.disburseId === payout.providerReference)).toHaveLength(
        end === 'succeeded' ? 1 : 0,
      );
    }
  });
});

describe('a name that is clearly another one', () => {
  it('stops an automatic payout until a person confirms it', async () => {
    const stopped = await domain.pay(ACCOUNT.paid, { accountHolderName: 'Siti Aminah' });
    expect(stopped).toMatchObject({ status: 'inquired', nameMatch: 'different' });
    expect(await sandbox.countOf('transfer')).toBe(0);
    await domain.get(ConfirmPayout).confirm(stopped, testActor('client:ani'));
    await domain.workUntil(stopped.id, 'succeeded');
  });

  it('does not stop it when only case differs', async () => {
    expect(await domain.pay(ACCOUNT.paid, { accountHolderName: 'TEST ACCOUNT' })).toMatchObject({
      status: 'succeeded',
      nameMatch: 'exact',
    });
  });
});
