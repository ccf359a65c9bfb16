import { readFileSync } from 'node:fs';
import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { type Api, startApi, validCashPickup } from '../testing/start-api.js';
import { tellFacts } from '../testing/tell-facts.js';
import { describeApi } from './describe-api.js';

// biome-ignore lint/suspicious/noExplicitAny: a document is looked into, and what is not there fails
let document: any;
let api: Api;
beforeAll(async () => {
  api = await startApi();
  document = (await api.call('/openapi.json', { key: null })).body;
});
afterAll(() => api.close());

const operations = () =>
  Object.entries(document.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );

describe('the OpenAPI document', () => {
  it('has every route of the service, and no other', () => {
    const served = api.paths
      .list()
      .filter(({ path, method }) => method !== 'HEAD' && !path.startsWith('/docs') && path !== '/openapi.json')
      // What is said there is each provider's own.
      .filter(({ path }) => !path.startsWith('/callbacks/'))
      .map(({ path, method }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(
      operations()
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    ).toEqual(served.sort());
  });

  it('is the same as printed without a database, and as the one in docs', async () => {
    expect(await describeApi()).toEqual(document);
    expect(JSON.parse(readFileSync('docs/openapi.json', 'utf8'))).toEqual(document);
  });

  it('is enough to generate a typed client', async () => {
    const types = astToString(await openapiTypescript(document as OpenAPI3));
    for (const name of ['PayoutDto', 'CreatePayoutDto', 'ProblemDto', 'createPayout', 'resolvePayout'])
      expect(types).toContain(name);
  });

  it('refers to nothing that is missing', () => {
    const refs = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]*)"/g)].map(
      ([, name]) => name as string,
    );
    expect(refs.length).toBeGreaterThan(20);
    for (const name of refs) expect(Object.keys(document.components.schemas)).toContain(name);
  });

  it('says of every path whether it wants a key, and what its errors are', () => {
    for (const { path, operation } of operations()) {
      const isPublic = path.startsWith('/health/');
      expect(`${path} ${JSON.stringify(operation.security)}`).toBe(`${path} ${isPublic ? '[]' : '[{"apiKey":[]}]'}`);
      expect(operation.operationId).toMatch(/^[a-z]/);
      for (const [status, response] of Object.entries(operation.responses as Record<string, { content: object }>)) {
        const type = Number(status) < 400 ? 'application/json' : 'application/problem+json';
        expect(`${path} ${status} ${Object.keys(response.content)}`).toBe(`${path} ${status} ${type}`);
      }
    }
  });

  it('describes payouts as they are: the same keys, each with a fitting type', async () => {
    const { body } = await api.create({ sender: { id: 'x' }, metadata: { a: 'b' } });
    const cash = await api.create({ rail: 'auto', destination: validCashPickup().destination });
    for (const payout of [body, cash.body]) expectToFit(payout, document.components.schemas.PayoutDto, 'payout');
    const page = await api.call('/v1/payouts');
    expectToFit(page.body, document.components.schemas.PayoutPageDto, 'page');
    for (const [path, name] of [
      ['events', 'EventsDto'],
      ['evidence', 'EvidenceDto'],
    ] as const) {
      expectToFit((await api.call(`/v1/payouts/${body.id}/${path}`)).body, document.components.schemas[name], path);
    }
    expectToFit((await api.call('/health/ready')).body, document.components.schemas.ReadyDto, 'ready');
  });

  it.each([
    ['BanksDto', '/v1/banks'],
    ['RailsDto', '/v1/rails'],
    ['RailsDto', '/v1/rails?amount=50000&bankCode=014'],
    ['RailsDto', '/v1/rails?amount=60000&outlet=indomaret'],
    ['BalancesDto', '/v1/balances'],
    ['CalendarDto', '/v1/calendar?year=2026'],
    ['AuditPageDto', '/v1/audit-entries'],
  ])('describes as %s what %s tells', async (name, path) => {
    await tellFacts(api, { balance: { available: 1n, ledger: 2n }, banks: { '014': 50_000_000n } });
    const { status, body } = await api.call(path);
    expect(status).toBe(200);
    expectToFit(body, document.components.schemas[name], path);
  });

  it('describes what is declared of a day as it is', async () => {
    const body = { businessDay: true, name: 'Banks are open' };
    const declared = await api.call('/v1/calendar/2026-08-17', { method: 'PUT', body });
    expectToFit(declared.body, document.components.schemas.CalendarDayDto, 'declared');
    const taken = await api.call('/v1/calendar/2026-08-17', { method: 'DELETE' });
    expectToFit(taken.body, document.components.schemas.UndeclaredDayDto, 'taken back');
  });

  it('describes clients, their keys and what a daily limit answers as they are', async () => {
    const { schemas } = document.components;
    const post = (path: string, body: unknown) => api.call(path, { method: 'POST', body });
    const client = await post('/v1/clients', { name: 'described', limits: { dailyCount: 1 } });
    expectToFit(client.body, schemas.ClientDto, 'client');
    expectToFit((await api.call('/v1/clients')).body, schemas.ClientPageDto, 'clients');
    const keys = `/v1/clients/${client.body.id}/keys`;
    const { body: key } = await post(keys, { scopes: ['payouts:create'], expiresAt: '2099-01-01T00:00:00Z' });
    expectToFit(key, schemas.MadeKeyDto, 'key');
    expectToFit((await post(`/v1/keys/${key.id}/rotate`, {})).body, schemas.MadeKeyDto, 'rotated');
    expectToFit((await api.call(keys)).body, schemas.KeyPageDto, 'keys');
    await api.create({}, {}, key.key);
    const { body: refused } = await api.create({}, {}, key.key);
    expect(refused.limit).toBeDefined();
    expectToFit(refused, schemas.ProblemDto, 'limit');
    const revoked = await api.call(`/v1/keys/${key.id}`, { method: 'DELETE' });
    expectToFit(revoked.body, schemas.KeyDto, 'revoked');
  });

  it('describes errors as they are', async () => {
    for (const wrong of [{ amount: 0 }, { amount: 1 }]) {
      const { body } = await api.create(wrong);
      expectToFit(body, document.components.schemas.ProblemDto, body.code);
    }
  });

  it('says of each kind of destination what it has, and by which word it is told', () => {
    for (const name of ['CreatePayoutDto', 'PayoutDto']) {
      const { destination } = document.components.schemas[name].properties;
      expect(destination.discriminator.propertyName).toBe('type');
      const refs = destination.oneOf.map(({ $ref }: { $ref: string }) => $ref);
      expect(Object.values(destination.discriminator.mapping)).toEqual(refs);
      for (const [word, ref] of Object.entries(destination.discriminator.mapping))
        expect(resolved({ $ref: ref }).properties.type.enum).toEqual([word]);
    }
  });

  it('names the headers that matter', () => {
    const { parameters, responses } = document.paths['/v1/payouts'].post;
    expect(parameters.map(({ name, required }: { name: string; required: boolean }) => `${name} ${required}`)).toEqual([
      'Idempotency-Key true',
      'Prefer false',
    ]);
    expect(Object.keys(responses['201'].headers)).toEqual([
      'X-Request-Id',
      'Location',
      'Preference-Applied',
      'Idempotency-Replayed',
    ]);
    expect(responses['503'].headers['Retry-After']).toBeDefined();
    expect(responses['401'].headers['WWW-Authenticate']).toBeDefined();
  });
});

