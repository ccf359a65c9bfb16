import { AUDIT_ACTIONS, OPERATORS_ACTIONS } from '#libs/audit';
import { newId } from '#libs/platform';
import { newPayout, SEALED } from '../../../../test/support/new-payout.js';
import { importStatement, newDifference } from '../testing/given-rows.js';
import { type Answer, type Api, startApi, validPayout } from '../testing/start-api.js';

let api: Api;
let commands: Record<string, () => Promise<Answer>>;

beforeAll(async () => {
  api = await startApi({ WEBHOOK_ALLOW_PRIVATE: 'true', TWO_PEOPLE_FROM: String(FOR_TWO) });
  commands = await prepare();
});
afterAll(() => api.close());

const send = (method: string, path: string, body?: unknown, headers = {}) => api.call(path, { method, body, headers });

const BY_REST = AUDIT_ACTIONS.filter((action) => !OPERATORS_ACTIONS.includes(action)).sort();

/** From this amount on a resolution takes two people. */
const FOR_TWO = 900_000_000n;

/** About no transfer, so that nothing differs. */
const FEES_ONLY = 'date,ID,type,amount\n2026-11-01 12:00:00,,fee,2500\n';

/** Everything that is audited, as a request that would succeed now; none of them is sent yet. */
async function prepare(): Promise<Record<string, () => Promise<Answer>>> {
  const [{ id: clientId }] = await api.dataSource.query(`select id from client where name = 'bootstrap'`);
  const payoutOf = async (status: 'inquired' | 'review' | 'pending', amount = 50_000n) => {
    const id = await newPayout(api.dataSource, { clientId, status, amount });
    await api.dataSource.query(`update payout set ticket_sealed = $2, account_name_sealed = $3 where id = $1`, [
      id,
      SEALED.sealTicket(id, { disburseId: '1', custRefNumber: '2' }),
      SEALED.sealAccountName(id, 'Test'),
    ]);
    return id;
  };
  const [confirmed, cancelled, checked, resolved, proposed] = await Promise.all([
    payoutOf('inquired'),
    payoutOf('inquired'),
    payoutOf('pending'),
    payoutOf('review'),
    payoutOf('review', FOR_TWO),
  ]);
  const { body: client } = await send('POST', '/v1/clients', { name: `client ${newId()}` });
  const { body: suspended } = await send('POST', '/v1/clients', { name: `client ${newId()}` });
  await send('PATCH', `/v1/clients/${suspended.id}`, { suspended: true });
  const { body: key } = await send('POST', `/v1/clients/${client.id}/keys`, { scopes: ['payouts:read'] });
  const hook = { url: 'http://127.0.0.1:9/hook' };
  const { body: endpoint } = await send('POST', '/v1/webhook-endpoints', hook);
  const { body: statement } = await importStatement(api);
  const { body: delivery } = await send('POST', `/v1/webhook-endpoints/${endpoint.id}/test`);
  await send('PUT', '/v1/calendar/2026-12-24', { businessDay: false, name: 'Decree' });
  const difference = await newDifference(api, clientId);
  const endpointPath = `/v1/webhook-endpoints/${endpoint.id}`;
  return {
    'payout.create': () => send('POST', '/v1/payouts', validPayout(), { 'idempotency-key': newId() }),
    'payout.confirm': () => send('POST', `/v1/payouts/${confirmed}/confirm`),
    'payout.cancel': () => send('POST', `/v1/payouts/${cancelled}/cancel`),
    'payout.check': () => send('POST', `/v1/payouts/${checked}/check`),
    'payout.propose_resolution': () =>
      send('POST', `/v1/payouts/${proposed}/resolve`, { resolution: 'paid', reason: 'seen' }),
    'payout.resolve': () => send('POST', `/v1/payouts/${resolved}/resolve`, { resolution: 'paid', reason: 'seen' }),
    'client.create': () => send('POST', '/v1/clients', { name: `client ${newId()}` }),
    'client.update': () => send('PATCH', `/v1/clients/${client.id}`, { limits: { dailyCount: 5 } }),
    'client.suspend': () => send('PATCH', `/v1/clients/${client.id}`, { suspended: true }),
    'client.restore': () => send('PATCH', `/v1/clients/${suspended.id}`, { suspended: false }),
    'key.create': () => send('POST', `/v1/clients/${client.id}/keys`, { scopes: ['payouts:read'] }),
    'key.rotate': () => send('POST', `/v1/keys/${key.id}/rotate`, {}),
    'key.revoke': () => send('DELETE', `/v1/keys/${key.id}`),
    'webhook_endpoint.create': () => send('POST', '/v1/webhook-endpoints', hook),
    'webhook_endpoint.enable': () => send('POST', `${endpointPath}/enable`),
    'webhook_endpoint.rotate_secret': () => send('POST', `${endpointPath}/rotate-secret`),
    'webhook_endpoint.test': () => send('POST', `${endpointPath}/test`),
    'webhook_endpoint.delete': () => send('DELETE', endpointPath),
    'webhook_delivery.redeliver': () => send('POST', `/v1/webhook-deliveries/${delivery.id}/redeliver`),
    'calendar.declare': () => send('PUT', '/v1/calendar/2026-12-26', { businessDay: false, name: 'Decree' }),
    'statement.import': () => importStatement(api, FEES_ONLY),
    'statement.withdraw': () => send('POST', `/v1/statements/${statement.id}/withdraw`, { reason: 'seen' }),
    'difference.close': () => send('POST', `/v1/differences/${difference}/close`, { reason: 'seen' }),
    'calendar.take_back': () => send('DELETE', '/v1/calendar/2026-12-24'),
  };
}

