import { randomUUID } from 'node:crypto';
import { asJson, CallingProvider, REAL_PROVIDER_OFF } from '../../../../test/support/calling-provider.js';
import { type Answer, type Api, startApi } from '../testing/start-api.js';

const provider = new CallingProvider(['203.0.113.0/24', '2001:db8::7']);

/** Calls back with such X-Forwarded-For headers. */
function callBack(api: Api, forwardedFor?: string | string[]): Promise<Answer> {
  const { body, headers } = asJson({ id: randomUUID() });
  return api.call(`/callbacks/${provider.name}/done`, {
    method: 'POST',
    key: null,
    body,
    headers: { ...headers, ...(forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }) },
  });
}

const countOf = async (api: Api): Promise<number> =>
  (await api.dataSource.query(`select count(*)::int as count from callback`))[0].count;

describe('a provider that calls from known addresses (S22)', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi(REAL_PROVIDER_OFF, [], [provider]);
  });
  afterAll(() => api.close());

  it.each([undefined, '203.0.113.7', '203.0.113.7, 203.0.113.8', ['203.0.113.7', '203.0.113.8']])(
    'is not identified by a header that it writes itself: X-Forwarded-For %j',
    async (forwardedFor) => {
      const answer = await callBack(api, forwardedFor);
      expect(answer).toMatchObject({ status: 403, body: { code: 'callback_source_refused' } });
      expect(await countOf(api)).toBe(0);
    },
  );
});

describe('a provider behind proxies that we trust (S22)', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi({ ...REAL_PROVIDER_OFF, TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8' }, [], [provider]);
  });
  afterAll(() => api.close());

  it.each([
    '203.0.113.7',
    '::ffff:203.0.113.7',
    '2001:db8::7',
    '2001:DB8:0::7',
    // The proxy adds the address that it saw itself at the end; what stands before is what the caller claims.
    '198.51.100.1, 203.0.113.7',
    '198.51.100.1, 203.0.113.7, 10.1.2.3',
  ])('is accepted as %s', async (forwardedFor) => {
    expect(await callBack(api, forwardedFor)).toMatchObject({ status: 202 });
    const [{ source }] = await api.dataSource.query(`select source from callback order by id desc limit 1`);
    expect(['203.0.113.7', '2001:db8::7', '2001:DB8:0::7']).toContain(source);
  });

  it.each([
    undefined,
    '198.51.100.1',
    '203.0.113.7, 198.51.100.1',
    '203.0.113.7, 11.1.2.3, 10.1.2.3',
    '203.0.113.7:4711',
    'unknown',
    "203.0.113.7' or 1=1",
    '2001:db8::8',
  ])('is refused as %s', async (forwardedFor) => {
    const before = await countOf(api);
    expect(await callBack(api, forwardedFor)).toMatchObject({ status: 403, body: { code: 'callback_source_refused' } });
    expect(await countOf(api)).toBe(before);
  });
});

describe('TRUSTED_PROXIES', () => {
  it.each(['all', '10.0.0.0/40', '10.0.0.1;10.0.0.2', '10.0.0.1,'])('cannot be %j', async (trusted) => {
    await expect(startApi({ TRUSTED_PROXIES: trusted })).rejects.toThrow('TRUSTED_PROXIES: must be IP addresses');
  });
});
