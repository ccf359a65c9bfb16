import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { ACCOUNT, Sandbox } from '../support/sandbox.js';
import { Service } from '../support/service.js';

let database: TestDatabase;
let sandbox: Sandbox;
let service: Service;

beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await Sandbox.start();
  service = await Service.start(database.url, sandbox, { WORKER_CONCURRENCY: '100' });
});
afterAll(async () => {
  await service.stop();
  await sandbox.stop();
  await database.drop();
});

type Action = Record<string, unknown> & { kind: string };
type Row = readonly [name: string, action: Action];
interface Ordered {
  readonly id: string;
  readonly account: string;
}

let lastAccount = 7_700_000_000;

/** A payout to an account of its own, at which a step misbehaves. */
async function createWith(
  step: string,
  action: Action,
  { times = 1, ...definition }: FaultOptions = {},
): Promise<Ordered> {
  lastAccount += 1;
  const account = String(lastAccount);
  await sandbox.control('PUT', `accounts/${account}`, { transferCode: '00', moves: true, ...definition });
  await sandbox.fault({ step, match: { bankAccount: account }, times, action });
  const { status, body } = await service.create(account);
  expect(status).toBe(201);
  return { id: body.id, account };
}

/** How often a step misbehaves (0: always), and further orders to the sandbox for the account. */
interface FaultOptions {
  readonly times?: number;
  readonly transferCode?: string;
  readonly statusCodes?: readonly string[];
}

/** Creates the payouts of all rows at once, or the waiting would add up. */
function createAll<Created>(rows: readonly Row[], createOne: (action: Action) => Promise<Created>) {
  const created = new Map<string, Promise<Created>>();
  beforeAll(() => {
    for (const [name, action] of rows) created.set(name, createOne(action));
  });
  return (name: string) => created.get(name) as Promise<Created>;
}

const PAID_ONCE = { requests: 1, out: 1, back: 0 };
const TIMES_OUT_THEN_PAID = { transferCode: 'TO', statusCodes: ['00'] };

const HTML = '<html><body>Service Unavailable</body></html>';
const TRUNCATED = '{"responseCode":"00","responseDesc":"Succ';
const raw = (status: number, body: string, headers: Record<string, string> = {}): Action => ({
  kind: 'raw',
  status,
  body,
  headers,
});

/**
 * What a provider or the network can do to a transfer whose request arrived. Each is played twice: the money moved, and it
 * did not. Only a status check distinguishes the two.
 */
const AFTER_ARRIVAL: readonly Row[] = [
  ['drops the connection before the answer', { kind: 'drop', when: 'before_answer' }],
  ['resets the connection before the answer', { kind: 'drop', when: 'before_answer', reset: true }],
  ['drops the connection in the middle of the answer', { kind: 'drop', when: 'mid_answer' }],
  ['answers 200 with HTML', raw(200, HTML, { 'content-type': 'text/html' })],
  ['answers 200 with nothing', raw(200, '')],
  ['answers 200 with half a JSON', raw(200, TRUNCATED)],
  [
    'answers in another charset',
    raw(200, '{"responseCode":"00","accountName":"\u00ff"}', { 'content-type': 'application/json; charset=utf-16' }),
  ],
  ['answers with a compressed bomb', { kind: 'gzip_bomb', megabytes: 200 }],
  ['answers with a megabyte', { kind: 'big', kilobytes: 1_024 }],
  ['answers 500', raw(500, HTML)],
  ['answers 502', raw(502, HTML)],
  ['answers 503', raw(503, HTML)],
  ['answers 504', raw(504, HTML)],
  ['answers 409', raw(409, '{"responseCode":"-142","responseDesc":"Transaction Already Finished"}')],
  ['answers 429', { kind: 'rate_limit', retryAfterSeconds: 1 }],
  ['answers 401 without a code', raw(401, '{"Message":"Unauthorized"}')],
  ['answers 404 without a code', raw(404, HTML)],
  ['redirects with 307', { kind: 'redirect', status: 307, location: '/control/redirect-target' }],
  ['redirects with 308', { kind: 'redirect', status: 308, location: '/control/redirect-target' }],
  ['answers TO', { kind: 'code', code: 'TO' }],
  ['answers 68', { kind: 'code', code: '68' }],
  ['answers -100', { kind: 'code', code: '-100' }],
  ['answers an unknown code', { kind: 'code', code: 'Z9' }],
  ['drips its answer byte by byte', { kind: 'drip', bytesPerSecond: 5 }],
  ['never answers', { kind: 'silence' }],
  ['echoes another account', { kind: 'echo', override: { bankAccount: '9999999999' } }],
  ['echoes another amount', { kind: 'echo', override: { amountTransfer: 1 } }],
  ['echoes another bank', { kind: 'echo', override: { bankCode: '002' } }],
];

describe('a transfer that arrived, when the provider', () => {
  const created = createAll(AFTER_ARRIVAL, (action) =>
    Promise.all(
      [true, false].map((moves) =>
        createWith('transfer', { ...action, moves, statusCodes: moves ? ['TO', '00'] : ['TO', '76'] }),
      ),
    ),
  );

  it.each(AFTER_ARRIVAL)('%s: pending, checked, never sent again; the status check finds the result', async (name) => {
    const [moved, unmoved] = (await created(name)) as [Ordered, Ordered];
    for (const [{ id, account }, status, out] of [
      [moved, 'succeeded', 1],
      [unmoved, 'failed', 0],
    ] as const) {
      const payout = await service.until(id, 'succeeded', 'failed', 'review');
      expect(payout).toMatchObject({ status, proof: 'status_check' });
      const way = (await service.events(id)).map((event) => `${event.from} ${event.event}`);
      expect(way).toContain('transferring ambiguous');
      expect(await sandbox.moneyOf(account)).toEqual({ requests: 1, out, back: 0 });
    }
    expect(await sandbox.countOf('redirect_target')).toBe(0);
  });

  it('has done all of that, and each was sent once', async () => {
    expect((await sandbox.books()).totals).toMatchObject({
      transferRequests: 2 * AFTER_ARRIVAL.length,
      movedCount: AFTER_ARRIVAL.length,
    });
  });
});

