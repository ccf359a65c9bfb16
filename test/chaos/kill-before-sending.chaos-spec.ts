import { KilledServices } from '../support/killed-services.js';
import { ACCOUNT } from '../support/sandbox.js';

const killed = new KilledServices();
beforeAll(() => killed.open());
beforeEach(() => killed.sandbox.reset());
afterEach(() => killed.endAll());
afterAll(() => killed.close());

describe('a service killed with kill -9 before it sends', () => {
  it('before the intent is written, has sent nothing; another one sends the payout once', async () => {
    const { id, survivor } = await killed.dieAt('before_intent', ACCOUNT.paid);
    expect(await survivor.until(id, 'succeeded')).toMatchObject({ proof: 'api_reply' });
    expect(await killed.transfers()).toMatchObject({ transferRequests: 1, movedCount: 1 });
  });

  it('before the intent of a confirmed payout is written, has kept the confirmation; another one acts on it, once', async () => {
    const victim = await killed.start({ CRASH_POINT: 'before_intent' });
    const { body } = await victim.create(ACCOUNT.paid, { confirmation: 'manual' });
    await victim.until(body.id, 'inquired');
    // The confirmation is committed before a worker acts on it; the response may be lost with the process.
    await victim.call('POST', `/v1/payouts/${body.id}/confirm`).catch(() => undefined);
    await victim.child.exit();
    const survivor = await killed.survive();
    await survivor.until(body.id, 'succeeded');
    expect(await killed.transfers()).toMatchObject({ transferRequests: 1, movedCount: 1 });
  });

  it('during the inquiry, is followed by one that inquires again and pays once', async () => {
    const { id, survivor } = await killed.dieAt('after_inquiry_answer', ACCOUNT.paid);
    await survivor.until(id, 'succeeded');
    expect(await killed.sandbox.countOf('inquiry')).toBe(2);
    expect(await killed.transfers()).toMatchObject({ transferRequests: 1, movedCount: 1 });
  });

  it('right after it accepted a payout and before it answered, gives the same payout to the repeated request', async () => {
    const request = {
      reference: 'INV-crash',
      rail: 'duitku.online',
      amount: 70_000,
      destination: { type: 'bank_account', bankCode: '014', accountNumber: ACCOUNT.paid },
    };
    const key = { 'idempotency-key': 'crash-1' };
    const victim = await killed.start({ CRASH_POINT: 'after_accept' });
    await expect(victim.call('POST', '/v1/payouts', request, key)).rejects.toThrow();
    const survivor = await killed.survive();
    const repeated = await survivor.call<{ id: string }>('POST', '/v1/payouts', request, key);
    expect(repeated.status).toBe(201);
    expect(repeated.headers['idempotency-replayed']).toBe('true');
    await survivor.until(repeated.body.id, 'succeeded');
    expect(await killed.transfers()).toMatchObject({ transferRequests: 1, movedCount: 1 });
  });
});
