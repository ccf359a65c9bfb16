import { randomUUID } from 'node:crypto';
import { STATUSES } from '#libs/payouts';
import { eventually } from '../../../../test/support/eventually.js';
import { newPayout, SEALED } from '../../../../test/support/new-payout.js';
import { DescribedAnswers } from '../testing/described-answers.js';
import { importStatement, newDifference, newStatementFile, setFacts } from '../testing/given-rows.js';
import { type Answer, type Api, startApi, validCashPickup, validPayout } from '../testing/start-api.js';

let api: Api;
let clientId: string;
/** A delivery that was tried. */
let deliveryId: string;
beforeAll(async () => {
  api = await startApi();
  [{ id: clientId }] = await api.dataSource.query(`select id from client where name = 'bootstrap'`);
  await setFacts(api, { balance: { available: 1_000_000n, ledger: 2n }, banks: { '014': 50_000_000n } });
  ({ id: deliveryId } = (await post(`/v1/webhook-endpoints/${await anEndpoint()}/test`)).body);
  await api.dataSource.query(
    `insert into webhook_attempt (delivery_id, id, at, duration_ms, http_status, error, answer)
     values ($1, $2, now(), 12, 500, null, 'Internal Server Error'), ($1, $3, now(), 15000, null, 'timeout', null)`,
    [deliveryId, randomUUID(), randomUUID()],
  );
});
afterAll(() => api.close());

const get = (path: string) => api.call(path);
const post = (path: string, body?: unknown) => api.call(path, { method: 'POST', body });
const remove = (path: string) => api.call(path, { method: 'DELETE' });
const payoutIn = (status: (typeof STATUSES)[number]) => newPayout(api.dataSource, { status, clientId });
const anEndpoint = async (): Promise<string> =>
  (await post('/v1/webhook-endpoints', { url: 'https://receiver.example/hooks' })).body.id;
const aClient = async (): Promise<string> =>
  (await post('/v1/clients', { name: randomUUID(), limits: { dailyCount: 1 }, allowedAddresses: ['10.0.0.0/8'] })).body
    .id;
const aKey = async (): Promise<string> =>
  (await post(`/v1/clients/${await aClient()}/keys`, { scopes: ['payouts:create'], expiresAt: '2099-01-01T00:00:00Z' }))
    .body.id;
const A_DAY = '/v1/calendar/2026-08-17';

