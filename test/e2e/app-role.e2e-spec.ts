import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { verifyAuditTrail } from '#libs/audit';
import { dataSourceOptions } from '#libs/platform';
import { ForgetDeliveries } from '#libs/webhooks';
import { WebhooksReplica } from '../../libs/webhooks/src/testing/webhooks-replica.js';
import { type AppRole, newAppRole } from '../support/app-role.js';
import { Child } from '../support/child-process.js';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { eventually } from '../support/eventually.js';
import { Receiver, verified } from '../support/receiver.js';
import { ACCOUNT, Sandbox } from '../support/sandbox.js';
import { API_KEY, Service } from '../support/service.js';

let database: TestDatabase;
let role: AppRole;
let sandbox: Sandbox;
let receiver: Receiver;
let api: Service;
let worker: Child;

beforeAll(async () => {
  database = await createTestDatabase();
  role = await newAppRole(database.url);
  [sandbox, receiver] = await Promise.all([Sandbox.start(), Receiver.open()]);
  const common = { WEBHOOK_ALLOW_PRIVATE: 'true', WORKER: 'separate' };
  api = await Service.start(role.url, sandbox, common);
  worker = Child.start('programs/worker.js', {
    ...sandbox.environment,
    ...common,
    NODE_ENV: 'test',
    WORKER_INTERVAL: '50ms',
    STATUS_CHECK_DELAYS: '100ms',
    BALANCE_REFRESH: '100ms',
    BANKS_REFRESH: '100ms',
    DATABASE_URL: role.url,
  });
  await worker.prints(/The worker is working/);
});
afterAll(async () => {
  await Promise.all([api.stop(), worker.end('SIGTERM')]);
  await Promise.all([sandbox.stop(), receiver.close()]);
  await database.drop();
  await role.drop();
});

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers and fail on what is not there
type Json = any;

