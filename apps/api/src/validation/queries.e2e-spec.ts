import { type Api, startApi } from '../testing/start-api.js';

interface Operation {
  readonly path: string;
  readonly parameters: readonly string[];
}

let api: Api;
let operations: Operation[];
beforeAll(async () => {
  api = await startApi();
  const { body: document } = await api.call('/openapi.json');
  const { id } = (await api.call('/v1/clients', { method: 'POST', body: { name: 'listed' } })).body;
  operations = Object.entries(
    document.paths as Record<string, { get?: { parameters?: { name: string; in: string }[] } }>,
  )
    .filter(([, { get }]) => get !== undefined)
    .map(([path, { get }]) => ({
      path: path.replace('/v1/clients/{id}', `/v1/clients/${id}`),
      parameters: (get?.parameters ?? []).filter((each) => each.in === 'query').map(({ name }) => name),
    }));
});
afterAll(() => api.close());

const lists = () => operations.filter(({ parameters }) => parameters.includes('limit'));
const withQuery = () => operations.filter(({ parameters }) => parameters.length > 0);
const answerTo = async (path: string, query: string) => {
  const { status, body } = await api.call(`${path}?${query}`);
  return `${path} ${query} ${status} ${body.errors?.map(({ field }: { field: string }) => field).join(', ')}`;
};

describe('every list (S13)', () => {
  it('gives 200 of its items at most', async () => {
    expect(lists().map(({ path }) => path)).toHaveLength(7);
    for (const { path } of lists()) {
      expect(await answerTo(path, 'limit=200')).toBe(`${path} limit=200 200 undefined`);
      for (const limit of ['201', '1e9', '1000000000', '0', '-1', '5.5', 'all', '', '%00', '١', '0x10', '1e2']) {
        const query = `limit=${limit}`;
        expect(await answerTo(path, query)).toBe(`${path} ${query} 400 limit`);
      }
    }
  });

  it('cannot be sorted by what the caller thinks of', async () => {
    for (const { path } of lists())
      for (const name of ['sort', 'order', 'orderBy', 'select', 'where'])
        expect(await answerTo(path, `${name}=id`)).toBe(`${path} ${name}=id 400 ${name}`);
  });
});

describe('every parameter of every query (S13)', () => {
  it('may come once: which of two counts is not left open', async () => {
    expect(withQuery().length).toBeGreaterThan(5);
    for (const { path, parameters } of withQuery())
      for (const name of parameters)
        for (const query of [`${name}=1&${name}=2`, `${name}=1&${name}=1`, `${name}=1e9&${name}=1`])
          expect(await answerTo(path, query)).toBe(`${path} ${query} 400 ${name}`);
  });

  it('is a text, whatever brackets its name has', async () => {
    for (const { path, parameters } of withQuery())
      for (const name of [`${parameters[0]}[]`, `${parameters[0]}[0]`, `${parameters[0]}[$gt]`, '__proto__[limit]']) {
        const answer = await answerTo(path, `${encodeURIComponent(name)}=1`);
        expect(answer).toContain(' 400 ');
        expect(answer).toContain(name);
      }
    expect(({} as Record<string, unknown>).limit).toBeUndefined();
  });
});
