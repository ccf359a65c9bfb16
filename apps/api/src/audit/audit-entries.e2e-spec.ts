import { randomUUID } from 'node:crypto';
import { AUDIT_ACTIONS, OPERATORS_ACTIONS } from '#libs/audit';
import { newId } from '#libs/platform';
import { newPayout, SEALED } from '../../../../test/support/new-payout.js';
import { importStatement, newDifference, newStatementFile } from '../testing/given-rows.js';
import { type Api, type Json, startApi, validPayout } from '../testing/start-api.js';

const BY_REST = AUDIT_ACTIONS.filter((action) => !OPERATORS_ACTIONS.includes(action)).sort();

/** From this amount on a resolution takes two people. */
const FOR_TWO = 900_000_000n;

let api: Api;
beforeAll(async () => {
  api = await startApi({
    TRUSTED_PROXIES: '127.0.0.1',
    WEBHOOK_ALLOW_PRIVATE: 'true',
    TWO_PEOPLE_FROM: String(FOR_TWO),
  });
});
afterAll(() => api.close());

const PROXIED = { 'x-forwarded-for': '203.0.113.9' };

async function list(query: Record<string, string> = {}): Promise<Json> {
  const { status, body } = await api.call(`/v1/audit-entries?${new URLSearchParams(query)}`);
  expect(status).toBe(200);
  return body;
}

/** What is in the trail of one subject, oldest first. */
const trailOf = async (subjectId: string): Promise<Json[]> => (await list({ subjectId })).data.reverse();
const actionsOf = async (subjectId: string) => (await trailOf(subjectId)).map(({ action }) => action);

const send = (method: string, path: string, body?: unknown, key?: string) =>
  api.call(path, { method, body, key, headers: PROXIED });

/** A payout of a key's client in some status, written as history would have it. */
async function payoutOf(
  clientId: string,
  status: 'inquired' | 'review' | 'pending',
  amount = 50_000n,
): Promise<string> {
  const id = await newPayout(api.dataSource, { clientId, status, amount });
  await api.dataSource.query(`update payout set ticket_sealed = $2, account_name_sealed = $3 where id = $1`, [
    id,
    SEALED.sealTicket(id, { disburseId: '1', custRefNumber: '2' }),
    SEALED.sealAccountName(id, 'Test'),
  ]);
  return id;
}

