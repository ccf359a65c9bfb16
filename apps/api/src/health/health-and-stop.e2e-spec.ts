import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Payout } from '#libs/payouts';
import { eventually } from '../../../../test/support/eventually.js';
import { SEALED } from '../../../../test/support/new-payout.js';
import { type Api, BOOTSTRAP_KEY, startApi, validPayout } from '../testing/start-api.js';

describe('health', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  it('answers without a key', async () => {
    expect(await api.call('/health/live', { key: null })).toMatchObject({ status: 200, body: { status: 'up' } });
    const ready = await api.call('/health/ready', { key: null });
    expect(ready).toMatchObject({ status: 200, body: { status: 'ready', database: 'up' } });
    expect(ready.body.providers).toEqual({ duitku: 'on', doku: 'off' });
  });

  it('stays alive but not ready while the database does not respond', async () => {
    const pool = (api.dataSource.driver as unknown as { master: { query: (text: string) => Promise<unknown> } }).master;
    const query = pool.query;
    const hung = Promise.withResolvers<unknown>();
    pool.query = () => hung.promise;
    try {
      const answers = await Promise.all([
        api.call('/health/ready'),
        api.call('/health/ready'),
        api.call('/health/live'),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([503, 503, 200]);
      expect(answers[0]?.body).toMatchObject({ code: 'unavailable' });
    } finally {
      pool.query = query;
      hung.resolve(null);
    }
    expect((await api.call('/health/ready')).status).toBe(200);
  });
});

describe('a service without a provider', () => {
  it('is ready, reports its rails as off, and accepts no payout', async () => {
    const api = await startApi({ DUITKU_USER_ID: '', DUITKU_EMAIL: '', DUITKU_SECRET_KEY: '' });
    try {
      const ready = await api.call('/health/ready');
      expect(ready.status).toBe(200);
      expect(ready.body.providers).toEqual({ duitku: 'off', doku: 'off' });
      expect((await api.call('/v1/rails')).body.data[0]).toMatchObject({ configured: false });
      const refused = await api.create();
      expect(refused).toMatchObject({ status: 422, body: { code: 'no_rail', rails: [{ code: 'not_configured' }] } });
    } finally {
      await api.close();
    }
  });
});

describe('a service that stops', () => {
  it('answers waiting requests, refuses new ones, keeps its promises, and ends', async () => {
    const api = await startApi();
    const body = validPayout();
    const key = randomUUID();
    const post = () =>
      api.call('/v1/payouts', { method: 'POST', body, headers: { 'idempotency-key': key, prefer: 'wait=60' } });
    const waiting = post();
    await eventually('the payout is there', async () => (await api.call('/v1/payouts')).body.data.length === 1);
    // A request in flight holds the server open long enough to look at it.
    const { body: other } = await api.create();
    const hold = api.dataSource.createQueryRunner();
    await hold.startTransaction();
    await hold.query('select 1 from payout where id = $1 for update', [other.id]);
    const blocked = api.call(`/v1/payouts/${other.id}/cancel`, { method: 'POST' });
    await eventually('the cancel waits for the row', async () => {
      const waiters = await api.dataSource.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return waiters.length > 0;
    });
    const closed = api.close();
    const refused = await eventually('a new request is refused', async () => {
      const answer = await api.call('/v1/payouts');
      return answer.status === 200 ? null : answer;
    });
    expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    // A client with a kept-alive connection receives `Connection: close`.
    expect((await fetch(`${api.url}/health/live`)).headers.get('connection')).toBe('close');
    expect(refused.headers['retry-after']).toBeDefined();
    expect(await api.call('/health/ready')).toMatchObject({ status: 503 });
    expect(await api.call('/health/live')).toMatchObject({ status: 200 });

    const first = await waiting;
    expect(first).toMatchObject({
      status: 201,
      body: { status: 'created' },
      headers: { 'preference-applied': 'wait=60' },
    });
    const payout = await api.dataSource.getRepository(Payout).findOneByOrFail({ id: first.body.id });
    expect(SEALED.answerOf(payout)?.body).toBe(first.text);

    await hold.rollbackTransaction();
    await hold.release();
    expect(await blocked).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    await closed;
    await expect(api.call('/health/live')).rejects.toThrow();
  });

  it('does not wait for a client that has gone in the middle of a request, and logs the request once', async () => {
    // Longer than the test may take.
    const api = await startApi({ HTTP_HEADERS_TIMEOUT: '4m', HTTP_REQUEST_TIMEOUT: '4m' });
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    const arrived = once(api.server, 'request');
    socket.write(`POST /v1/payouts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${BOOTSTRAP_KEY}\r\n`);
    socket.write('Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"amount":');
    await arrived;
    socket.resetAndDestroy();
    const requests = () => api.logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');
    await eventually('it is in the log', async () => requests().length > 0);
    await api.close();
    expect(requests()).toMatchObject([{ route: '/v1/payouts', status: 400 }]);
  });
});
