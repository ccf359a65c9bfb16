import { randomUUID } from 'node:crypto';
import { newId } from '#libs/platform';
import { type Answer, type Api, type Json, startApi } from '../testing/start-api.js';

let api: Api;
let replica: Api;
beforeAll(async () => {
  api = await startApi();
  replica = await startApi({}, [], [], api.databaseUrl);
});
afterAll(async () => {
  await replica.close();
  await api.close();
});

interface Limited {
  readonly id: string;
  readonly key: string;
}

async function aClient(limits: Record<string, number> = {}): Promise<Limited> {
  const made = await api.call('/v1/clients', { method: 'POST', body: { name: `client ${newId()}`, limits } });
  const scopes = ['payouts:create', 'payouts:read'];
  const { body } = await api.call(`/v1/clients/${made.body.id}/keys`, { method: 'POST', body: { scopes } });
  return { id: made.body.id, key: body.key };
}

const setLimits = (id: string, limits: Record<string, number>) =>
  api.call(`/v1/clients/${id}`, { method: 'PATCH', body: { limits } });
const usedToday = async ({ id }: Limited): Promise<Json> => (await api.call(`/v1/clients/${id}`)).body.usedToday;
const create = ({ key }: Limited, amount: number, headers: Record<string, string> = {}, on = api) =>
  on.create({ amount }, headers, key);
const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).sort();

/** What the client has in the database, table by table. */
async function payoutsOf({ id }: Limited): Promise<{ payouts: number; amount: number; events: number }> {
  const [row] = await api.dataSource.query(
    `select count(*)::int as payouts, coalesce(sum(amount), 0)::float8 as amount,
       (select count(*)::int from payout_event join payout on payout.id = payout_id where client_id = $1) as events
     from payout where client_id = $1`,
    [id],
  );
  return row;
}

describe('a client with a daily limit', () => {
  it('creates payouts up to the count, and then returns the limit and the remedy', async () => {
    const client = await aClient({ dailyCount: 2 });
    expect(statuses([await create(client, 50_000), await create(client, 50_000)])).toEqual([201, 201]);
    const { status, body } = await create(client, 50_000);
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'daily_limit_exceeded', limit: { name: 'count', perDay: 2, used: 2 } });
    expect(body.detail).toContain('2 payouts a day');
    expect(body.limit.resetsAt).toMatch(/T17:00:00\.000Z$/);
    const leftMs = Date.parse(body.limit.resetsAt) - Date.now();
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(24 * 3_600_000);
    expect(await payoutsOf(client)).toEqual({ payouts: 2, amount: 100_000, events: 2 });
    expect(await usedToday(client)).toEqual({ amount: 100_000, count: 2 });
  });

  it('creates up to the last rupiah of the amount, and no rupiah more', async () => {
    const client = await aClient({ dailyAmount: 150_000 });
    expect((await create(client, 100_000)).status).toBe(201);
    expect(await create(client, 50_001)).toMatchObject({
      status: 422,
      body: { limit: { name: 'amount', perDay: 150_000, used: 100_000 } },
    });
    expect((await create(client, 50_000)).status).toBe(201);
    expect(await usedToday(client)).toEqual({ amount: 150_000, count: 2 });
  });

  it('enforces both when it has both', async () => {
    const client = await aClient({ dailyAmount: 1_000_000, dailyCount: 1 });
    expect(await create(client, 1_000_001)).toMatchObject({ status: 422, body: { limit: { name: 'amount' } } });
    expect((await create(client, 50_000)).status).toBe(201);
    expect(await create(client, 50_000)).toMatchObject({ status: 422, body: { limit: { name: 'count' } } });
  });

  it('does not count refused requests, whatever the reason', async () => {
    const client = await aClient({ dailyAmount: 100_000, dailyCount: 2 });
    await api.create({ amount: 50_000, reference: 'taken' }, {}, client.key);
    const refused = [
      await api.create({ amount: 50_000, reference: 'taken' }, {}, client.key),
      await create(client, 5_000),
      await api.create({ amount: 0 }, {}, client.key),
      await create(client, 60_000),
    ];
    expect(refused.map(({ status, body }) => `${status} ${body.code}`)).toEqual([
      '409 duplicate_reference',
      '422 no_rail',
      '400 validation_failed',
      '422 daily_limit_exceeded',
    ]);
    expect(await usedToday(client)).toEqual({ amount: 50_000, count: 1 });
    expect((await create(client, 50_000)).status).toBe(201);
  });

  it('is not charged for a repetition, which is answered also when nothing is left', async () => {
    const client = await aClient({ dailyCount: 1 });
    const headers = { 'idempotency-key': randomUUID() };
    const body = { reference: randomUUID(), amount: 50_000 };
    const first = await api.create(body, headers, client.key);
    const again = await Promise.all([1, 2, 3].map(() => api.create(body, headers, client.key)));
    for (const answer of again) {
      expect(answer).toMatchObject({ status: 201, text: first.text });
      expect(answer.headers['idempotency-replayed']).toBe('true');
    }
    expect(await api.create({ ...body, amount: 60_000 }, headers, client.key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    expect(await usedToday(client)).toEqual({ amount: 50_000, count: 1 });
  });

  it('can reuse the Idempotency-Key of a refused request when there is room again', async () => {
    const client = await aClient({ dailyCount: 1 });
    await create(client, 50_000);
    const headers = { 'idempotency-key': randomUUID() };
    expect((await create(client, 50_000, headers)).status).toBe(422);
    await setLimits(client.id, { dailyCount: 2 });
    const answer = await create(client, 50_000, headers);
    expect(answer.status).toBe(201);
    expect(answer.headers['idempotency-replayed']).toBeUndefined();
  });

  it('starts again from zero on the next day of Jakarta', async () => {
    const client = await aClient({ dailyCount: 1 });
    await create(client, 50_000);
    expect((await create(client, 50_000)).status).toBe(422);
    await api.dataSource.query(`update client_day set day = day - 1 where client_id = $1`, [client.id]);
    expect(await usedToday(client)).toEqual({ amount: 0, count: 0 });
    expect((await create(client, 50_000)).status).toBe(201);
    expect(await usedToday(client)).toEqual({ amount: 50_000, count: 1 });
  });
});