/** At least one call of every operation that succeeds, with as much in its answer as there can be. */
const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
  createPayout: async () => {
    await api.create({ sender: { id: 'x' }, metadata: { a: 'b' }, purpose: 'x', confirmation: 'manual' });
    await api.create(validCashPickup());
  },
  listPayouts: async () => {
    for (const status of STATUSES) await payoutIn(status);
    await get('/v1/payouts');
    await get('/v1/payouts?limit=1&status=failed');
  },
  listAuditEntries: async () => {
    await api.create();
    await get('/v1/audit-entries?limit=5');
    await get('/v1/audit-entries?subjectType=payout');
  },
  searchPayouts: async () => {
    await api.create();
    await post('/v1/payouts/search', { accountNumber: '8760673566', limit: 1 });
  },
  getPayout: async () => {
    for (const status of STATUSES) await get(`/v1/payouts/${await payoutIn(status)}`);
  },
  listPayoutEvents: async () => {
    const { body } = await api.create();
    await post(`/v1/payouts/${body.id}/cancel`);
    await get(`/v1/payouts/${body.id}/events`);
  },
  listPayoutEvidence: async () => {
    const { body } = await api.create();
    await eventually('the provider was asked', async () => {
      const evidence = await get(`/v1/payouts/${body.id}/evidence`);
      return evidence.body.data.length > 0;
    });
  },
  confirmPayout: async () => {
    const id = await payoutIn('inquired');
    const ticket = { disburseId: '1', custRefNumber: '2' };
    await api.dataSource.query(`update payout set account_name_sealed = $3, ticket_sealed = $2 where id = $1`, [
      id,
      SEALED.sealTicket(id, ticket),
      SEALED.sealAccountName(id, 'Test Account'),
    ]);
    await post(`/v1/payouts/${id}/confirm`);
  },
  cancelPayout: async () => post(`/v1/payouts/${await payoutIn('created')}/cancel`),
  checkPayout: async () => post(`/v1/payouts/${await payoutIn('pending')}/check`),
  resolvePayout: async () =>
    post(`/v1/payouts/${await payoutIn('review')}/resolve`, { resolution: 'failed', reason: 'the bank says so' }),
  listRails: async () => {
    await get('/v1/rails');
    await get('/v1/rails?amount=50000&bankCode=014');
    await get('/v1/rails?amount=60000&outlet=indomaret');
  },
  listBanks: () => get('/v1/banks'),
  listBalances: () => get('/v1/balances'),
  listCalendar: () => get('/v1/calendar?year=2026'),
  declareDay: () => api.call(A_DAY, { method: 'PUT', body: { businessDay: true, name: 'Banks are open' } }),
  undeclareDay: async () => {
    await api.call(A_DAY, { method: 'PUT', body: { businessDay: true, name: 'Banks are open' } });
    await remove(A_DAY);
  },
  createWebhookEndpoint: anEndpoint,
  listWebhookEndpoints: () => get('/v1/webhook-endpoints'),
  getWebhookEndpoint: async () => get(`/v1/webhook-endpoints/${await anEndpoint()}`),
  deleteWebhookEndpoint: async () => remove(`/v1/webhook-endpoints/${await anEndpoint()}`),
  enableWebhookEndpoint: async () => post(`/v1/webhook-endpoints/${await anEndpoint()}/enable`),
  rotateWebhookSecret: async () => post(`/v1/webhook-endpoints/${await anEndpoint()}/rotate-secret`),
  testWebhookEndpoint: async () => post(`/v1/webhook-endpoints/${await anEndpoint()}/test`),
  listWebhookDeliveries: () => get('/v1/webhook-deliveries?limit=1'),
  getWebhookDelivery: () => get(`/v1/webhook-deliveries/${deliveryId}`),
  redeliverWebhook: () => post(`/v1/webhook-deliveries/${deliveryId}/redeliver`),
  redeliverWebhooks: () =>
    post('/v1/webhook-deliveries/redeliver', {
      createdFrom: '2026-01-01T00:00:00Z',
      createdTo: '2026-01-02T00:00:00Z',
    }),
  createClient: aClient,
  listClients: () => get('/v1/clients?limit=1'),
  getClient: async () => get(`/v1/clients/${await aClient()}`),
  changeClient: async () => api.call(`/v1/clients/${await aClient()}`, { method: 'PATCH', body: { suspended: true } }),
  createKey: aKey,
  listKeys: async () => get(`/v1/clients/${clientId}/keys`),
  rotateKey: async () => post(`/v1/keys/${await aKey()}/rotate`, {}),
  revokeKey: async () => remove(`/v1/keys/${await aKey()}`),
  importStatement: async () => {
    const file = newStatementFile();
    await importStatement(api, file);
    await importStatement(api, file);
  },
  listStatements: async () => {
    await importStatement(api);
    await get('/v1/statements?limit=1');
  },
  getStatement: async () => get(`/v1/statements/${(await importStatement(api)).body.id}`),
  getStatementTotals: async () => get(`/v1/statements/${(await importStatement(api)).body.id}/totals`),
  withdrawStatement: async () =>
    post(`/v1/statements/${(await importStatement(api)).body.id}/withdraw`, { reason: 'x' }),
  exportPayouts: () => get('/v1/payouts.csv?createdFrom=2026-01-01T00:00:00Z&createdTo=2026-01-02T00:00:00Z'),
  sumPayouts: () => get('/v1/payouts/summary?createdFrom=2026-01-01T00:00:00Z&createdTo=2026-01-02T00:00:00Z'),
  listDifferences: async () => {
    // Of a payout, and of a row without a payout.
    await newDifference(api, clientId);
    await importStatement(api);
    await get('/v1/differences?limit=2');
  },
  getDifference: async () => get(`/v1/differences/${await newDifference(api, clientId)}`),
  closeDifference: async () => post(`/v1/differences/${await newDifference(api, clientId)}/close`, { reason: 'x' }),
  isLive: () => get('/health/live'),
  isReady: () => get('/health/ready'),
  readMetrics: () => get('/metrics'),
};

/** Their body is read before what they are about is looked for. */
const BODY_FIRST = new Set([
  'resolvePayout',
  'closeDifference',
  'withdrawStatement',
  'createKey',
  'changeClient',
  'rotateKey',
]);

const described = new DescribedAnswers();

