/** Callbacks that come twice, early, late, altered or forged. They are hints: the status check decides, once. */
import { type CallsBack, FAILED_ONCE, H2H, KIRIM_DOKU, PAID_ONCE, Transfer } from '../support/calls-back.js';
import { repeat } from '../support/delivered.js';
import { eventually } from '../support/eventually.js';
import type { Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

/** Within a test only a callback causes a status check. */
const PATIENT = { STATUS_CHECK_DELAYS: '1h', PROVIDER_TIMEOUT: '8s', WORKER_CONCURRENCY: '100' };

let stage: Stage;
let service: Service;

beforeAll(async () => {
  stage = await Stage.open({ SANDBOX_CALLBACK_DELAY: '50' });
  service = await stage.start(PATIENT);
});
afterAll(() => stage.close());

const KINDS = [
  ['H2H', H2H],
  ['Kirim DOKU', KIRIM_DOKU],
] as const;

type PayoutFields = Parameters<typeof Transfer.create>[3];
const create = (kind: CallsBack, fields?: PayoutFields) => Transfer.create(stage, service, kind, fields);

async function createPending(kind: CallsBack, fields?: PayoutFields): Promise<Transfer> {
  const transfer = await create(kind, fields);
  await service.until(transfer.id, 'pending');
  return transfer;
}

const check = ({ id }: Transfer) => service.call('POST', `/v1/payouts/${id}/check`);
const storedAbout = (transfer: Transfer) =>
  stage.query<{ duplicates: number; result: string | null }>(
    `select duplicates, callback.result from callback join attempt on attempt.id = attempt_id where payout_id = $1`,
    [transfer.id],
  );

describe.each(KINDS)('a callback of %s', (_name, kind) => {
  it('that comes 50 times at once is one: one status check, one end', async () => {
    const transfer = await create(kind, { onCallback: { duplicate: 50, delayMs: 300 } });
    const delivered = await transfer.delivered(50);
    expect(new Set(delivered.map(({ status }) => status))).toEqual(new Set([200]));
    await service.until(transfer.id, 'succeeded');
    await stage.callbacksAreDone();
    expect(await storedAbout(transfer)).toEqual([{ duplicates: 49, result: 'woke' }]);
    expect(await transfer.asked()).toBe(1);
    expect(await transfer.summary()).toEqual(PAID_ONCE);
  });

  it.each([
    ['paid', 'failed', PAID_ONCE],
    ['failed', 'paid', FAILED_ONCE],
  ] as const)(
    'that said %s and comes again with %s in its place costs one status check and changes nothing',
    async (end, lie, ended) => {
      const transfer = await createPending(kind, { end });
      const callback = await transfer.callBack();
      await service.until(transfer.id, ended.status);
      expect(await repeat(callback, { [kind.statusField]: kind.says[lie] })).toBe(200);
      await stage.callbacksAreDone();
      await eventually('the provider was asked again', async () => (await transfer.asked()) === 2);
      expect(await transfer.summary()).toEqual(ended);
    },
  );

  it.each(['paid', 'failed'] as const)('that says %s too early changes nothing', async (lie) => {
    const transfer = await createPending(kind);
    await transfer.callBack(kind.says[lie]);
    await eventually('the provider was asked', async () => (await transfer.asked()) === 1);
    await stage.callbacksAreDone();
    expect(await transfer.summary()).toMatchObject({ status: 'pending', ends: 0 });
    // The true one may have the very bytes of the lie, and count as its duplicate: the schedule asks all the same.
    await transfer.callBack();
    await check(transfer);
    await service.until(transfer.id, 'succeeded');
    expect(await transfer.summary()).toEqual(PAID_ONCE);
  });

  it('that comes before the transfer is answered is acted upon after it', async () => {
    const transfer = await create(kind, { onCallback: { early: true } });
    await service.until(transfer.id, 'succeeded');
    await stage.callbacksAreDone();
    expect(await transfer.summary()).toEqual(PAID_ONCE);
  });

  it('that is forged is refused with 401, and nothing changes', async () => {
    const transfer = await createPending(kind, { onCallback: { forge: true, delayMs: 300 } });
    const [delivered] = await transfer.delivered(1);
    expect(delivered).toMatchObject({ status: 401 });
    expect(await storedAbout(transfer)).toEqual([]);
    expect([await transfer.asked(), await transfer.summary()]).toMatchObject([0, { status: 'pending', ends: 0 }]);
    await check(transfer);
    expect(await transfer.summary()).toEqual(PAID_ONCE);
  });
});

/** Every order of some things. */
function ordersOf<T>(things: readonly T[]): T[][] {
  if (things.length === 0) return [[]];
  return things.flatMap((first) => ordersOf(things.filter((other) => other !== first)).map((rest) => [first, ...rest]));
}

const MESSAGES = ['the answer to the transfer', '"under way"', '"paid"', 'a status check'] as const;

describe.each(KINDS)('of %s', (_name, kind) => {
  it('all 24 orders of answer, two callbacks and status check end in the same: one movement, one end', async () => {
    const orders = ordersOf(MESSAGES);
    expect(orders).toHaveLength(24);
    const ended = await Promise.all(
      orders.map(async (order) => {
        const transfer = await create(kind, { onTransfer: { kind: 'hold' } });
        await stage.sandbox.received(kind.transferStep, 1, { bankAccount: transfer.account });
        for (const message of order) await deliver(transfer, message);
        await service.until(transfer.id, 'succeeded');
        return transfer;
      }),
    );
    await stage.callbacksAreDone();
    for (const [index, transfer] of ended.entries())
      expect([orders[index], await transfer.summary()]).toEqual([orders[index], PAID_ONCE]);
  });

  async function deliver(transfer: Transfer, message: (typeof MESSAGES)[number]): Promise<void> {
    if (message === 'a status check') {
      await check(transfer);
      return;
    }
    if (message !== 'the answer to the transfer') {
      const { status } = await transfer.callBack(message === '"paid"' ? undefined : kind.says.pending);
      expect(status).toBe(200);
      return;
    }
    await stage.sandbox.control('POST', 'release', { faultId: await faultOf(transfer) });
    await service.until(transfer.id, 'pending', 'succeeded');
  }

  async function faultOf({ account }: Transfer): Promise<string> {
    const { faults } = await stage.sandbox.control<{ faults: { id: string; match?: { bankAccount: string } }[] }>(
      'GET',
      'faults',
    );
    return faults.find(({ match }) => match?.bankAccount === account)?.id as string;
  }
});

describe('a provider that finds the service down', () => {
  it('calls again, and the service that runs by then processes the callback once', async () => {
    const [down, other] = [service, await stage.start(PATIENT)];
    await stage.sandbox.callBack(down.url);
    const transfers = await Promise.all(
      [H2H, KIRIM_DOKU].map((kind) => createPending(kind, { onCallback: { delayMs: 3_000 } })),
    );
    await down.child.end('SIGKILL');
    service = other;
    // The provider goes on calling every second, and not for long.
    const missed = await Promise.all(transfers.map((transfer) => transfer.delivered(1)));
    expect(new Set(missed.flat().map(({ status }) => status))).toEqual(new Set([null]));
    expect(await Promise.all(transfers.map((transfer) => transfer.asked()))).toEqual([0, 0]);
    await stage.sandbox.callBack(other.url);
    for (const transfer of transfers) {
      await other.until(transfer.id, 'succeeded');
      expect(await transfer.summary()).toEqual(PAID_ONCE);
      expect((await transfer.delivered(2)).at(-1)).toMatchObject({ status: 200 });
    }
  });
});

const ENDINGS = [
  ['unpaid, then paid', { ending: 'unpaid_paid' }, null, PAID_ONCE],
  ['unpaid, then failed', { ending: 'unpaid_failed' }, null, FAILED_ONCE],
  [
    'refunded after it was paid',
    { statuses: ['00'], ending: 'refunded' },
    'succeeded',
    { ...FAILED_ONCE, status: 'returned', ends: 2 },
  ],
  ['refunded before it was ever paid', { statuses: ['03'], ending: 'refunded' }, null, FAILED_ONCE],
] as const;

describe.each(ENDINGS)('a transfer of DOKU that is %s', (_name, end, first, ended) => {
  async function createEnding(): Promise<Transfer> {
    const transfer = await createPending(KIRIM_DOKU, { end });
    await check(transfer);
    expect((await transfer.summary()).status).toBe(first ?? 'pending');
    return transfer;
  }

  it('is settled as soon as the notification comes', async () => {
    const transfer = await createEnding();
    await transfer.callBack();
    await service.until(transfer.id, ended.status);
    expect(await transfer.summary()).toEqual(ended);
  });

  it('is settled by the next status check when no notification arrives', async () => {
    const transfer = await createEnding();
    const nowhere = 'http://127.0.0.1:1/';
    await stage.sandbox.control('PUT', 'callback-urls', { dokuUnpaid: nowhere, dokuRefund: nowhere });
    expect(await transfer.callBack()).toMatchObject({ status: null });
    await stage.sandbox.callBack(service.url);
    expect((await transfer.summary()).status).toBe(first ?? 'pending');
    await stage.query(`update payout set due_at = now() where id = $1`, [transfer.id]);
    await service.until(transfer.id, ended.status);
    expect(await transfer.summary()).toEqual(ended);
  });
});