describe('the audit trail has the changes of a key', () => {
  it('with actor, address, request, subject and details (S35)', async () => {
    const { key, keyId, clientId } = await api.newKey(['payouts:create']);
    const { body, headers } = await api.create({}, PROXIED, key);
    expect(await trailOf(body.id)).toEqual([
      {
        id: expect.any(String),
        at: body.createdAt,
        actor: `key:${keyId}`,
        actorName: expect.stringContaining(keyId.slice(-4)),
        clientId,
        address: '203.0.113.9',
        requestId: headers['x-request-id'],
        action: 'payout.create',
        subjectType: 'payout',
        subjectId: body.id,
        reason: null,
        details: { amount: '50000', rail: 'duitku.online' },
      },
    ]);
  });

  it('with the commands on payouts, and the reason that a person gave (S35)', async () => {
    const { key, clientId } = await api.newKey([
      'payouts:confirm',
      'payouts:cancel',
      'payouts:check',
      'payouts:resolve',
    ]);
    const inquired = await payoutOf(clientId, 'inquired');
    expect((await send('POST', `/v1/payouts/${inquired}/confirm`, undefined, key)).status).toBe(200);
    expect(await actionsOf(inquired)).toEqual(['payout.confirm']);
    const other = await payoutOf(clientId, 'inquired');
    await send('POST', `/v1/payouts/${other}/cancel`, undefined, key);
    expect(await actionsOf(other)).toEqual(['payout.cancel']);
    const pending = await payoutOf(clientId, 'pending');
    await send('POST', `/v1/payouts/${pending}/check`, undefined, key);
    expect(await actionsOf(pending)).toEqual(['payout.check']);
    const review = await payoutOf(clientId, 'review');
    const resolution = { resolution: 'paid', reason: 'seen on the statement', evidence: 'line 7' };
    await send('POST', `/v1/payouts/${review}/resolve`, resolution, key);
    expect(await trailOf(review)).toMatchObject([
      {
        action: 'payout.resolve',
        reason: 'seen on the statement',
        details: { resolution: 'paid', evidence: 'line 7' },
      },
    ]);
    const forTwo = await payoutOf(clientId, 'review', FOR_TWO);
    await send('POST', `/v1/payouts/${forTwo}/resolve`, resolution, key);
    expect(await trailOf(forTwo)).toMatchObject([
      { action: 'payout.propose_resolution', details: { resolution: 'paid', evidence: 'line 7' } },
    ]);
  });

  it('with clients, before and after, and their keys, without a secret (S35)', async () => {
    const name = `client ${newId()}`;
    const { body: client } = await send('POST', '/v1/clients', { name, limits: { dailyCount: 3 } });
    const path = `/v1/clients/${client.id}`;
    await send('PATCH', path, { limits: { dailyCount: 5, dailyAmount: 1_000_000 }, allowedAddresses: [], name });
    await send('PATCH', path, { suspended: true });
    await send('PATCH', path, { suspended: true });
    await send('PATCH', path, { suspended: false });
    expect(await trailOf(client.id)).toMatchObject([
      {
        action: 'client.create',
        details: { name, dailyCountLimit: '3', dailyAmountLimit: null, allowedAddresses: [] },
      },
      {
        action: 'client.update',
        details: {
          dailyCountLimit: { before: '3', after: '5' },
          dailyAmountLimit: { before: null, after: '1000000' },
        },
      },
      { action: 'client.suspend' },
      { action: 'client.restore' },
    ]);
    expect(Object.keys((await trailOf(client.id))[1].details)).toHaveLength(2);

    const { body: made } = await send('POST', `${path}/keys`, { scopes: ['payouts:read'] });
    const { body: after } = await send('POST', `/v1/keys/${made.id}/rotate`, { overlapSeconds: 3_600 });
    await send('DELETE', `/v1/keys/${made.id}`);
    await send('DELETE', `/v1/keys/${made.id}`);
    const trail = await trailOf(made.id);
    expect(trail).toMatchObject([
      { action: 'key.create', subjectType: 'key', details: { clientId: client.id, scopes: ['payouts:read'] } },
      { action: 'key.rotate', details: { replacedBy: after.id, overlapMs: 3_600_000 } },
      { action: 'key.revoke', details: { clientId: client.id } },
    ]);
    for (const { key } of [made, after]) expect(JSON.stringify((await list({ limit: '200' })).data)).not.toContain(key);
  });

  it('with webhook endpoints, their deliveries, and the calendar (S35)', async () => {
    const { key, clientId } = await api.newKey(['webhooks:manage', 'calendar:edit']);
    const request = { url: 'http://127.0.0.1:9/hooks/T0K3N?key=s3cret' };
    const { body: endpoint } = await send('POST', '/v1/webhook-endpoints', request, key);
    const path = `/v1/webhook-endpoints/${endpoint.id}`;
    await send('POST', `${path}/rotate-secret`, undefined, key);
    const { body: delivery } = await send('POST', `${path}/test`, undefined, key);
    await send('POST', `${path}/enable`, undefined, key);
    await send('POST', `/v1/webhook-deliveries/${delivery.id}/redeliver`, undefined, key);
    await send('DELETE', path, undefined, key);
    const trail = await trailOf(endpoint.id);
    expect(trail.map(({ action }) => action)).toEqual([
      'webhook_endpoint.create',
      'webhook_endpoint.rotate_secret',
      'webhook_endpoint.test',
      'webhook_endpoint.enable',
      'webhook_endpoint.delete',
    ]);
    expect(trail[0]).toMatchObject({ clientId, details: { host: '127.0.0.1:9' } });
    expect(JSON.stringify(trail)).not.toMatch(/T0K3N|s3cret|whsec/);
    expect(await actionsOf(delivery.id)).toEqual(['webhook_delivery.redeliver']);

    await send('PUT', '/v1/calendar/2026-12-24', { businessDay: false, name: 'Decree' }, key);
    await send('DELETE', '/v1/calendar/2026-12-24', undefined, key);
    expect(await trailOf('2026-12-24')).toMatchObject([
      { action: 'calendar.declare', reason: 'Decree', details: { businessDay: false } },
      { action: 'calendar.take_back' },
    ]);
  });

  it('with statements, once each, and differences (S35)', async () => {
    const { key, keyId, clientId } = await api.newKey(['reconciliation:edit']);
    const file = newStatementFile();
    const { body: statement } = await importStatement(api, file, key);
    await importStatement(api, file, key);
    expect(await trailOf(statement.id)).toMatchObject([
      {
        action: 'statement.import',
        subjectType: 'statement',
        actor: `key:${keyId}`,
        clientId,
        details: { provider: 'duitku', sha256: statement.sha256, lines: 1, from: statement.from, to: statement.to },
      },
    ]);
    await send('POST', `/v1/statements/${statement.id}/withdraw`, { reason: 'another account' }, key);
    await send('POST', `/v1/statements/${statement.id}/withdraw`, { reason: 'once more' }, key);
    expect((await trailOf(statement.id)).slice(1)).toMatchObject([
      { action: 'statement.withdraw', reason: 'another account', clientId, details: { provider: 'duitku' } },
    ]);
    const difference = await newDifference(api, clientId);
    await send('POST', `/v1/differences/${difference}/close`, { reason: 'seen' }, key);
    await send('POST', `/v1/differences/${difference}/close`, { reason: 'seen again' }, key);
    expect(await trailOf(difference)).toMatchObject([
      { action: 'difference.close', reason: 'seen', details: { kind: 'missing_line' } },
    ]);
  });

  it('with every kind of action that there is (S35)', async () => {
    const seen = await api.dataSource.query('select distinct action from audit_entry');
    expect(seen.map(({ action }: { action: string }) => action).sort()).toEqual(BY_REST);
  });

  it('with the key of the configuration, once, however often the service starts (S35)', async () => {
    const again = await startApi({}, [], [], api.databaseUrl);
    await again.close();
    const { data } = await list({ actor: 'configuration' });
    expect(data).toMatchObject([{ action: 'key.create', clientId: null, requestId: null }]);
  });

  it('but no refused request and no request without a change (S35)', async () => {
    const { key, keyId } = await api.newKey(['payouts:create', 'payouts:cancel', 'calendar:edit']);
    const body = validPayout();
    const post = (more: object) =>
      api.call('/v1/payouts', {
        method: 'POST',
        key,
        body: { ...body, ...more },
        headers: { 'idempotency-key': 'one' },
      });
    const { body: payout } = await post({});
    await post({});
    expect((await post({ amount: 60_000 })).status).toBe(422);
    expect((await api.create({ reference: body.reference }, {}, key)).status).toBe(409);
    expect((await send('POST', `/v1/payouts/${payout.id}/confirm`, undefined, key)).status).toBe(403);
    expect((await send('DELETE', '/v1/calendar/2027-01-05', undefined, key)).status).toBe(404);
    await send('POST', `/v1/payouts/${payout.id}/cancel`, undefined, key);
    await send('POST', `/v1/payouts/${payout.id}/cancel`, undefined, key);
    const { data } = await list({ actor: `key:${keyId}` });
    expect(data.map(({ action }: Json) => action)).toEqual(['payout.cancel', 'payout.create']);
  });
});

