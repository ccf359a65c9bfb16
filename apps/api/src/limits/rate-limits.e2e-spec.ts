import { randomUUID } from 'node:crypto';
import { ALL_SCOPES } from '#libs/clients';
import { poolOf } from '#libs/platform';
import { asJson, CallingProvider, REAL_PROVIDER_OFF } from '../../../../test/support/calling-provider.js';
import { eventually } from '../../../../test/support/eventually.js';
import { type Answer, type Api, startApi } from '../testing/start-api.js';

const LIMIT = 10;

const opened: Api[] = [];
afterEach(async () => {
  for (const api of opened.splice(0).reverse()) await api.close();
});

/** For one test. */
async function open(...parameters: Parameters<typeof startApi>): Promise<Api> {
  const api = await startApi(...parameters);
  opened.push(api);
  return api;
}

const read = (api: Api, key: string | null, headers = {}) => api.call('/v1/payouts?limit=1', { key, headers });
const aWrongKey = () => `wrong-${randomUUID()}`;
const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);
const count = (answers: readonly Answer[], status: number) =>
  statuses(answers).filter((each) => each === status).length;

/** Answers to so many requests at once, and the seconds that they took together. */
async function burst(requests: number, send: () => Promise<Answer>): Promise<{ answers: Answer[]; seconds: number }> {
  const startedAt = performance.now();
  const answers = await Promise.all(Array.from({ length: requests }, send));
  return { answers, seconds: (performance.now() - startedAt) / 1_000 };
}

function expectRateLimited(answers: readonly Answer[]): void {
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  for (const answer of refused) {
    expect(answer.body).toMatchObject({ status: 429, code: 'rate_limited', title: 'Too many requests' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  }
}

describe('a client that sends ten times its limit at once (S16)', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi({ RATE_LIMIT_PER_CLIENT: String(LIMIT) });
  });
  afterAll(() => api.close());

  it('gets Retry-After for the rest, and as many requests through as its limit', async () => {
    const { key } = await api.newKey(['payouts:read']);
    const { answers, seconds } = await burst(LIMIT * 10, () => read(api, key));
    expect(new Set(statuses(answers))).toEqual(new Set([200, 429]));
    expect(count(answers, 200)).toBeGreaterThanOrEqual(LIMIT);
    expect(count(answers, 200)).toBeLessThanOrEqual(LIMIT * (1 + seconds));
    expectRateLimited(answers);
  });

  it('takes nothing from another client', async () => {
    const [{ key: busy }, { key: calm }] = [await api.newKey(['payouts:read']), await api.newKey(['payouts:read'])];
    const flood = burst(LIMIT * 10, () => read(api, busy));
    const { answers } = await burst(LIMIT, () => read(api, calm));
    expect(new Set(statuses(answers))).toEqual(new Set([200]));
    expectRateLimited((await flood).answers);
  });

  it('is accepted again after the seconds in Retry-After', async () => {
    const { key } = await api.newKey(['payouts:read']);
    const { answers } = await burst(LIMIT * 3, () => read(api, key));
    const waitSeconds = Number(answers.find(({ status }) => status === 429)?.headers['retry-after']);
    await new Promise((resolve) => setTimeout(resolve, waitSeconds * 1_000));
    expect((await read(api, key)).status).toBe(200);
  });

  it('has changed nothing with its refused requests', async () => {
    const { key } = await api.newKey(ALL_SCOPES);
    const before = await api.rows();
    const { answers } = await burst(LIMIT * 4, () => api.create({}, {}, key));
    expectRateLimited(answers);
    const after = await api.rows();
    expect((after.payout as number) - (before.payout as number)).toBe(count(answers, 201));
  });

  it('has one limit for all of its keys, which others cannot use up without a key', async () => {
    const { key, keyId } = await api.newKey(['payouts:read']);
    await burst(LIMIT * 3, () => read(api, `salur_${keyId.replaceAll('-', '')}_${'0'.repeat(64)}`));
    const { answers } = await burst(LIMIT, () => read(api, key));
    expect(count(answers, 200)).toBe(LIMIT);
  });
});

describe('a client beyond its own limit', () => {
  it('uses nothing of what all clients have together (S16)', async () => {
    const api = await open({ RATE_LIMIT_PER_CLIENT: '5', RATE_LIMIT: String(LIMIT) });
    const [{ key: busy }, { key: calm }] = [await api.newKey(['payouts:read']), await api.newKey(['payouts:read'])];
    const [flood, few] = await Promise.all([burst(LIMIT * 10, () => read(api, busy)), burst(5, () => read(api, calm))]);
    expectRateLimited(flood.answers);
    expect(count(few.answers, 200)).toBe(5);
  });
});

describe('two replicas', () => {
  it('have one limit together (S16)', async () => {
    const one = await open({ RATE_LIMIT_PER_CLIENT: String(LIMIT) });
    const two = await open({ RATE_LIMIT_PER_CLIENT: String(LIMIT) }, [], [], one.databaseUrl);
    const { key } = await one.newKey(['payouts:read']);
    const startedAt = performance.now();
    const letIn = { one: 0, two: 0 };
    const hammer = async (name: 'one' | 'two', api: Api) => {
      while (performance.now() - startedAt < 4_000) {
        const { answers } = await burst(4, () => read(api, key));
        letIn[name] += count(answers, 200);
      }
    };
    await Promise.all([hammer('one', one), hammer('two', two)]);
    const allowed = LIMIT * (1 + (performance.now() - startedAt) / 1_000);
    expect(Math.min(letIn.one, letIn.two)).toBeGreaterThan(0);
    // Without the exchange they would accept twice as much; before the first exchange each accepts its own limit, once.
    expect(letIn.one + letIn.two).toBeLessThanOrEqual(allowed + LIMIT);
  });
});

