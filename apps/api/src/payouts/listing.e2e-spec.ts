import { type Api, startApi } from '../testing/start-api.js';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const list = (query: string, key?: string) => api.call(`/v1/payouts${query}`, { key });

async function createMany(count: number, key: string): Promise<string[]> {
  const answers = await Promise.all(Array.from({ length: count }, () => api.create({}, {}, key)));
  return answers.map(({ body }) => body.id);
}

describe('GET /v1/payouts', () => {
  it('gives every payout once, newest first, while others are being accepted', async () => {
    const { key } = await api.newKey(['payouts:create', 'payouts:read']);
    const created = await createMany(25, key);
    const read: string[] = [];
    for await (const { id } of api.client(key).payouts.list({}, { pageSize: 4 })) {
      if (read.length % 4 === 0) await createMany(3, key);
      read.push(id);
    }
    expect(read.filter((id) => created.includes(id)).sort()).toEqual([...created].sort());
    expect(new Set(read).size).toBe(read.length);
    expect(read).toEqual([...read].sort().reverse());
  });

  it('returns 50 by default, and no cursor with the last page', async () => {
    const { key } = await api.newKey(['payouts:create', 'payouts:read']);
    await createMany(51, key);
    const first = await list('', key);
    expect(first.body.data).toHaveLength(50);
    const second = await list(`?cursor=${first.body.nextCursor}`, key);
    expect(second.body).toMatchObject({ data: [{}], nextCursor: null });
    expect((await list('?limit=51', key)).body.nextCursor).toBeNull();
  });

  it('finds by status, reference, rail and time', async () => {
    const { key } = await api.newKey(['payouts:create', 'payouts:read', 'payouts:cancel']);
    const kept = (await api.create({ reference: 'kept & found' }, {}, key)).body;
    const cancelled = (await api.create({}, {}, key)).body;
    await api.call(`/v1/payouts/${cancelled.id}/cancel`, { method: 'POST', key });
    const idsFor = async (query: string) => (await list(query, key)).body.data.map(({ id }: { id: string }) => id);
    expect(await idsFor('?status=cancelled')).toEqual([cancelled.id]);
    expect(await idsFor('?reference=kept%20%26%20found')).toEqual([kept.id]);
    expect(await idsFor(`?rail=${kept.rail}&status=created`)).toEqual([kept.id]);
    expect(await idsFor('?createdFrom=2000-01-01T00:00:00Z')).toHaveLength(2);
    expect(await idsFor('?createdTo=2000-01-01T00:00:00%2B07:00')).toEqual([]);
    expect(await idsFor(`?createdFrom=${cancelled.createdAt}&createdTo=2999-01-01T00:00:00Z`)).toContain(cancelled.id);
  });

  it.each([
    ['limit', '?limit=0'],
    ['limit', '?limit=201'],
    ['limit', '?limit=1e2'],
    ['limit', '?limit=-1'],
    ['limit', '?limit='],
    ['limit', '?limit=1&limit=2'],
    ['limit', '?limit=1e9&limit=1'],
    ['status', '?status=lost'],
    ['status', '?status=created,lost'],
    ['status', '?status=created,created'],
    ['status', '?status=created&status=created'],
    ['status', '?status=created,'],
    ['rail', '?rail=duitku.online,auto'],
    ['metadata', '?metadata=a'],
    ['metadata', '?metadata[a]=1&metadata[a]=2'],
    ['metadata', '?metadata[a]=1&metadata[b]=1&metadata[c]=1&metadata[d]=1&metadata[e]=1&metadata[f]=1'],
    ['metadata', `?metadata[${'x'.repeat(41)}]=1`],
    ['metadata[]', '?metadata[]=1'],
    ['metadata[a][b]', '?metadata[a][b]=1'],
    ['completedFrom', '?completedFrom=yesterday'],
    ['rail', '?rail=auto'],
    ['waiting', '?waiting=any'],
    ['waiting', '?waiting=Funds'],
    ['waiting', '?waiting=window,funds'],
    ['waiting', '?waiting=window&waiting=funds'],
    ['waiting', '?waiting='],
    ['createdFrom', '?createdFrom=yesterday'],
    ['createdFrom', '?createdFrom=2026-13-01T00:00:00Z'],
    ['createdTo', '?createdTo=2026-11-21'],
    ['createdTo', '?createdTo=2026-11-21T00:00:00'],
    ['reference', '?reference=a%00b'],
    ['reference', '?reference=%E2%80%AEx'],
    ['sort', '?sort=amount'],
    ['__proto__', '?__proto__=1'],
    ['status[]', '?status[]=created'],
  ])('refuses a wrong %s: %s (S13)', async (field, query) => {
    const answer = await list(query);
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field }] } });
  });

  it('reports a parameter that appears twice (S13)', async () => {
    const answer = await list('?limit=1&status=created&limit=2');
    expect(answer.body.errors).toEqual([{ field: 'limit', message: 'send it once' }]);
  });
});

describe('the cursor', () => {
  const errorFor = async (query: string, key?: string) => {
    const { status, body } = await list(query, key);
    return `${status} ${body.code}`;
  };

  it('is refused when it was changed, even to another id of the same client', async () => {
    const { key } = await api.newKey(['payouts:create', 'payouts:read']);
    const [other] = await createMany(3, key);
    const { nextCursor } = (await list('?limit=1', key)).body;
    const content = JSON.parse(Buffer.from(nextCursor, 'base64url').toString());
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const changed = [
      `${nextCursor.slice(0, -2)}AA`,
      nextCursor.slice(1),
      encode({ ...content, id: other }),
      encode({ ...content, seal: '' }),
      encode({ id: content.id }),
      encode(null),
      encode([]),
      encode({ ...content, id: "' or 1=1 --" }),
      'x',
      '%00',
    ];
    const refused = ['400 invalid_cursor', '400 validation_failed'];
    for (const cursor of changed) expect(refused).toContain(await errorFor(`?limit=1&cursor=${cursor}`, key));
  });

  it('is refused with other filters, and taken with another limit', async () => {
    const { key } = await api.newKey(['payouts:create', 'payouts:read']);
    await createMany(3, key);
    const { nextCursor } = (await list('?limit=1&status=created', key)).body;
    expect(await errorFor(`?cursor=${nextCursor}`, key)).toBe('400 invalid_cursor');
    expect(await errorFor(`?status=failed&cursor=${nextCursor}`, key)).toBe('400 invalid_cursor');
    expect((await list(`?limit=2&status=created&cursor=${nextCursor}`, key)).body.data).toHaveLength(2);
  });

  it('is refused to another client', async () => {
    const mine = await api.newKey(['payouts:create', 'payouts:read']);
    const theirs = await api.newKey(['payouts:create', 'payouts:read']);
    await createMany(2, mine.key);
    const { nextCursor } = (await list('?limit=1', mine.key)).body;
    expect(await errorFor(`?limit=1&cursor=${nextCursor}`, theirs.key)).toBe('400 invalid_cursor');
  });
});