describe('the day that limits count', () => {
  it.each([
    ['2026-11-21T16:59:59.999Z', '2026-11-21'],
    ['2026-11-21T17:00:00Z', '2026-11-22'],
    ['2026-12-31T17:00:00Z', '2027-01-01'],
    ['2027-02-28T23:59:59+07:00', '2027-02-28'],
  ])('is the one of Jakarta: at %s it is %s, whatever zone the session is set to', async (at, day) => {
    for (const zone of ['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles'])
      await api.dataSource.transaction(async (tx) => {
        await tx.query(`set local time zone '${zone}'`);
        const [row] = await tx.query(
          `select wib_day($1)::text as day, wib_day_start(wib_day($1)) <= $1 as begun, wib_day_start(wib_day($1) + 1) > $1 as lasts`,
          [at],
        );
        expect(row).toEqual({ day, begun: true, lasts: true });
      });
  });
});

describe('many creates at once', () => {
  it.each([
    ['one is left of the count', { dailyCount: 5 }],
    ['there is room for one more amount', { dailyAmount: 299_999 }],
  ])('are fifty, on two replicas, and one is accepted when %s (S17)', async (_what, limits) => {
    const client = await aClient(limits);
    for (let n = 0; n < 4; n += 1) expect((await create(client, 50_000)).status).toBe(201);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => create(client, 50_000, {}, n % 2 === 0 ? api : replica)),
    );
    expect(statuses(answers)).toEqual([201, ...Array(49).fill(422)]);
    for (const { status, body } of answers) if (status !== 201) expect(body.code).toBe('daily_limit_exceeded');
    expect(await payoutsOf(client)).toEqual({ payouts: 5, amount: 250_000, events: 5 });
    expect(await usedToday(client)).toEqual({ amount: 250_000, count: 5 });
  });

  it('of the first moment of a day are counted too', async () => {
    const client = await aClient({ dailyCount: 7 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => create(client, 50_000, {}, n % 2 === 0 ? api : replica)),
    );
    expect(statuses(answers)).toEqual([...Array(7).fill(201), ...Array(43).fill(422)]);
    expect(await usedToday(client)).toEqual({ amount: 350_000, count: 7 });
  });

  it('of several clients do not use up each other’s', async () => {
    const clients = await Promise.all([aClient({ dailyCount: 3 }), aClient({ dailyAmount: 200_000 }), aClient()]);
    const all = await Promise.all(
      clients.map((client) => Promise.all(Array.from({ length: 10 }, () => create(client, 50_000)))),
    );
    expect(all.map((answers) => answers.filter(({ status }) => status === 201).length)).toEqual([3, 4, 10]);
  });

  it('do not count what a repetition only seemed to need', async () => {
    const client = await aClient({ dailyCount: 2 });
    const headers = { 'idempotency-key': randomUUID() };
    const body = { reference: randomUUID(), amount: 50_000 };
    await api.create(body, headers, client.key);
    const repetitions = Array.from({ length: 20 }, () => api.create(body, headers, client.key));
    const [fresh] = await Promise.all([create(client, 50_000), ...repetitions]);
    expect(fresh.status).toBe(201);
    expect(statuses(await Promise.all(repetitions))).toEqual(Array(20).fill(201));
    expect(await usedToday(client)).toEqual({ amount: 100_000, count: 2 });
  });

  it('of one reference are one payout, and counted once', async () => {
    const client = await aClient({ dailyCount: 10 });
    const reference = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.create({ amount: 50_000, reference }, {}, client.key)),
    );
    expect(statuses(answers)).toEqual([201, ...Array(19).fill(409)]);
    expect(await usedToday(client)).toEqual({ amount: 50_000, count: 1 });
  });
});

