import { randomUUID } from 'node:crypto';
import { newPayout, SEALED } from '../../../../test/support/new-payout.js';
import { type Answer, type Api, startApi, validPayout } from '../testing/start-api.js';

let api: Api;
let clientId: string;
beforeAll(async () => {
  api = await startApi();
  [{ id: clientId }] = await api.dataSource.query(`select id from client where name = 'bootstrap'`);
});
afterAll(() => api.close());

const command = (id: string, name: string, body?: unknown, headers = {}): Promise<Answer> =>
  api.call(`/v1/payouts/${id}/${name}`, { method: 'POST', body, headers });

describe('a command without a body', () => {
  it.each([
    ['nothing at all', undefined, {}],
    ['nothing, declared as JSON', '', { 'content-type': 'application/json' }],
    ['an empty object', {}, {}],
  ])('takes %s', async (_what, body, headers) => {
    const { body: payout } = await api.create();
    expect(await command(payout.id, 'cancel', body, headers)).toMatchObject({
      status: 200,
      body: { status: 'cancelled' },
    });
  });

  it.each([
    ['a field', { force: true }, 400, 'validation_failed'],
    ['a list', '[]', 400, 'malformed_json'],
    ['half a body', '{', 400, 'malformed_json'],
  ])('refuses %s, and changes nothing', async (_what, body, status, code) => {
    const { body: payout } = await api.create();
    const before = await api.rows();
    expect(await command(payout.id, 'cancel', body)).toMatchObject({ status, body: { code } });
    expect(await api.rows()).toEqual(before);
  });

  it('refuses another content type', async () => {
    const { body: payout } = await api.create();
    const answer = await command(payout.id, 'cancel', 'now', { 'content-type': 'text/plain' });
    expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
  });
});

describe('cancel', () => {
  it('ends a payout before its transfer, and records the actor', async () => {
    const client = api.client();
    const payout = await client.payouts.create({ ...validPayout(), amount: 51_111 }, { idempotencyKey: randomUUID() });
    const cancelled = await client.payouts.cancel(payout.id);
    expect(cancelled).toMatchObject({ id: payout.id, status: 'cancelled', version: 2, nextCheckAt: null });
    expect(cancelled.completedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const [{ id: keyId }] = await api.dataSource.query(`select id from api_key where client_id = $1`, [clientId]);
    expect(await client.payouts.events(payout.id)).toEqual([
      {
        version: 1,
        event: 'created',
        from: null,
        to: 'created',
        at: payout.createdAt,
        actor: `key:${keyId}`,
        actorName: `bootstrap, key …${keyId.slice(-4)}`,
        detail: {},
      },
      {
        version: 2,
        event: 'cancelled',
        from: 'created',
        to: 'cancelled',
        at: cancelled.updatedAt,
        actor: `key:${keyId}`,
        actorName: `bootstrap, key …${keyId.slice(-4)}`,
        detail: {},
      },
    ]);
  });

  it('done twice is the same', async () => {
    const { body: payout } = await api.create();
    const first = await command(payout.id, 'cancel');
    expect((await command(payout.id, 'cancel')).body).toEqual(first.body);
  });
});

describe('a command that the status does not allow', () => {
  it.each([
    ['confirm', 'created'],
    ['confirm', 'succeeded'],
    ['cancel', 'transferring'],
    ['cancel', 'pending'],
    ['cancel', 'succeeded'],
    ['check', 'created'],
    ['check', 'inquired'],
    ['check', 'cancelled'],
  ] as const)('(%s of a payout that is %s) is refused, names the status, and changes nothing', async (name, status) => {
    const id = await newPayout(api.dataSource, { clientId, status });
    const before = await api.rows();
    const answer = await command(id, name);
    expect(answer).toMatchObject({
      status: 409,
      body: { status: 409, code: 'illegal_transition', payoutStatus: status },
    });
    expect(answer.body.detail).toContain(status);
    expect(await api.rows()).toEqual(before);
  });
});

describe('resolve', () => {
  it.each([
    ['paid', 'succeeded', null],
    ['failed', 'failed', { code: 'resolved_failed', message: 'Statement line 17', providerCode: null }],
  ] as const)('ends a payout in review as %s, with the person as proof', async (word, status, failure) => {
    const id = await newPayout(api.dataSource, { clientId, status: 'review' });
    const resolution = { resolution: word, reason: 'Statement line 17', evidence: 'ticket 4711' };
    const payout = await api.client().payouts.resolve(id, resolution);
    expect(payout).toMatchObject({ status, proof: 'operator', failure, review: null });
    expect((await api.client().payouts.events(id)).at(-1)).toMatchObject({
      event: `resolved_${word}`,
      detail: { reason: 'Statement line 17', evidence: 'ticket 4711' },
    });
  });

  it('is refused outside review', async () => {
    const { body: payout } = await api.create();
    const answer = await command(payout.id, 'resolve', { resolution: 'paid', reason: 'sure' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'illegal_transition', payoutStatus: 'created' } });
  });

  it.each([
    ['resolution', { resolution: 'maybe', reason: 'x' }],
    ['resolution', { reason: 'x' }],
    ['reason', { resolution: 'paid' }],
    ['reason', { resolution: 'paid', reason: '' }],
    ['reason', { resolution: 'paid', reason: ['x'] }],
    ['evidence', { resolution: 'paid', reason: 'x', evidence: { line: 17 } }],
    ['proof', { resolution: 'paid', reason: 'x', proof: 'statement' }],
  ])('refuses a wrong %s', async (field, body) => {
    const id = await newPayout(api.dataSource, { clientId, status: 'review' });
    const answer = await command(id, 'resolve', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field }] } });
    expect((await api.call(`/v1/payouts/${id}`)).body.status).toBe('review');
  });
});