async function ask(method: string, path: string, body?: unknown): Promise<Json> {
  const answer = await fetch(`${api.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${API_KEY}`,
      connection: 'close',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const received = (await answer.json()) as Json;
  expect(`${method} ${path} ${answer.status} ${JSON.stringify(received.code)}`).toMatch(/ 20\d undefined$/);
  return received;
}

describe('the service under a role that may not change the schema', () => {
  it('reports its role as restricted', async () => {
    expect((await api.call('GET', '/health/ready')).body).toMatchObject({ databaseRole: 'restricted' });
  });

  it('may read everything behind its metrics; those of the worker process are empty', async () => {
    const figures = await api.readMetrics();
    expect(figures).toMatch(/^salur_database_up 1$/m);
    expect(figures).toMatch(/^salur_database_unread_figures 0$/m);
    expect(figures).toMatch(/^salur_payouts_open\{provider="duitku",status="review"\} 0$/m);
    expect(figures).not.toMatch(/^salur_(loop_|worker_free_places)[a-z_]*\{/m);
  });

  it('creates an endpoint, pays, and delivers the event there (S36)', async () => {
    const { id, secret } = await ask('POST', '/v1/webhook-endpoints', { url: receiver.url() });
    const paid = await api.create(ACCOUNT.paid, {}, { prefer: 'wait=10' });
    expect(paid.body.status).toBe('succeeded');
    const received = await eventually('the receiver gets the event', async () =>
      receiver.received.map((each) => verified(each, secret)).find(({ type }) => type === 'payout.succeeded'),
    );
    expect(JSON.stringify(received)).toContain(paid.body.id);
    await ask('POST', `/v1/webhook-endpoints/${id}/rotate-secret`);
    await ask('POST', `/v1/webhook-endpoints/${id}/test`);
    await eventually('the deliveries are written down', async () => {
      const { data } = await ask('GET', '/v1/webhook-deliveries');
      return data.length >= 3 && data.every(({ status }: Json) => status === 'delivered');
    });
    const { data } = await ask('GET', `/v1/webhook-deliveries?payoutId=${paid.body.id}`);
    await ask('POST', `/v1/webhook-deliveries/${data[0].id}/redeliver`);
    await ask('DELETE', `/v1/webhook-endpoints/${id}`);
  });

  it('deletes old webhooks and old entries of the outbox (S36)', async () => {
    const replica = await WebhooksReplica.start(role.url);
    // As the release before writes it, also when no endpoint wants the event.
    const owner = await new DataSource(
      dataSourceOptions({ url: database.url, poolSize: 1, applicationName: 'test' }, []),
    ).initialize();
    await owner.query(
      `insert into outbox (payout_id, version, type) select payout_id, version, 'payout.created' from payout_event
       where version = 1 limit 1`,
    );
    await owner.destroy();
    const { events } = await replica.get(ForgetDeliveries).forget();
    expect(events).toBeGreaterThan(0);
    await replica.stop();
  });

  it('checks unknown results, stops for a person, and accepts the resolution (S36)', async () => {
    const timedOut = await api.create(ACCOUNT.timesOutThenPaid);
    await api.until(timedOut.body.id, 'succeeded');
    await ask('POST', `/v1/payouts/${timedOut.body.id}/check`);
    const wrong = await api.create(ACCOUNT.wrong);
    await api.until(wrong.body.id, 'failed');
    const [confirmed, cancelled] = await Promise.all(
      [1, 2].map(() => api.create(ACCOUNT.paid, { confirmation: 'manual' })),
    );
    for (const each of [confirmed, cancelled]) await api.until(each?.body.id as string, 'inquired');
    await ask('POST', `/v1/payouts/${confirmed?.body.id}/confirm`);
    await api.until(confirmed?.body.id as string, 'succeeded');
    await ask('POST', `/v1/payouts/${cancelled?.body.id}/cancel`);
  });

  it('manages clients, their limits and keys, and the calendar (S36)', async () => {
    const client = await ask('POST', '/v1/clients', { name: `client ${randomUUID()}`, limits: { dailyCount: 5 } });
    const key = await ask('POST', `/v1/clients/${client.id}/keys`, { scopes: ['payouts:create'] });
    const created = await api.create(ACCOUNT.paid, {}, { authorization: `Bearer ${key.key}` });
    expect(created.status).toBe(201);
    await ask('PATCH', `/v1/clients/${client.id}`, { suspended: true });
    await ask('POST', `/v1/keys/${key.id}/rotate`, {});
    await ask('DELETE', `/v1/keys/${key.id}`);
    await ask('PUT', '/v1/calendar/2026-12-24', { businessDay: false, name: 'Decree' });
    await ask('DELETE', '/v1/calendar/2026-12-24');
  });

  it('stores the balances and banks that providers return, and counts refused callbacks (S36)', async () => {
    await eventually('the balance is known', async () => {
      const { data } = await ask('GET', '/v1/balances');
      return data.some(({ available }: Json) => available !== null);
    });
    expect((await ask('GET', '/v1/banks')).data.length).toBeGreaterThan(0);
    const refused = await fetch(`${api.url}/callbacks/duitku/clearing`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', connection: 'close' },
      body: 'signature=wrong',
    });
    expect(refused.status).toBeLessThan(500);
  });

  it('has the worker chain its audit trail, which every role that may read it can verify (S35)', async () => {
    const source = new DataSource(dataSourceOptions({ url: role.url, poolSize: 2, applicationName: 'test' }, []));
    await source.initialize();
    await eventually('every entry is linked', async () => {
      const unlinked = await source.query(
        `select from audit_entry where not exists (select from audit_link where entry_id = audit_entry.id)`,
      );
      return unlinked.length === 0;
    });
    const report = await verifyAuditTrail(source);
    await source.destroy();
    expect(report.problems).toEqual([]);
    expect(report.links).toBe(report.entries);
    expect(report.links).toBeGreaterThan(15);
  });

  it('gets no permission error (S36)', async () => {
    for (const printed of [api.child.printed, worker.printed]) {
      expect(printed).not.toMatch(/permission denied|42501|must be owner/);
      expect(printed).not.toMatch(/"level":"error"/);
    }
  });
});