describe('a limit that is set', () => {
  it('counts what was created earlier that day, and holds for the next payout, on every replica', async () => {
    const client = await aClient();
    for (let n = 0; n < 3; n += 1) await create(client, 50_000, {}, replica);
    expect(await usedToday(client)).toBeNull();
    await api.dataSource.query(
      `insert into client_day (client_id, day, amount, count) values ($1, current_date - 3, 1, 1)`,
      [client.id],
    );
    const { body } = await setLimits(client.id, { dailyCount: 4 });
    expect(body.usedToday).toEqual({ amount: 150_000, count: 3 });
    // The replica still remembers a client without limits.
    expect((await create(client, 50_000, {}, replica)).status).toBe(201);
    expect((await create(client, 50_000, {}, replica)).status).toBe(422);
  });

  it('counts exactly, also what is created in that very moment', async () => {
    const client = await aClient();
    const creating = Array.from({ length: 60 }, (_, n) => create(client, 50_000, {}, n % 2 === 0 ? api : replica));
    const setting = new Promise((resolve) => setTimeout(resolve, 15)).then(() =>
      setLimits(client.id, { dailyCount: 10_000 }),
    );
    expect(statuses(await Promise.all(creating))).toEqual(Array(60).fill(201));
    expect((await setting).status).toBe(200);
    expect(await usedToday(client)).toEqual({ amount: 3_000_000, count: 60 });
  });

  it('holds up no other client while it is set', async () => {
    const [client, limited, other] = [await aClient(), await aClient({ dailyCount: 100 }), await aClient()];
    const setting = api.dataSource.createQueryRunner();
    await setting.startTransaction();
    await setting.query('select from client where id = $1 for update', [client.id]);
    const finished: Limited[] = [];
    const createOf = async (of: Limited) => {
      const answer = await create(of, 50_000);
      finished.push(of);
      return answer;
    };
    // Two, because two statements run at a time.
    const waiting = [createOf(client), createOf(client)];
    const neighbours = await Promise.all([other, limited, other, limited].map(createOf));
    expect(statuses(neighbours)).toEqual([201, 201, 201, 201]);
    expect(finished).not.toContain(client);
    await setting.commitTransaction();
    await setting.release();
    expect(statuses(await Promise.all(waiting))).toEqual([201, 201]);
  });

  it('ends when it is removed, and counts the actual use when it is set again', async () => {
    const client = await aClient({ dailyCount: 1 });
    await create(client, 50_000);
    await setLimits(client.id, {});
    for (let n = 0; n < 2; n += 1) expect((await create(client, 50_000)).status).toBe(201);
    expect((await setLimits(client.id, { dailyAmount: 200_000 })).body.usedToday).toEqual({
      amount: 150_000,
      count: 3,
    });
    expect((await create(client, 50_001)).status).toBe(422);
  });

  it('below the use refuses every payout', async () => {
    const client = await aClient({ dailyAmount: 500_000 });
    await create(client, 400_000);
    await setLimits(client.id, { dailyAmount: 100_000 });
    expect(await create(client, 50_000)).toMatchObject({
      status: 422,
      body: { limit: { perDay: 100_000, used: 400_000 } },
    });
  });
});
