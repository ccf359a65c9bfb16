import { readFileSync } from 'node:fs';
import { Salur } from './salur.js';

const DOCUMENT = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
};
/** For probes, Prometheus and spreadsheets, not for clients. */
const NOT_FOR_CLIENTS = ['isLive', 'isReady', 'readMetrics', 'exportPayouts'];

/** The operation that a request is; fixed segments win over parameters. */
function operationOf(method: string, path: string): string | undefined {
  const byPrecision = Object.entries(DOCUMENT.paths).sort(
    ([one], [other]) => one.split('{').length - other.split('{').length,
  );
  const [, methods] =
    byPrecision.find(([each]) => new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(path)) ?? [];
  return methods?.[method.toLowerCase()]?.operationId;
}

const SCOPES = { scopes: ['payouts:read' as const] };
const PERIOD = { from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z' };

/** Each method, by the operation that it is for. */
const CALLS: Readonly<Record<string, (salur: Salur) => Promise<unknown>>> = {
  createPayout: ({ payouts }) =>
    payouts.create({
      reference: 'r',
      amount: 50_000,
      destination: { type: 'bank_account', bankCode: '014', accountNumber: '1' },
    }),
  listPayouts: ({ payouts }) => payouts.list().page(),
  sumPayouts: ({ payouts }) => payouts.sum({ createdFrom: PERIOD.from }),
  searchPayouts: ({ payouts }) => payouts.search({ accountNumber: '1' }).page(),
  getPayout: ({ payouts }) => payouts.get('1'),
  listPayoutEvents: ({ payouts }) => payouts.events('1'),
  listPayoutEvidence: ({ payouts }) => payouts.evidence('1'),
  confirmPayout: ({ payouts }) => payouts.confirm('1', { waitSeconds: 5 }),
  cancelPayout: ({ payouts }) => payouts.cancel('1'),
  checkPayout: ({ payouts }) => payouts.check('1'),
  resolvePayout: ({ payouts }) => payouts.resolve('1', { resolution: 'paid', reason: 'statement' }),
  listRails: ({ rails }) => rails.list({ amount: 50_000, bankCode: '014' }),
  listBanks: ({ banks }) => banks.list(),
  listBalances: ({ balances }) => balances.list(),
  listCalendar: ({ calendar }) => calendar.get(2027),
  declareDay: ({ calendar }) => calendar.declare('2027-03-08', { businessDay: false, name: 'Cuti bersama' }),
  undeclareDay: ({ calendar }) => calendar.undeclare('2027-03-08'),
  createWebhookEndpoint: ({ webhooks }) => webhooks.endpoints.create({ url: 'https://finance.example' }),
  listWebhookEndpoints: ({ webhooks }) => webhooks.endpoints.list(),
  getWebhookEndpoint: ({ webhooks }) => webhooks.endpoints.get('1'),
  deleteWebhookEndpoint: ({ webhooks }) => webhooks.endpoints.delete('1'),
  enableWebhookEndpoint: ({ webhooks }) => webhooks.endpoints.enable('1'),
  rotateWebhookSecret: ({ webhooks }) => webhooks.endpoints.rotateSecret('1'),
  testWebhookEndpoint: ({ webhooks }) => webhooks.endpoints.test('1'),
  listWebhookDeliveries: ({ webhooks }) => webhooks.deliveries.list().page(),
  getWebhookDelivery: ({ webhooks }) => webhooks.deliveries.get('1'),
  redeliverWebhook: ({ webhooks }) => webhooks.deliveries.redeliver('1'),
  redeliverWebhooks: ({ webhooks }) =>
    webhooks.deliveries.redeliverAll({ createdFrom: PERIOD.from, createdTo: PERIOD.to }),
  importStatement: ({ statements }) => statements.import({ provider: 'duitku', ...PERIOD }, 'a,b'),
  listStatements: ({ statements }) => statements.list().page(),
  getStatement: ({ statements }) => statements.get('1'),
  getStatementTotals: ({ statements }) => statements.totals('1'),
  withdrawStatement: ({ statements }) => statements.withdraw('1', { reason: 'another account' }),
  listDifferences: ({ differences }) => differences.list().page(),
  getDifference: ({ differences }) => differences.get('1'),
  closeDifference: ({ differences }) => differences.close('1', { reason: 'agreed' }),
  createClient: ({ clients }) => clients.create({ name: 'payroll' }),
  listClients: ({ clients }) => clients.list().page(),
  getClient: ({ clients }) => clients.get('1'),
  changeClient: ({ clients }) => clients.update('1', { name: 'wages' }),
  createKey: ({ keys }) => keys.create('1', SCOPES),
  listKeys: ({ keys }) => keys.list('1').page(),
  rotateKey: ({ keys }) => keys.rotate('1'),
  revokeKey: ({ keys }) => keys.revoke('1'),
  listAuditEntries: ({ auditEntries }) => auditEntries.list().page(),
};

it('the client has a method for every operation of the API', () => {
  const operations = Object.values(DOCUMENT.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect([...Object.keys(CALLS), ...NOT_FOR_CLIENTS].sort()).toEqual(operations.sort());
});

it.each(Object.entries(CALLS))('%s is called with its method and path', async (operationId, call) => {
  const sent: (string | undefined)[] = [];
  const salur = new Salur({
    baseUrl: 'https://salur.test/',
    apiKey: 'a-key',
    fetch: async (request) => {
      const { host, pathname } = new URL(request.url);
      sent.push(host, request.headers.get('authorization') ?? '', operationOf(request.method, pathname));
      return Response.json({ data: [], nextCursor: null });
    },
  });
  await call(salur);
  expect(sent).toEqual(['salur.test', 'Bearer a-key', operationId]);
});