const CHANGED = [
  'payout',
  'payout_event',
  'resolution_proposal',
  'client',
  'api_key',
  'webhook_endpoint',
  'webhook_delivery',
  'calendar_day',
  'calendar_change',
  'statement',
  'difference',
] as const;

/** A statement whose rows may exist already. No response shows it. */
const UNSEEN = `t.imported_at is null`;

/** All rows of a table in one value; when a key was last used is noted apart. */
async function contentOf(table: string): Promise<string> {
  const [{ content }] = await api.dataSource.query(
    `select md5(string_agg(row::text, '|' order by row::text)) as content
     from (select to_jsonb(t) - 'last_used_at' as row from ${table} t where not ${table === 'statement' ? UNSEEN : 'false'}) rows`,
  );
  return content;
}

const contents = async (tables: readonly string[]) =>
  Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await contentOf(table)])));

/** Lets every transaction fail that has written to some tables, at its very end. */
async function failingAtCommit(tables: readonly string[], work: () => Promise<void>): Promise<void> {
  await api.dataSource.query(`create function fail_at_commit() returns trigger language plpgsql as $$
    begin raise exception 'no commit'; end $$`);
  for (const table of tables) {
    await api.dataSource.query(`create constraint trigger fail_at_commit after insert or update or delete on ${table}
      deferrable initially deferred for each row execute function fail_at_commit()`);
  }
  try {
    await work();
  } finally {
    await api.dataSource.query(`drop function fail_at_commit cascade`);
  }
}

describe('a change and its entry in the audit trail', () => {
  it('are neither there when the change cannot be committed (S35)', async () => {
    expect(Object.keys(commands).sort()).toEqual(BY_REST);
    const before = await contents(['audit_entry', ...CHANGED]);
    await failingAtCommit(CHANGED, async () => {
      for (const [action, send] of Object.entries(commands))
        expect([action, (await send()).status]).toEqual([action, 500]);
    });
    expect(await contents(['audit_entry', ...CHANGED])).toEqual(before);
  });

  it('are neither there when the entry cannot be written (S35)', async () => {
    const before = await contents(['audit_entry', ...CHANGED]);
    await failingAtCommit(['audit_entry'], async () => {
      for (const [action, send] of Object.entries(commands))
        expect([action, (await send()).status]).toEqual([action, 500]);
    });
    expect(await contents(['audit_entry', ...CHANGED])).toEqual(before);
  });

  it('are both there after a successful commit (S35)', async () => {
    for (const [action, send] of Object.entries(commands)) {
      // A deleted endpoint takes nothing; its delivery is ordered before.
      if (action === 'webhook_endpoint.delete') await commands['webhook_delivery.redeliver']?.();
      if (action === 'webhook_delivery.redeliver') continue;
      const [{ count }] = await api.dataSource.query('select count(*)::int from audit_entry where action = $1', [
        action,
      ]);
      expect([action, (await send()).status < 300]).toEqual([action, true]);
      const [after] = await api.dataSource.query('select count(*)::int from audit_entry where action = $1', [action]);
      expect([action, after.count]).toEqual([action, count + 1]);
    }
  });
});
