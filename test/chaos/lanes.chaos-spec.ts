import type { Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

/** Places of a lane. */
const PLACES = 8;
const MANY = 40;

/** The clock starts no work within a test: whatever goes on does so by itself. */
const WITHOUT_TICKS = {
  WORKER_INTERVAL: '1h',
  WORKER_CONCURRENCY: String(PLACES),
  PROVIDER_TIMEOUT: '60s',
  RAIL_POLICY: 'order',
  RAIL_ORDER: 'doku.kirim,duitku.online',
};

let stage: Stage;
let service: Service;

beforeAll(async () => {
  stage = await Stage.open();
  service = await stage.start(WITHOUT_TICKS);
});
afterAll(() => stage.close());
beforeEach(() => stage.sandbox.reset());

let lastAccount = 7_700_000_000;

/** An account that both providers pay. */
async function newAccount(): Promise<string> {
  lastAccount += 1;
  const account = String(lastAccount);
  await stage.sandbox.control('PUT', `accounts/${account}`, { name: 'SUHUT', transferCode: '00', moves: true });
  return account;
}

async function create(rail: string): Promise<string> {
  const { status, body } = await service.create(await newAccount(), { rail });
  expect(status).toBe(201);
  return body.id;
}

const createMany = (rail: string, count: number) => Promise.all(Array.from({ length: count }, () => create(rail)));

async function statusesOf(ids: readonly string[]): Promise<Record<string, number>> {
  const rows = await stage.query<{ status: string; count: number }>(
    `select status, count(*)::int as count from payout where id = any($1) group by status`,
    [ids],
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

describe('a provider that hangs', () => {
  it('delays no payout of another provider, and its own payouts continue once it responds', async () => {
    await stage.sandbox.fault({ step: 'doku_inquiry', times: 0, action: { kind: 'hold' } });
    const hanging = await createMany('doku.kirim', 100);
    await stage.sandbox.received('doku_inquiry', PLACES);
    const paid = await createMany('duitku.online', 10);
    await service.untilAll(paid, 'succeeded');
    // Not one place of the other lane came free meanwhile.
    expect(await statusesOf(hanging)).toEqual({ created: 100 });
    expect(await stage.sandbox.countOf('doku_inquiry')).toBe(PLACES);

    await stage.sandbox.control('DELETE', 'faults');
    await stage.sandbox.control('POST', 'release', {});
    await service.untilAll(hanging, 'pending', 'succeeded');
    expect(await stage.sandbox.countOf('doku_transfer')).toBe(100);
  });
});

describe('a payout that goes over to another provider', () => {
  const LIMIT_EXCEEDED = { kind: 'code', code: '4034302' };

  it('is claimed there at once, without waiting for a tick', async () => {
    await stage.sandbox.fault({ step: 'doku_transfer', times: 0, action: LIMIT_EXCEEDED });
    const id = await create('auto');
    expect(await service.until(id, 'succeeded')).toMatchObject({ rail: 'duitku.online', provider: 'duitku' });
    const way = (await service.events(id)).map(({ event }) => event);
    expect(way).toEqual(['created', 'inquiry_passed', 'confirmed', 'rerouted', 'inquiry_passed', 'confirmed', 'paid']);
  });

  it('is claimed there as places come free, when more come than that lane has', async () => {
    await stage.sandbox.fault({ step: 'doku_transfer', times: 0, action: LIMIT_EXCEEDED });
    await stage.sandbox.fault({ step: 'inquiry', times: PLACES, action: { kind: 'hold' } });
    const ids = await createMany('auto', MANY);
    await stage.sandbox.received('inquiry', PLACES);
    await stage.sandbox.received('doku_transfer', MANY);
    // However many arrive at once, a lane claims no more than it has places for.
    expect(await stage.sandbox.countOf('inquiry')).toBe(PLACES);
    await stage.sandbox.control('POST', 'release', {});
    await service.untilAll(ids, 'succeeded');
    expect((await stage.sandbox.books()).totals).toMatchObject({ movedCount: MANY });
  });
});
