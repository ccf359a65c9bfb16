/** Every call to DOKU carries a token that many calls share, and a message id that is used once. */
import type { Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

let stage: Stage;
let service: Service;

beforeAll(async () => {
  stage = await Stage.open();
  service = await stage.start({ WORKER_CONCURRENCY: '200' });
});
afterAll(() => stage.close());

let lastAccount = 7_700_000_000;
async function create(by: Service, overrides: Record<string, unknown> = {}): Promise<{ id: string; account: string }> {
  lastAccount += 1;
  const account = String(lastAccount);
  const { status, body } = await by.create(account, { rail: 'doku.kirim', ...overrides });
  expect(status).toBe(201);
  return { id: body.id, account };
}

const idsOf = (created: readonly { id: string }[]) => created.map(({ id }) => id);
const revokeTokens = () => stage.sandbox.control('POST', 'doku/revoke-tokens');
const tokens = () => stage.sandbox.countOf('doku_token');

describe('a token', () => {
  it('is fetched once for 200 payouts at the same time, and once more when it is revoked', async () => {
    for (const round of [1, 2]) {
      const created = await Promise.all(Array.from({ length: 100 * round }, () => create(service)));
      await service.untilAll(idsOf(created), 'succeeded');
      expect(await tokens()).toBe(round);
      await revokeTokens();
    }
    expect((await stage.sandbox.books()).totals).toMatchObject({ transferRequests: 300, movedCount: 300 });
  });

  it('that is refused at the inquiry is replaced once, and the inquiry repeated', async () => {
    await revokeTokens();
    const before = await tokens();
    const { id, account } = await create(service);
    await service.until(id, 'succeeded');
    expect(await stage.sandbox.countOf('doku_inquiry', { bankAccount: account })).toBe(2);
    expect((await tokens()) - before).toBe(1);
    expect(await stage.moneyOf(account)).toEqual({ requests: 1, out: 1, back: 0 });
  });

  it('that is refused at the inquiry again and again is not asked for without end', async () => {
    const before = await tokens();
    const { account } = await createRefusedAt('doku_inquiry', '4014201');
    const inquiries = await stage.sandbox.countOf('doku_inquiry', { bankAccount: account });
    // Five tries of two inquiries each, and a new token for each but the first.
    expect(inquiries).toBe(10);
    expect((await tokens()) - before).toBeLessThanOrEqual(inquiries);
    expect(await stage.moneyOf(account)).toEqual({ requests: 0, out: 0, back: 0 });
  });

  async function createRefusedAt(step: string, code: string) {
    const bankAccount = String(lastAccount + 1);
    await stage.sandbox.fault({ step, match: { bankAccount }, times: 0, action: { kind: 'code', code } });
    const { id, account } = await create(service);
    await service.until(id, 'failed');
    return { id, account };
  }

  it('that is refused at the transfer fails that one payout, whose request is never sent again', async () => {
    const { id, account } = await create(service, { confirmation: 'manual' });
    await service.until(id, 'inquired');
    await revokeTokens();
    const before = await tokens();
    await service.call('POST', `/v1/payouts/${id}/confirm`);
    expect(await service.until(id, 'failed')).toMatchObject({ failure: { code: 'expired', providerCode: '4014301' } });
    expect(await stage.moneyOf(account)).toEqual({ requests: 1, out: 0, back: 0 });
    const next = await create(service);
    await service.until(next.id, 'succeeded');
    expect((await tokens()) - before).toBe(1);
    expect(await stage.moneyOf(account)).toEqual({ requests: 1, out: 0, back: 0 });
  });

  it('that DOKU does not issue stops every payout from leaving, and none from leaving later', async () => {
    await stage.sandbox.fault({ step: 'doku_token', times: 0, action: { kind: 'code', code: '5007300' } });
    const { id, account } = await create(service, { confirmation: 'manual' });
    await service.until(id, 'inquired');
    await revokeTokens();
    // Notices that its token is gone.
    const other = await create(service);
    await stage.sandbox.received('doku_token', (await tokens()) + 1);
    await service.call('POST', `/v1/payouts/${id}/confirm`);
    expect(await service.read(id)).toMatchObject({ status: 'inquired' });
    expect(await stage.moneyOf(account)).toEqual({ requests: 0, out: 0, back: 0 });
    await stage.sandbox.control('DELETE', 'faults');
    for (const payout of [{ id, account }, other]) {
      await service.until(payout.id, 'succeeded');
      expect(await stage.moneyOf(payout.account)).toEqual({ requests: 1, out: 1, back: 0 });
    }
  });
});

describe('the id of a message', () => {
  it('is used once, however many replicas send at the same time', async () => {
    const other = await service.startAnother({ PORT: '0' });
    const created = await Promise.all(
      Array.from({ length: 100 }, (_, index) => create(index % 2 === 0 ? service : other)),
    );
    await service.untilAll(idsOf(created), 'succeeded');
    await other.child.end('SIGKILL');
    const { requests } = await stage.sandbox.control<{ requests: { step: string; answered: string }[] }>(
      'GET',
      'requests',
    );
    const refused = requests.filter(({ step, answered }) => step.startsWith('doku') && answered.startsWith('409'));
    expect(refused).toEqual([]);
    for (const { account } of created) expect(await stage.moneyOf(account)).toEqual({ requests: 1, out: 1, back: 0 });
  });
});
