/**
 * Cash Out has one request, called inquiry, and it moves money. It has no status check: its result
 * comes by a callback to its secret address, or a person finds it out.
 */
import { randomBytes } from 'node:crypto';
import { ageAttempts } from '../support/age-attempts.js';
import { CashOuts, PHONE_ENDS } from '../support/cash-outs.js';
import { type Delivered, repeat } from '../support/delivered.js';
import { eventually } from '../support/eventually.js';
import { IntentWitness } from '../support/intent-witness.js';
import type { PayoutBody, Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

let witness: IntentWitness;
let stage: Stage;
let service: Service;
let cash: CashOuts;

beforeAll(async () => {
  witness = await IntentWitness.start();
  stage = await Stage.open({ SANDBOX_RECEIPT_HOOK: witness.url, SANDBOX_CALLBACK_DELAY: '100' });
  witness.lookInto(stage);
  cash = new CashOuts(stage);
  service = await stage.start();
});
afterAll(async () => {
  await stage.close();
  await witness.stop();
});

const create = (phoneNumber: string, outlet?: string) => cash.create(service, phoneNumber, outlet);

/** Waits until the schedule has looked at a payout so often. */
const lookedAt = (id: string, times: number) =>
  eventually(`payout ${id} is looked at ${times} times`, async () => {
    const [row] = await stage.query<{ tries: number }>(`select tries from payout where id = $1`, [id]);
    return row !== undefined && row.tries >= times;
  });

const wayOf = async (id: string) => (await service.events(id)).map(({ event }) => event);
const paidOnce = { requests: 1, out: 1, back: 0 };
const neverPaid = { requests: 1, out: 0, back: 0 };

describe('when the request reaches the provider', () => {
  it('its intent is already committed, whatever comes of it', async () => {
    const phones = Array.from({ length: 12 }, () => cash.newPhone());
    for (const phone of phones.slice(8)) await cash.fault(phone, { kind: 'code', code: '-192' });
    const created = await Promise.all(
      phones.map((phone, index) => create(phone, index % 2 ? 'indomaret' : 'pos_indonesia')),
    );
    await Promise.all(created.map(({ id }) => service.until(id, 'pending', 'failed')));
    const { transfers } = await stage.sandbox.books();
    expect(transfers).toHaveLength(12);
    expect(witness.asked).toBe(12);
    expect(transfers.filter(({ receiptCheck }) => receiptCheck !== 'passed')).toEqual([]);
  });
});

/** What can happen to the answer of a request that was taken. */
const ANSWER_LOST: readonly (readonly [name: string, action: Record<string, unknown>])[] = [
  ['is dropped', { kind: 'drop', when: 'before_answer' }],
  ['breaks off in the middle', { kind: 'drop', when: 'mid_answer' }],
  ['never comes', { kind: 'silence' }],
  ['is a page of HTML', { kind: 'raw', status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }],
  ['is 500', { kind: 'raw', status: 500, body: '' }],
  ['is 409', { kind: 'raw', status: 409, body: '{"responseCode":"-142","responseDesc":"Already Finished"}' }],
  ['is 429', { kind: 'rate_limit', retryAfterSeconds: 1 }],
  ['has an unknown code', { kind: 'code', code: 'Z9' }],
  ['has no token', { kind: 'echo', override: { token: '0' } }],
  ['repeats another amount', { kind: 'echo', override: { amountTransfer: 1 } }],
];

/** Payouts whose result is known later, and how. */
const LATER = [
  ['a callback says that it was collected', { statusCode: '00', settle: true }, 'succeeded'],
  ['a callback says that it was not', { statusCode: '01', settle: true }, 'failed'],
] as const;

describe('an answer that', () => {
  const created = new Map<string, Promise<{ phone: string; id: string }[]>>();

  // All at once, or the waiting adds up.
  beforeAll(() => {
    for (const [name, action] of ANSWER_LOST) {
      const payouts = [...LATER, null].map(async () => {
        const phone = cash.newPhone();
        await cash.fault(phone, { ...action, moves: true });
        return { phone, id: (await create(phone)).id };
      });
      created.set(name, Promise.all(payouts));
    }
  });

  it.each(ANSWER_LOST)('%s leaves the payout pending, and nothing is sent again', async (name) => {
    const [collected, notCollected, silent] = (await created.get(name)) as { phone: string; id: string }[];
    for (const { phone, id } of [collected, notCollected, silent] as { phone: string; id: string }[]) {
      expect(await service.until(id, 'pending')).toMatchObject({ pendingReason: 'ambiguous' });
      await lookedAt(id, 3);
      expect(await stage.moneyOf(phone)).toEqual(paidOnce);
    }

    for (const [index, [, order, status]] of LATER.entries()) {
      const { phone, id } = [collected, notCollected][index] as { phone: string; id: string };
      expect(await cash.callBack(phone, order)).toMatchObject({ status: 200 });
      expect(await service.until(id, status)).toMatchObject({ proof: 'callback' });
      expect(await stage.moneyOf(phone)).toEqual({ ...paidOnce, back: status === 'failed' ? 1 : 0 });
    }

    const { phone, id } = silent as { phone: string; id: string };
    await ageAttempts(stage.database.url, id, '2 hours');
    expect(await service.until(id, 'review')).toMatchObject({ review: { reason: 'unresolved' } });
    const word = { resolution: 'paid', reason: 'the counter says so', evidence: 'ticket 17' };
    expect(await service.call('POST', `/v1/payouts/${id}/resolve`, word)).toMatchObject({
      status: 200,
      body: { status: 'succeeded', proof: 'operator' },
    });
    expect(await stage.moneyOf(phone)).toEqual(paidOnce);
  });
});

describe('a refusal', () => {
  it.each(['-149', '-141', '-192', '-920'])('by %s fails the payout at once; nothing was paid', async (code) => {
    const phone = cash.newPhone();
    await cash.fault(phone, { kind: 'code', code });
    const { id } = await create(phone);
    expect(await service.until(id, 'failed')).toMatchObject({ failure: { providerCode: code } });
    expect(await stage.moneyOf(phone)).toEqual(neverPaid);
  });
});

describe('cash that lies at the counter', () => {
  it('is waited for beyond the hour of ambiguous transfers, but not for ever', async () => {
    const phone = cash.newPhone();
    const { id } = await create(phone);
    expect(await service.until(id, 'pending')).toMatchObject({ pendingReason: 'accepted' });
    await ageAttempts(stage.database.url, id, '6 days');
    await lookedAt(id, 5);
    expect((await service.read(id)).status).toBe('pending');
    await ageAttempts(stage.database.url, id, '2 days');
    await service.until(id, 'review');
    await cash.callBack(phone, { statusCode: '00', settle: true });
    expect(await service.until(id, 'succeeded')).toMatchObject({ proof: 'callback' });
    expect(await stage.moneyOf(phone)).toEqual(paidOnce);
  });
});

describe('a service killed with kill -9 while the request is open', () => {
  it('is followed by one that sends no request at all; the callback to the secret address settles it', async () => {
    const phones = [cash.newPhone(PHONE_ENDS.collected), cash.newPhone(PHONE_ENDS.notCollected), cash.newPhone()];
    await stage.sandbox.control('POST', 'callbacks', { times: 0, action: { delayMs: 600_000 } });
    for (const phone of phones) await cash.fault(phone, { kind: 'hold', moves: true });
    const created = await Promise.all(phones.map((phone) => create(phone)));
    for (const phoneNumber of phones) await stage.sandbox.received('cash_out', 1, { phoneNumber });
    await service.child.end('SIGKILL');
    await stage.sandbox.control('POST', 'release', {});
    service = await stage.takeThePlaceOf(service);

    for (const { id } of created) {
      expect(await service.until(id, 'pending')).toMatchObject({ pendingReason: 'ambiguous' });
      await lookedAt(id, 3);
    }
    // The sandbox's truth, as its own callback would have reported it.
    for (const phone of phones) await cash.callBack(phone);
    const ended = await Promise.all(created.map(({ id }) => service.until(id, 'succeeded', 'failed')));
    expect(ended.map(({ status, proof }) => [status, proof])).toEqual([
      ['succeeded', 'callback'],
      ['failed', 'callback'],
      ['succeeded', 'callback'],
    ]);
    expect(await Promise.all(phones.map((phone) => stage.moneyOf(phone)))).toEqual([
      paidOnce,
      { ...paidOnce, back: 1 },
      paidOnce,
    ]);
    await stage.sandbox.control('DELETE', 'callbacks');
  });
});

describe('callbacks that contradict each other', () => {
  it.each([
    ['failed', '01', '00'],
    ['succeeded', '00', '01'],
  ])(
    'after the payout %s (%s) raise an alert and send it to review; a third changes nothing',
    async (status, first, then) => {
      const phone = cash.newPhone();
      const { id } = await create(phone);
      await service.until(id, 'pending');
      await cash.callBack(phone, { statusCode: first });
      await service.until(id, status);
      const second = await cash.callBack(phone, { statusCode: then });
      expect(await service.until(id, 'review')).toMatchObject({ review: { reason: 'contradicted' } });
      expect(await stage.alertsOf(id)).toEqual(['contradiction']);
      await repeat(second, { statusCode: first, statusDesc: 'said once more' });
      await stage.callbacksAreDone();
      expect(await service.read(id)).toMatchObject({ status: 'review' });
      expect(await stage.moneyOf(phone)).toEqual(paidOnce);
    },
  );
});

describe('a genuine callback', () => {
  let phone: string;
  let payout: PayoutBody;
  let delivered: Delivered;
  beforeAll(async () => {
    phone = cash.newPhone();
    const { id } = await create(phone);
    payout = await service.until(id, 'pending');
    // Only says that it is under way; the address and the signature are what the tests below need.
    delivered = await cash.callBack(phone, { statusCode: '68' });
    expect(delivered.status).toBe(200);
  });
  const nothingMoved = async () => {
    await stage.callbacksAreDone();
    await service.call('POST', `/v1/payouts/${payout.id}/check`);
    const { status, version } = payout;
    expect(await service.read(payout.id)).toMatchObject({ status, version });
    expect(await stage.moneyOf(phone)).toEqual(paidOnce);
  };

  it.each([
    ['amount', { amountTransfer: 70_000 }],
    ['phone number', { phoneNumber: '082299999150' }],
  ])('that reports another %s raises an alert, and nothing moves', async (_what, changes) => {
    const alerted = await stage.alertsOf(payout.id);
    expect(JSON.parse(delivered.body)).toMatchObject(
      Object.fromEntries(Object.keys(changes).map((field) => [field, expect.anything()])),
    );
    expect(await repeat(delivered, { statusCode: '00', ...changes })).toBe(200);
    await stage.callbacksAreDone();
    expect(await stage.alertsOf(payout.id)).toEqual([...alerted, 'callback_mismatch']);
    await nothingMoved();
  });

  it('at an address that no transfer has: 404, nothing is stored, nothing moves', async () => {
    const stored = `select count(*)::int as count from callback`;
    const before = await stage.query(stored);
    const guess = delivered.url.replace(/[^/]+$/, randomBytes(24).toString('base64url'));
    for (const url of [guess, `${delivered.url}A`, delivered.url.slice(0, -1), delivered.url.replace(/\/[^/]+$/, '')])
      expect([url, await repeat(delivered, { statusCode: '00' }, url)]).toEqual([url, 404]);
    expect(await stage.query(stored)).toEqual(before);
    await nothingMoved();
  });

  it('at the address of another transfer to the same person raises an alert, and neither moves', async () => {
    const { id } = await create(phone);
    const { status, version, providerReference } = await service.until(id, 'pending');
    const { callbacks } = await stage.sandbox.control<{ callbacks: [Delivered] }>('POST', 'callbacks/send', {
      disburseId: providerReference,
      statusCode: '68',
    });
    expect(await repeat(delivered, { statusCode: '00' }, callbacks[0].url)).toBe(200);
    await stage.callbacksAreDone();
    expect(await stage.alertsOf(id)).toEqual(['callback_mismatch']);
    for (const each of [id, payout.id]) {
      await service.call('POST', `/v1/payouts/${each}/check`);
      expect(await service.read(each)).toMatchObject({ status, version });
    }
    expect(await stage.moneyOf(phone)).toEqual({ requests: 2, out: 2, back: 0 });
  });
});

describe('the way of a cash out', () => {
  it('is the same for every outlet: one request, one movement, one end', async () => {
    const phones = [cash.newPhone(PHONE_ENDS.collected), cash.newPhone(PHONE_ENDS.notCollected)];
    const created = await Promise.all(phones.map((phone) => create(phone, 'pos_indonesia')));
    const [collected, notCollected] = created as [PayoutBody, PayoutBody];
    await service.until(collected.id, 'succeeded');
    await service.until(notCollected.id, 'failed');
    const begin = ['created', 'inquiry_passed', 'confirmed', 'accepted'];
    expect(await wayOf(collected.id)).toEqual([...begin, 'paid']);
    expect(await wayOf(notCollected.id)).toEqual([...begin, 'refused']);
  });
});