describe('a status check, when the provider', () => {
  const UNCLEAR: readonly Row[] = [
    ['drops the connection', { kind: 'drop', when: 'before_answer' }],
    ['answers 500', raw(500, HTML)],
    ['answers HTML', raw(200, HTML)],
    ['answers 429', { kind: 'rate_limit', retryAfterSeconds: 1 }],
    ['never answers', { kind: 'silence' }],
    ['answers for another account', { kind: 'echo', override: { bankAccount: '9999999999' } }],
    ['answers for another amount', { kind: 'echo', override: { amountTransfer: 99_999 } }],
    ['answers that the question was wrong', { kind: 'code', code: '-191' }],
    ['answers an unknown code', { kind: 'code', code: 'Z9' }],
  ];
  const created = createAll(UNCLEAR, (action) => createWith('status', action, { times: 2, ...TIMES_OUT_THEN_PAID }));

  it.each(UNCLEAR)('%s: nothing is concluded, and the next check decides', async (name) => {
    const { id, account } = await created(name);
    expect(await service.until(id, 'succeeded', 'failed', 'review')).toMatchObject({
      status: 'succeeded',
      proof: 'status_check',
    });
    expect(await sandbox.countOf('status', { bankAccount: account })).toBeGreaterThan(2);
    expect(await sandbox.moneyOf(account)).toEqual(PAID_ONCE);
  });

  const timesOut = (statusCodes: readonly string[]) =>
    createWith('transfer', { kind: 'code', code: 'TO', moves: true, statusCodes });

  it('changes its mind between pending and paid: the first proof stands', async () => {
    const { id } = await timesOut(['68', '80', '00', '68', 'TO']);
    await service.until(id, 'succeeded');
    for (let time = 0; time < 3; time += 1) await service.call('POST', `/v1/payouts/${id}/check`);
    expect(await service.read(id)).toMatchObject({ status: 'succeeded', proof: 'status_check' });
  });

  it('says paid and then refused: an alert is raised', async () => {
    const { id } = await timesOut(['00', '76']);
    await service.until(id, 'succeeded');
    await service.call('POST', `/v1/payouts/${id}/check`);
    expect(await service.read(id)).toMatchObject({ status: 'review', review: { reason: 'contradicted' } });
  });
});

describe('an inquiry, when the provider', () => {
  const UNCLEAR: readonly Row[] = [
    ['drops the connection', { kind: 'drop', when: 'before_answer' }],
    ['answers 500', raw(500, HTML)],
    ['answers TO', { kind: 'code', code: 'TO' }],
    ['gives disburseId 0 with code 00', { kind: 'echo', override: { disburseId: '0' } }],
    ['gives an empty disburseId with code 00', { kind: 'echo', override: { disburseId: '' } }],
    ['answers for another account', { kind: 'echo', override: { bankAccount: '9999999999' } }],
  ];
  const created = createAll(UNCLEAR, (action) => createWith('inquiry', action));

  it.each(UNCLEAR)('%s: nothing is sent before a later inquiry passes', async (name) => {
    const { id, account } = await created(name);
    await service.until(id, 'succeeded');
    expect(await sandbox.countOf('inquiry', { bankAccount: account })).toBe(2);
    expect(await sandbox.moneyOf(account)).toEqual(PAID_ONCE);
  });

  it('keeps failing: the payout fails, and nothing was sent', async () => {
    const { id, account } = await createWith('inquiry', { kind: 'code', code: 'LD' }, { times: 0 });
    expect(await service.until(id, 'failed')).toMatchObject({
      failure: { code: 'inquiry_unavailable', providerCode: 'LD' },
    });
    expect(await sandbox.countOf('transfer', { bankAccount: account })).toBe(0);
  });

  it('names the owner with padding: the transfer repeats the name to the byte', async () => {
    await sandbox.control('PUT', 'accounts/8760670001', {
      name: 'CATUR NUGROHO                 ',
      transferCode: '00',
      moves: true,
    });
    const { body } = await service.create('8760670001', {
      destination: {
        type: 'bank_account',
        bankCode: '014',
        accountNumber: '8760670001',
        accountHolderName: 'Catur Nugroho',
      },
    });
    expect(await service.until(body.id, 'succeeded')).toMatchObject({ nameMatch: 'exact' });
  });
});

describe('when the provider cannot be reached', () => {
  beforeEach(() => sandbox.reset());

  it('a name that no server knows is an unavailable inquiry', async () => {
    const lost = await service.startAnother({ DUITKU_BASE_URL: 'http://does-not-exist.invalid' });
    const { body } = await lost.create(ACCOUNT.paid);
    await lost.until(body.id, 'failed', 'succeeded');
    await lost.stop();
  });
});

describe('when the money at the provider runs out', () => {
  beforeEach(() => sandbox.reset());

  it('the payout waits for funds, is not sent again without them, and is given up in time', async () => {
    await sandbox.control('POST', 'balance', { effectiveBalance: 10_000 });
    const { body } = await service.create(ACCOUNT.paid);
    await service.until(body.id, 'cancelled');
    const events = await service.events(body.id);
    expect(events.map(({ event }) => event)).toContain('rerouted');
    expect((await sandbox.books()).totals).toMatchObject({ transferRequests: 1, movedCount: 0 });
  });
});
