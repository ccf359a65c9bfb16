import { type Attempt, FindPayouts, type Payout } from '#libs/payouts';
import type { Domain } from '../support/domain.js';
import { openDomain } from '../support/open-domain.js';
import type { Sandbox } from '../support/sandbox.js';

/** An ordinary account: every rail of the provider pays it. */
const ACCOUNT = '9988776655';
/** Cheapest first, as `auto` ranks them for this amount. */
const FIRST = 'duitku.bifast';
const SECOND = 'duitku.online';

let sandbox: Sandbox;
let domain: Domain;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ domain, sandbox, close } = await openDomain({
    RAIL_POLICY: 'order',
    RAIL_ORDER: `${FIRST},${SECOND}`,
  }));
});
afterAll(() => close());
beforeEach(async () => {
  await sandbox.reset();
  const pays = { name: 'Test Account', inquiryCode: '00', transferCode: '00', moves: true, statusCodes: ['00'] };
  await sandbox.control('PUT', `accounts/${ACCOUNT}`, pays);
});

/** The clearing face of the sandbox carries the first rail, the online face the second. */
function firstRailAnswers(step: 'inquiry' | 'transfer', code: string, moves = false) {
  return sandbox.fault({ step: `clearing_${step}`, times: 0, action: { kind: 'code', code, moves } });
}

async function attemptsOf({ id }: Payout): Promise<Pick<Attempt, 'rail' | 'result'>[]> {
  return domain.dataSource.query(`select rail, result from attempt where payout_id = $1 order by number`, [id]);
}

async function reroutesOf({ id }: Payout) {
  const events = await domain.get(FindPayouts).events(id);
  return events
    .filter(({ event }) => event === 'rerouted')
    .map(({ fromStatus, detail }) => ({ fromStatus, ...detail }));
}

describe('an automatic payout whose rail refuses for reasons of its provider', () => {
  it.each([
    ['-920', 'limit_exceeded'],
    ['-149', 'bank_not_supported'],
    ['-191', 'misconfigured'],
  ])('takes the next rail after %s (%s), pays once, and keeps why in its history', async (code, because) => {
    await firstRailAnswers('transfer', code);
    const created = await domain.create(ACCOUNT, { rail: 'auto' });
    expect(created.rail).toBe(FIRST);
    const payout = await domain.workUntil(created.id, 'succeeded', 6_000);
    expect(payout).toMatchObject({ rail: SECOND, createdRail: FIRST });
    expect(await attemptsOf(payout)).toEqual([
      { rail: FIRST, result: 'refused' },
      { rail: SECOND, result: 'paid' },
    ]);
    expect(await reroutesOf(payout)).toMatchObject([
      { fromStatus: 'transferring', because, from: FIRST, to: SECOND, code },
    ]);
    expect((await sandbox.books()).totals).toMatchObject({ transferRequests: 2, movedCount: 1 });
  });

  it('takes the next rail when its inquiry gets no response', async () => {
    await firstRailAnswers('inquiry', 'TO');
    const created = await domain.create(ACCOUNT, { rail: 'auto' });
    const payout = await domain.workUntil(created.id, 'succeeded', 6_000);
    expect(await attemptsOf(payout)).toEqual([{ rail: SECOND, result: 'paid' }]);
    expect(await reroutesOf(payout)).toMatchObject([
      { fromStatus: 'created', because: 'inquiry_unavailable', from: FIRST, to: SECOND },
    ]);
  });

  it('records in its first event which rails were considered', async () => {
    const { id } = await domain.create(ACCOUNT, { rail: 'auto' });
    const [created] = await domain.get(FindPayouts).events(id);
    expect(created?.detail).toMatchObject({
      rail: FIRST,
      rails: expect.arrayContaining([
        { rail: FIRST, verdict: 'possible' },
        { rail: 'duitku.rtgs', verdict: 'refused', code: 'amount_too_small' },
      ]),
    });
    await domain.workUntil(id, 'succeeded', 6_000);
  });

  it('fails when no other rail can carry it, and tries none twice', async () => {
    await firstRailAnswers('transfer', '-920');
    await sandbox.fault({ step: 'transfer', times: 0, action: { kind: 'code', code: '-920', moves: false } });
    const created = await domain.create(ACCOUNT, { rail: 'auto' });
    const payout = await domain.workUntil(created.id, 'failed', 6_000);
    expect(payout).toMatchObject({ failureCode: 'limit_exceeded', failureProviderCode: '-920' });
    const rails = (await attemptsOf(payout)).map(({ rail }) => rail);
    expect(new Set(rails).size).toBe(rails.length);
    expect(rails.slice(0, 2)).toEqual([FIRST, SECOND]);
  });

  it('compares the owner’s name again on the other rail', async () => {
    await firstRailAnswers('transfer', '-920');
    const created = await domain.create(ACCOUNT, { rail: 'auto', accountHolderName: 'Test Account' });
    expect(await domain.workUntil(created.id, 'succeeded', 6_000)).toMatchObject({ nameMatch: 'exact', rail: SECOND });
  });
});

describe('a payout stays on its rail', () => {
  it.each(['TO', '68', '-100', 'EE', '91', 'Z9'])('after the ambiguous answer %s', async (code) => {
    await sandbox.fault({
      step: 'clearing_transfer',
      times: 0,
      action: { kind: 'code', code, moves: true, statusCodes: [code, '00'] },
    });
    const created = await domain.create(ACCOUNT, { rail: 'auto' });
    const payout = await domain.workUntil(created.id, 'succeeded', 6_000);
    expect(payout.rail).toBe(FIRST);
    expect((await sandbox.books()).totals).toMatchObject({ transferRequests: 1, movedCount: 1 });
  });

  it('when the fault is the payee’s: a blacklisted account is not tried elsewhere', async () => {
    await firstRailAnswers('transfer', '-192');
    const created = await domain.create(ACCOUNT, { rail: 'auto' });
    expect(await domain.workUntil(created.id, 'failed', 6_000)).toMatchObject({
      rail: FIRST,
      failureCode: 'blacklisted',
    });
    expect((await sandbox.books()).totals).toMatchObject({ transferRequests: 1 });
  });

  it('when its client named the rail', async () => {
    await firstRailAnswers('transfer', '-920');
    const created = await domain.create(ACCOUNT, { rail: FIRST });
    expect(await domain.workUntil(created.id, 'failed', 6_000)).toMatchObject({
      rail: FIRST,
      failureCode: 'limit_exceeded',
    });
  });

  it('when a status check proves much later that it was refused for want of funds', async () => {
    await sandbox.fault({
      step: 'clearing_transfer',
      action: { kind: 'code', code: 'TO', moves: false, statusCodes: ['TO', '-510'] },
    });
    const created = await domain.create(ACCOUNT, { rail: 'auto' });
    expect(await domain.workUntil(created.id, 'failed', 6_000)).toMatchObject({ rail: FIRST, proof: 'status_check' });
    expect((await sandbox.books()).totals).toMatchObject({ transferRequests: 1, movedCount: 0 });
  });
});