describe('/docs', () => {
  it('is a page that needs nothing from elsewhere', async () => {
    const page = await api.call('/docs', { key: null });
    expect(page.status).toBe(200);
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link as string);
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      expect(link).toMatch(/^\.\//);
      expect((await api.call(new URL(link, `${api.url}/`).pathname, { key: null })).status).toBe(200);
    }
  });

  it('explains every error where its type points', async () => {
    const problem = await api.call('/nothing');
    const [path, anchor] = problem.body.type.split('#');
    expect((await api.call(path, { key: null })).text).toContain(`id="${anchor}"`);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: see above
function expectToFit(value: any, described: any, where: string): void {
  const schema = resolved(kindOf(value, described));
  if (value === null) {
    expect(`${where} ${described.nullable}`).toBe(`${where} true`);
    return;
  }
  const type = Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  expect(`${where} is ${type}`).toBe(`${where} is ${schema.type}`);
  if (schema.enum !== undefined) expect(schema.enum).toContain(value);
  if (type === 'array') for (const item of value) expectToFit(item, schema.items, `${where}[]`);
  if (type !== 'object' || schema.additionalProperties !== undefined) return;
  for (const name of schema.required ?? []) expect(Object.keys(value)).toContain(name);
  for (const [name, item] of Object.entries(value)) {
    expect(Object.keys(schema.properties)).toContain(name);
    expectToFit(item, schema.properties[name], `${where}.${name}`);
  }
}

/** Which of several schemas an object is to fit, as the document says. */
// biome-ignore lint/suspicious/noExplicitAny: see above
function kindOf(value: any, schema: any): any {
  if (schema.discriminator === undefined) return schema;
  return { $ref: schema.discriminator.mapping[value[schema.discriminator.propertyName]] };
}

// biome-ignore lint/suspicious/noExplicitAny: see above
function resolved(schema: any): any {
  const ref = schema.$ref ?? schema.allOf?.[0].$ref;
  return ref === undefined ? schema : document.components.schemas[ref.split('/').at(-1)];
}