describe('a payout', () => {
  it('shows every key in every status, and when the provider is asked next', async () => {
    const { body: created } = await api.create();
    for (const status of [
      'created',
      'inquired',
      'transferring',
      'pending',
      'review',
      'succeeded',
      'failed',
      'returned',
    ] as const) {
      const id = await newPayout(api.dataSource, { clientId, status });
      await api.dataSource.query(`update payout set due_at = '2999-01-01T00:00:00Z' where id = $1`, [id]);
      const { body } = await api.call(`/v1/payouts/${id}`);
      expect(Object.keys(body)).toEqual(Object.keys(created));
      const asked = ['transferring', 'pending', 'review', 'succeeded', 'failed'].includes(status);
      expect(body.nextCheckAt).toBe(asked ? '2999-01-01T00:00:00.000Z' : null);
    }
  });

  it('shows the name of the owner without the padding', async () => {
    const id = await newPayout(api.dataSource, { clientId, status: 'succeeded' });
    await api.dataSource.query(`update payout set account_name_sealed = $2, fee = 2500 where id = $1`, [
      id,
      SEALED.sealAccountName(id, '  Test Account     '),
    ]);
    expect((await api.call(`/v1/payouts/${id}`)).body).toMatchObject({ accountName: 'Test Account', fee: 2_500 });
  });

  it('is found whatever the case of its id', async () => {
    const { body: payout } = await api.create();
    expect((await api.call(`/v1/payouts/${payout.id.toUpperCase()}`)).body.id).toBe(payout.id);
  });
});

describe('the evidence of a payout', () => {
  it('is each exchange with the provider, with account numbers masked', async () => {
    const { body: payout } = await api.create({}, { prefer: 'wait=1' });
    const { status, body } = await api.call(`/v1/payouts/${payout.id}/evidence`);
    expect(status).toBe(200);
    expect(body.data).toHaveLength(1);
    expect(Object.keys(body.data[0])).toEqual([
      'step',
      'at',
      'durationMs',
      'httpStatus',
      'outcome',
      'providerCode',
      'request',
      'response',
      'error',
    ]);
    expect(body.data[0]).toMatchObject({ step: 'inquiry', httpStatus: null, outcome: 'unavailable', response: null });
    expect(JSON.stringify(body)).not.toContain('8760673566');
  });
});
