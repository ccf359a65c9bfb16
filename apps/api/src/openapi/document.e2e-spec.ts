import { readFileSync } from 'node:fs';
import { type Api, startApi } from '../testing/start-api.js';

// biome-ignore lint/suspicious/noExplicitAny: a document is looked into, and what is not there fails
let document: any;
// biome-ignore lint/suspicious/noExplicitAny: the same
type Described = any;
let api: Api;
beforeAll(async () => {
  api = await startApi();
  document = (await api.call('/openapi.json', { key: null })).body;
});
afterAll(() => api.close());

const operations = () =>
  Object.entries(document.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.entries<Described>(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation,
    })),
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
    // Not with the rest: see start-api.ts.
    const { describeApi } = await import('../create-app.js');
    expect(await describeApi()).toEqual(document);
    expect(JSON.parse(readFileSync('docs/openapi.json', 'utf8'))).toEqual(document);
  });

  it('is valid OpenAPI 3.1 as far as generated clients need it', () => {
    expect(document.openapi).toBe('3.1.0');
    // What is of 3.0, of our classes, or of both.
    expect(JSON.stringify(document)).not.toMatch(/"nullable"|"allOf"|Dto"/);
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = document.tags.map(({ name }: { name: string }) => name);
    for (const { operation } of operations()) expect(tags).toContain(operation.tags.join());
  });

  it('closes every object: it has the keys that are described, and no others (S7)', () => {
    for (const [name, schema] of Object.entries<Described>(document.components.schemas))
      expect([name, schema.additionalProperties]).toEqual([name, false]);
  });

  it('refers to nothing that is missing', () => {
    const refs = [...JSON.stringify(document).matchAll(/"#\/components\/(\w+)\/([^"]*)"/g)];
    expect(refs.length).toBeGreaterThan(20);
    for (const [, kind, name] of refs) expect(Object.keys(document.components[kind as string])).toContain(name);
  });

  it('declares for every path whether it needs a key, and its errors', () => {
    for (const { path, operation } of operations()) {
      const isPublic = path.startsWith('/health/');
      expect(`${path} ${JSON.stringify(operation.security)}`).toBe(`${path} ${isPublic ? '[]' : '[{"apiKey":[]}]'}`);
      expect(operation.operationId).toMatch(/^[a-z]/);
      for (const [status, response] of Object.entries<Described>(operation.responses)) {
        const good = { '/metrics': 'text/plain', '/v1/payouts.csv': 'text/csv' }[path] ?? 'application/json';
        const type = Number(status) < 400 ? good : 'application/problem+json';
        expect(`${path} ${status} ${Object.keys(resolved(response).content)}`).toBe(`${path} ${status} ${type}`);
      }
    }
  });

  it('describes the fields of each kind of destination, and the value of its discriminator', () => {
    for (const name of ['CreatePayout', 'Payout']) {
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
      'Accept-Language false',
      'Idempotency-Key true',
      'Prefer false',
    ]);
    expect(Object.keys(responses['201'].headers)).toEqual([
      'X-Request-Id',
      'Location',
      'Preference-Applied',
      'Idempotency-Replayed',
    ]);
    expect(resolved(responses['503']).headers['Retry-After']).toBeDefined();
    expect(resolved(responses['401']).headers['WWW-Authenticate']).toBeDefined();
  });
});

describe('/docs', () => {
  it('renews the key and the reference of an example each time that it is tried', async () => {
    const { text } = await api.call('/docs/swagger-ui-init.js', { key: null });
    const source = /"?requestInterceptor"?:\s*(function renewExample[\s\S]*?\n\s*\})\s*[,}]/.exec(text)?.[1];
    const renew = new Function(`return (${source})`)();
    const { parameters, requestBody } = (await api.call('/openapi.json', { key: null })).body.paths['/v1/payouts'].post;
    const key = parameters.find(({ name }: { name: string }) => name === 'Idempotency-Key').schema.example;
    const example = requestBody.content['application/json'].examples.paid.value;
    const tries = [1, 2].map(() =>
      renew({ headers: { 'Idempotency-Key': key }, body: JSON.stringify(example, null, 2) }),
    );
    for (const { headers, body } of tries) {
      const answer = await api.call('/v1/payouts', {
        method: 'POST',
        body: JSON.parse(body),
        headers: { 'idempotency-key': headers['Idempotency-Key'] },
      });
      expect(answer.status).toBe(201);
    }
    const own = { headers: { 'Idempotency-Key': 'mine' }, body: JSON.stringify(example) };
    expect(renew(structuredClone(own))).toEqual(own);
  });

  it('is a page without external resources', async () => {
    const page = await api.call('/docs', { key: null });
    expect(page.status).toBe(200);
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link as string);
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      expect(link).toMatch(/^\.\//);
      expect((await api.call(new URL(link, `${api.url}/`).pathname, { key: null })).status).toBe(200);
    }
  });

  it('has no script inside its page, which its headers forbid', async () => {
    const page = await api.call('/docs', { key: null });
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    expect(page.text).toMatch(/<script[^>]* src=/);
    expect(page.text).not.toMatch(/<script(?![^>]* src=)|\son\w+=|javascript:/i);
  });

  it('explains every error where its type points', async () => {
    const problem = await api.call('/nothing');
    const [path, anchor] = problem.body.type.split('#');
    expect((await api.call(path, { key: null })).text).toContain(`id="${anchor}"`);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: see above
function resolved(described: Described): any {
  const [, , kind, name] = described.$ref?.split('/') ?? [];
  return kind === undefined ? described : document.components[kind][name];
}