describe('all clients together', () => {
  let api: Api;
  let provider: CallingProvider;
  beforeAll(async () => {
    provider = new CallingProvider();
    api = await startApi({ ...REAL_PROVIDER_OFF, RATE_LIMIT: String(LIMIT) }, [], [provider]);
  });
  afterAll(() => api.close());

  it('have a limit too, and neither callbacks nor health are refused for it (S16)', async () => {
    const keys = [(await api.newKey(['payouts:read'])).key, (await api.newKey(['payouts:read'])).key];
    const flood = burst(LIMIT * 10, () => read(api, keys[Math.floor(Math.random() * 2)] as string));
    const others = await burst(LIMIT * 3, () => api.call('/health/live', { key: null }));
    expect(new Set(statuses(others.answers))).toEqual(new Set([200]));
    const callBack = () =>
      api.call(`/callbacks/${provider.name}/done`, { method: 'POST', key: null, ...asJson({ id: randomUUID() }) });
    expect(new Set(statuses((await burst(LIMIT * 3, callBack)).answers))).toEqual(new Set([202]));
    expect((await api.call('/health/ready', { key: null })).status).toBe(200);
    expectRateLimited((await flood).answers);
  });

  it('lose nothing to those without a key', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await burst(LIMIT * 5, () => read(api, aWrongKey()));
    const { key } = await api.newKey(['payouts:read']);
    expect(count((await burst(LIMIT, () => read(api, key))).answers, 200)).toBe(LIMIT);
  });
});

describe('an address that guesses keys (S16)', () => {
  const environment = { RATE_LIMIT_UNAUTHENTICATED: String(LIMIT) };

  it('is refused before the key is checked, whatever source it claims (S22)', async () => {
    const api = await open(environment);
    const query = jest.spyOn(poolOf(api.dataSource), 'query');
    const { answers, seconds } = await burst(LIMIT * 10, () => {
      const elsewhere = `203.0.113.${Math.floor(Math.random() * 255)}`;
      return read(api, aWrongKey(), {
        'x-forwarded-for': elsewhere,
        'x-real-ip': elsewhere,
        forwarded: `for=${elsewhere}`,
      });
    });
    const lookedUp = query.mock.calls.filter(([asked]) => (asked as { name?: string }).name === 'find-key').length;
    query.mockRestore();
    expect(new Set(statuses(answers))).toEqual(new Set([401, 429]));
    expectRateLimited(answers);
    expect(lookedUp).toBeLessThanOrEqual(LIMIT * (1 + seconds));
    expect(api.logged.join('')).not.toContain('203.0.113.');
    const rows = await eventually('the replica sends its use to the others', async () => {
      const sent: { key: string }[] = await api.dataSource.query(
        `select key from rate_limit where key like 'address%'`,
      );
      return sent.length > 0 && sent;
    });
    expect(rows).toEqual([{ key: 'address 127.0.0.1' }]);
  });

  it.each([
    ['no key', null, {}],
    ['the same wrong key', 'wrong-key-0123456789', {}],
    ['no Bearer', null, { authorization: 'Basic d3Jvbmc6a2V5' }],
  ])('is refused with %s as well', async (_what, key, headers) => {
    const api = await open(environment);
    // A slow machine may take longer for a burst than the allowance takes to grow back.
    const answers = await eventually('some are refused unseen', async () => {
      const { answers: some } = await burst(LIMIT * 10, () => read(api, key, headers));
      return statuses(some).includes(429) && some;
    });
    expect(statuses(answers).filter((status) => status !== 401 && status !== 429)).toEqual([]);
    expectRateLimited(answers);
  });

  it('takes nothing from keys that were used there before, or from other addresses', async () => {
    const api = await open({ ...environment, TRUSTED_PROXIES: '127.0.0.1' });
    const from = (address: string) => ({ 'x-forwarded-for': `192.0.2.99, ${address}` });
    const { key, clientId } = await api.newKey(['payouts:read']);
    expect((await read(api, key, from('2001:db8:1:2::1'))).status).toBe(200);
    const guesses: Answer[] = [];
    let guessing = true;
    const guesser = (async () => {
      for (let host = 100; guessing; host += 1) {
        // Addresses of one IPv6 network are one.
        const { answers } = await burst(5, () => read(api, aWrongKey(), from(`2001:db8:1:2::${host.toString(16)}`)));
        guesses.push(...answers);
      }
    })();
    await eventually('the guesser is refused', async () => count(guesses, 429) > 0);
    // Now this replica has to look up every key again.
    const renamed = await api.call(`/v1/clients/${clientId}`, { method: 'PATCH', body: { name: randomUUID() } });
    expect(renamed.status).toBe(200);
    const good = await burst(LIMIT * 3, () => read(api, key, from('2001:db8:1:2::1')));
    expect(new Set(statuses(good.answers))).toEqual(new Set([200]));
    expect((await read(api, aWrongKey(), from('2001:db8:1:3::1'))).status).toBe(401);
    guessing = false;
    await guesser;
    expectRateLimited(guesses);
  });
});
