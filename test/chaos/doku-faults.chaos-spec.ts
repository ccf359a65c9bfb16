/** What Kirim DOKU or the network can do to each step. Only a status check shows whether the money moved. */
import { IntentWitness } from '../support/intent-witness.js';
import type { Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

let witness: IntentWitness;
let stage: Stage;
let service: Service;

beforeAll(async () => {
  witness = await IntentWitness.start();
  stage = await Stage.open({ SANDBOX_RECEIPT_HOOK: witness.url });
  witness.lookInto(stage);
  service = await stage.start({ WORKER_CONCURRENCY: '100' });
});
afterAll(async () => {
  await stage.close();
  await witness.stop();
});

type Action = Record<string, unknown> & { kind: string };
type Row = readonly [name: string, action: Action];
interface Ordered {
  readonly id: string;
  readonly account: string;
}

let lastAccount = 7_700_000_000;
function newAccount(): string {
  lastAccount += 1;
  return String(lastAccount);
}

async function create(account = newAccount()): Promise<Ordered> {
  const { status, body } = await service.create(account, { rail: 'doku.kirim' });
  expect(status).toBe(201);
  return { id: body.id, account };
}

/** A payout to an account at which a step misbehaves. */
async function createWith(step: string, action: Action, times = 1): Promise<Ordered> {
  const bankAccount = newAccount();
  await stage.sandbox.fault({ step, match: { bankAccount }, times, action });
  return create(bankAccount);
}

/** Creates the payouts of all rows at once, or the waiting would add up. */
function createAll<Created>(rows: readonly Row[], createOne: (action: Action) => Promise<Created>) {
  const created = new Map<string, Promise<Created>>();
  beforeAll(() => {
    for (const [name, action] of rows) created.set(name, createOne(action));
  });
  return (name: string) => created.get(name) as Promise<Created>;
}

const wayOf = async (id: string) => (await service.events(id)).map(({ from, event }) => `${from} ${event}`);
const check = (id: string) => service.call('POST', `/v1/payouts/${id}/check`);
const raw = (status: number, body: string, type = 'text/html'): Action => ({
  kind: 'raw',
  status,
  body,
  headers: { 'content-type': type },
});
const HTML = '<html><body>Service Unavailable</body></html>';
const paidOnce = { requests: 1, out: 1, back: 0 };

const AFTER_ARRIVAL: readonly Row[] = [
  ['drops the connection before the answer', { kind: 'drop', when: 'before_answer' }],
  ['resets the connection before the answer', { kind: 'drop', when: 'before_answer', reset: true }],
  ['drops the connection in the middle of the answer', { kind: 'drop', when: 'mid_answer' }],
  ['never answers', { kind: 'silence' }],
  ['drips its answer byte by byte', { kind: 'drip', bytesPerSecond: 5 }],
  ['answers 200 with HTML', raw(200, HTML)],
  ['answers 200 with nothing', raw(200, '')],
  ['answers 200 with half a JSON', raw(200, '{"responseCode":2004300,"refer', 'application/json')],
  ['answers with a compressed bomb', { kind: 'gzip_bomb', megabytes: 100 }],
  ['answers with a megabyte', { kind: 'big', kilobytes: 1_024 }],
  ['answers 500', raw(500, HTML)],
  ['answers 502', raw(502, HTML)],
  ['answers 401 without a code', raw(401, '{}', 'application/json')],
  ['answers success under HTTP 500', raw(500, '{"responseCode":2004300}', 'application/json')],
  ['answers 5004300', { kind: 'code', code: '5004300' }],
  ['answers 5044300', { kind: 'code', code: '5044300' }],
  ['answers an unknown code', { kind: 'code', code: '2004399' }],
  ['answers with the code of another step', { kind: 'code', code: '4034202' }],
  ['answers that the reference is known', { kind: 'code', code: '4094301' }],
  ['answers that the message id is known', { kind: 'code', code: '4094300' }],
  ['answers 4294300', { kind: 'code', code: '4294300' }],
  ['answers 429 without a code', { kind: 'rate_limit', retryAfterSeconds: 1 }],
  ['redirects', { kind: 'redirect', status: 307, location: '/control/redirect-target' }],
  ['returns another reference', { kind: 'echo', override: { partnerReferenceNo: 'another-reference' } }],
  ['returns another amount', { kind: 'echo', override: { amount: { value: '1.00', currency: 'IDR' } } }],
];

describe('a transfer that arrived, when DOKU', () => {
  const created = createAll(AFTER_ARRIVAL, (action) =>
    Promise.all(
      [true, false].map((moves) =>
        createWith('doku_transfer', { ...action, moves, statusCodes: moves ? ['03', '00'] : ['03', '06'] }),
      ),
    ),
  );

  it.each(AFTER_ARRIVAL)('%s: pending, never sent again; the status check finds the result', async (name) => {
    const [moved, unmoved] = (await created(name)) as [Ordered, Ordered];
    for (const [{ id, account }, status, out] of [
      [moved, 'succeeded', 1],
      [unmoved, 'failed', 0],
    ] as const) {
      expect(await service.until(id, 'succeeded', 'failed', 'review')).toMatchObject({ status, proof: 'status_check' });
      expect(await wayOf(id)).toContain('transferring ambiguous');
      expect(await stage.moneyOf(account)).toEqual({ requests: 1, out, back: 0 });
    }
  });

  it('has done all of that, every intent was committed before its request arrived, and no redirect was followed', async () => {
    const { transfers } = await stage.sandbox.books();
    expect(transfers).toHaveLength(2 * AFTER_ARRIVAL.length);
    expect(transfers.filter(({ receiptCheck }) => receiptCheck !== 'passed')).toEqual([]);
    expect(await stage.sandbox.countOf('redirect_target')).toBe(0);
  });
});

describe('a status check, when DOKU', () => {
  const UNCLEAR: readonly Row[] = [
    ['drops the connection', { kind: 'drop', when: 'before_answer' }],
    ['never answers', { kind: 'silence' }],
    ['answers 500', raw(500, HTML)],
    ['answers 5005300', { kind: 'code', code: '5005300' }],
    ['answers HTML', raw(200, HTML)],
    ['answers 429', { kind: 'rate_limit', retryAfterSeconds: 1 }],
    ['answers that the question was wrong', { kind: 'code', code: '4005301' }],
    ['answers that the message id is known', { kind: 'code', code: '4095300' }],
    ['answers that it knows no such transfer', { kind: 'code', code: '4045301' }],
    ['answers an unknown code', { kind: 'code', code: '2995300' }],
    ['answers for another reference', { kind: 'echo', override: { originalPartnerReferenceNo: 'another-reference' } }],
    ['answers for another amount', { kind: 'echo', override: { amount: { value: '1.00', currency: 'IDR' } } }],
    ['answers an unknown status', { kind: 'echo', override: { latestTransactionStatus: '99' } }],
  ];
  const created = createAll(UNCLEAR, (action) => createWith('doku_status', action, 2));

  it.each(UNCLEAR)('%s: nothing is concluded, and the next check decides', async (name) => {
    const { id, account } = await created(name);
    expect(await service.until(id, 'succeeded', 'failed', 'review')).toMatchObject({
      status: 'succeeded',
      proof: 'status_check',
    });
    expect(await stage.sandbox.countOf('doku_status', { bankAccount: account })).toBeGreaterThan(2);
    expect(await stage.moneyOf(account)).toEqual(paidOnce);
  });

  const refunded = (way: readonly string[]) =>
    createWith('doku_transfer', { kind: 'code', code: '2004300', moves: true, statusCodes: way });

  it('changes its mind between pending and paid: the first proof stands', async () => {
    const { id } = await refunded(['03', '02', '01', '03', '00', '03', '01', '07']);
    await service.until(id, 'succeeded');
    for (let time = 0; time < 3; time += 1) await check(id);
    expect(await service.read(id)).toMatchObject({ status: 'succeeded', proof: 'status_check' });
  });

  it.each([
    ['paid and then refused', ['00', '06'], 'succeeded'],
    ['refused and then paid', ['06', '00'], 'failed'],
  ])('says %s: an alert is raised', async (_name, way, first) => {
    const { id } = await refunded(way);
    await service.until(id, first);
    await check(id);
    expect(await service.read(id)).toMatchObject({ status: 'review', review: { reason: 'contradicted' } });
    expect(await stage.alertsOf(id)).toEqual(['contradiction']);
  });

  it.each([
    ['after it was paid', ['03', '00', '04'], 'succeeded', { status: 'returned' }],
    ['before it was ever paid', ['03', '04'], 'failed', { status: 'failed', failure: { code: 'returned' } }],
  ])('says that the money came back %s', async (_name, way, first, ends) => {
    const { id } = await refunded(way);
    await service.until(id, first);
    await check(id);
    expect(await service.read(id)).toMatchObject({ ...ends, proof: 'status_check' });
  });
});

describe('an inquiry, when DOKU', () => {
  const UNCLEAR: readonly Row[] = [
    ['drops the connection', { kind: 'drop', when: 'before_answer' }],
    ['never answers', { kind: 'silence' }],
    ['answers 500', raw(500, HTML)],
    ['answers 5044200', { kind: 'code', code: '5044200' }],
    ['answers that the message id is known', { kind: 'code', code: '4094200' }],
    ['gives no session', { kind: 'echo', override: { sessionId: '' } }],
    ['answers for another account', { kind: 'echo', override: { beneficiaryAccountNumber: '9999999999' } }],
  ];
  const created = createAll(UNCLEAR, (action) => createWith('doku_inquiry', action));

  it.each(UNCLEAR)('%s: nothing is sent before a later inquiry passes', async (name) => {
    const { id, account } = await created(name);
    await service.until(id, 'succeeded');
    expect(await stage.sandbox.countOf('doku_inquiry', { bankAccount: account })).toBe(2);
    expect(await stage.moneyOf(account)).toEqual(paidOnce);
  });
});

describe('when DOKU is away for a while', () => {
  it('everything under way waits, concludes nothing, and is settled once it is back; nothing is sent twice', async () => {
    await stage.sandbox.reset();
    await stage.sandbox.fault({
      step: 'doku_transfer',
      times: 0,
      action: { kind: 'drop', when: 'before_answer', moves: true, statusCodes: ['00'] },
    });
    // Until the outage no status check gets through, so that all are still open when it begins.
    await stage.sandbox.fault({ step: 'doku_status', times: 0, action: { kind: 'drop', when: 'before_answer' } });
    const created = await Promise.all(Array.from({ length: 50 }, () => create()));
    const ids = created.map(({ id }) => id);
    await service.untilAll(ids, 'pending');
    await stage.sandbox.control('POST', 'outage', { on: true });
    await stage.sandbox.control('DELETE', 'faults');
    const asked = await stage.sandbox.countOf('doku_status');
    await stage.sandbox.received('doku_status', asked + ids.length);
    const open = await Promise.all(ids.map((id) => service.read(id)));
    expect(new Set(open.map(({ status }) => status))).toEqual(new Set(['pending']));

    await stage.sandbox.control('POST', 'outage', { on: false });
    await service.untilAll(ids, 'succeeded');
    for (const { account } of created) expect(await stage.moneyOf(account)).toEqual(paidOnce);
  });
});