describe('every answer has the keys that the OpenAPI document describes, and no others (S7)', () => {
  it.each(described.allBelow(400))('%s', async (answer) => {
    const [operationId = ''] = answer.split(' ');
    const call = CALLS[operationId];
    if (call === undefined) throw new Error(`${operationId} is new: add a call of it that succeeds to CALLS.`);
    await call();
    expect([...api.described.seen]).toContain(answer);
  });

  it.each(described.operations().filter(({ path }) => path.startsWith('/v1/') || path === '/metrics'))(
    '$method $path without a key, without its scope, and of what is not there',
    async ({ operationId, method, path, statuses }) => {
      const real = path.replace('{id}', randomUUID()).replace('{date}', '2027-01-04');
      const { key } = await api.newKey([]);
      await api.call(real, { method, key: null });
      await api.call(real, { method, key });
      const expected = [`${operationId} 401`, `${operationId} 403`];
      if (statuses.includes(404) && !BODY_FIRST.has(operationId)) {
        await api.call(real, { method });
        expected.push(`${operationId} 404`);
      }
      for (const answer of expected) expect([...api.described.seen]).toContain(answer);
    },
  );

  it('also errors with more to say', async () => {
    const problems: Answer[] = [
      await api.create({ amount: 0 }),
      await api.create({ amount: 1 }),
      await api.create({}, { 'idempotency-key': '' }),
      await api.call('/v1/payouts', { method: 'POST', body: '{', headers: { 'idempotency-key': 'x' } }),
      await post(`/v1/payouts/${await payoutIn('succeeded')}/cancel`),
      await get('/v1/payouts?cursor=x'),
    ];
    const limited = await post('/v1/clients', { name: randomUUID(), limits: { dailyCount: 1 } });
    const { body } = await post(`/v1/clients/${limited.body.id}/keys`, { scopes: ['payouts:create'] });
    const { reference } = (await api.create({}, {}, body.key)).body;
    problems.push(await api.create({}, {}, body.key));
    await api.call(`/v1/clients/${limited.body.id}`, { method: 'PATCH', body: { limits: {} } });
    problems.push(await api.create({ reference }, {}, body.key));
    expect(problems.map(({ body: { code } }) => code)).toEqual([
      'validation_failed',
      'no_rail',
      'idempotency_key_missing',
      'malformed_json',
      'illegal_transition',
      'invalid_cursor',
      'daily_limit_exceeded',
      'duplicate_reference',
    ]);
  });
});

describe('holding an answer against the document', () => {
  const payout = async () => (await api.create()).body;
  const hold = (body: unknown, more = {}) =>
    described.hold({
      method: 'POST',
      path: '/v1/payouts',
      status: 201,
      contentType: 'application/json',
      body,
      ...more,
    });

  it.each([
    ['a key too many', (body: object) => ({ ...body, secret: 'x' }), /additional properties.*"secret"/],
    ['a key too few', ({ proof: _, ...body }: Record<string, unknown>) => body, /required property 'proof'/],
    ['another type', (body: object) => ({ ...body, amount: '50000' }), /\/amount must be integer/],
    ['an unknown word', (body: object) => ({ ...body, status: 'paid' }), /\/status must be equal to one of/],
    ['a time that is none', (body: object) => ({ ...body, createdAt: 'now' }), /\/createdAt must match format/],
  ])('notices %s', async (_what, change, difference) => {
    const body = await payout();
    expect(() => hold(body)).not.toThrow();
    expect(() => hold(change(body))).toThrow(difference);
  });

  it('notices statuses and codes that are not described', async () => {
    const body = { type: '/x', title: 'x', status: 404, code: 'key_not_rotatable', detail: 'x' };
    const problem = { contentType: 'application/problem+json', status: 409 };
    const created = await payout();
    expect(() => hold(created, { status: 200 })).toThrow(/answers 200, which is not described/);
    expect(() => hold(body, problem)).toThrow(/key_not_rotatable, which is not described/);
    expect(() => hold(body, { ...problem, status: 418 })).toThrow(/answers 418, which is not described/);
  });

  it('takes what is valid to be asked for as valid', () => {
    for (const request of [validPayout(), validCashPickup()])
      expect(described.differences('CreatePayout', request)).toEqual([]);
    expect(described.differences('CreatePayout', { ...validPayout(), amount: 1.5 })).not.toEqual([]);
  });
});