describe('GET /v1/audit-entries', () => {
  it('needs the scope admin', async () => {
    const { key } = await api.newKey(['payouts:read']);
    expect((await api.call('/v1/audit-entries', { key })).status).toBe(403);
    expect((await api.call('/v1/audit-entries', { key: null })).status).toBe(401);
  });

  it('finds entries by actor, action and time, newest first, page by page', async () => {
    const { key, keyId } = await api.newKey(['payouts:create']);
    const actor = `key:${keyId}`;
    const start = new Date().toISOString();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift((await api.create({}, {}, key)).body.id);
    const pages: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: Json = await list({ actor, limit: '2', ...(cursor && { cursor }) });
      pages.push(...page.data.map(({ subjectId }: Json) => subjectId));
      cursor = page.nextCursor;
    }
    expect(pages).toEqual(ids);
    expect((await list({ actor, subjectType: 'key' })).data).toEqual([]);
    expect((await list({ actor, subjectType: 'payout', subjectId: ids[2] as string })).data).toHaveLength(1);
    const third = (await list({ actor })).data[2];
    const from = (await list({ actor, from: third.at })).data.map(({ subjectId }: Json) => subjectId);
    expect(from).toEqual(expect.arrayContaining(ids.slice(0, 2)));
    expect(from).not.toContain(ids[4]);
    expect((await list({ actor, to: start })).data).toEqual([]);
    expect((await list({ actor, from: start, to: '2099-01-01T00:00:00Z' })).data).toHaveLength(5);
  });

  it('finds an old day without reading all that came after it', async () => {
    const old = '01901147-3e00-7000-8000-000000000001';
    await api.dataSource.query(
      `insert into audit_entry (id, at, actor, address, action, subject_type, subject_id)
       values ($1, '2024-06-13T11:06:40Z', 'operator:ani', 'cli:host', 'client.create', 'client', 'x')`,
      [old],
    );
    const { data } = await list({ from: '2024-06-13T11:00:00Z', to: '2024-06-13T12:00:00Z' });
    expect(data.map(({ id }: Json) => id)).toEqual([old]);
  });

  it.each([
    ['from', 'yesterday'],
    ['to', '2026-13-01T00:00:00Z'],
    ['subjectType', 'house'],
    ['limit', '201'],
  ])('names a %s that it does not understand', async (field, value) => {
    const { status, body } = await api.call(`/v1/audit-entries?${field}=${value}`);
    expect([status, body.code, body.errors[0].field]).toEqual([400, 'validation_failed', field]);
  });

  it('takes no cursor of another list or other filters', async () => {
    await send('POST', '/v1/clients', { name: `client ${randomUUID()}` });
    const { nextCursor } = await list({ limit: '1' });
    const { status, body } = await api.call(`/v1/audit-entries?subjectType=key&cursor=${nextCursor}`);
    expect([status, body.code]).toEqual([400, 'invalid_cursor']);
  });
});
