import { PROVIDERS, readConfiguration } from '#libs/providers';

const [first, second] = PROVIDERS.flatMap(({ rails }) => rails.map(({ name }) => name)) as [string, string];
const read = (environment: Record<string, string>) => () =>
  readConfiguration({ NODE_ENV: 'test', ...environment }).settings;

describe('the rail settings', () => {
  it('are optional', () => {
    expect(read({})()).toMatchObject({ railPolicy: 'cost', railOrder: [], railFees: {}, balanceRefreshMs: 60_000 });
    expect(read({})().banksRefreshMs).toBe(86_400_000);
  });

  it('contain an order of rails, and fees', () => {
    const settings = read({
      RAIL_POLICY: 'order',
      RAIL_ORDER: `${second}, ${first}`,
      RAIL_FEES: `${first}=1500, ${second}=0`,
    })();
    expect(settings.railOrder).toEqual([second, first]);
    expect(settings.railFees).toEqual({ [first]: 1_500n, [second]: 0n });
  });

  it.each([
    ['RAIL_POLICY', 'luck'],
    ['RAIL_ORDER', 'north.pigeon'],
    ['RAIL_ORDER', `${first},${first}`],
    ['RAIL_ORDER', `${first},`],
    ['RAIL_FEES', 'north.pigeon=5'],
    ['RAIL_FEES', '=5'],
    ['RAIL_FEES', `${first}`],
    ['RAIL_FEES', `${first}=`],
    ['RAIL_FEES', `${first}=-1`],
    ['RAIL_FEES', `${first}=1.5`],
    ['RAIL_FEES', `${first}=1=2`],
    ['RAIL_FEES', `${first}=1,${first}=2`],
    ['RAIL_FEES', `${first}=1000000001`],
  ])('%s cannot be %s', (name, value) => {
    expect(read({ [name]: value })).toThrow(new RegExp(`- ${name}: `));
  });

  it('have minimum intervals in production, so that providers are not queried constantly', () => {
    const production = { NODE_ENV: 'production', DATABASE_URL: 'postgres://somewhere/salur' };
    expect(read({ ...production, BALANCE_REFRESH: '1s' })).toThrow(/BALANCE_REFRESH: must be at least 10s/);
    expect(read({ ...production, BANKS_REFRESH: '1m' })).toThrow(/BANKS_REFRESH: must be at least 600s/);
  });
});
