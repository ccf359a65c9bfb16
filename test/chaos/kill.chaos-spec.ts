import { KilledServices } from '../support/killed-services.js';
import { ACCOUNT } from '../support/sandbox.js';

const killed = new KilledServices();
beforeAll(() => killed.open());
beforeEach(() => killed.sandbox.reset());
afterEach(() => killed.endAll());
afterAll(() => killed.close());

describe('a service killed with kill -9 when it may have sent', () => {
  it('after the intent and before the request, has sent nothing, and no process ever sends it: a person decides', async () => {
    const { id, survivor } = await killed.dieAt('after_intent', ACCOUNT.paid);
    expect(await survivor.until(id, 'review')).toMatchObject({ review: { reason: 'not_found' } });
    expect(await killed.transfers()).toMatchObject({ transferRequests: 0, movedCount: 0 });
  });

  it('while the request is open, is followed by one that checks the status', async () => {
    for (const moves of [true, false]) {
      await killed.sandbox.reset();
      await killed.sandbox.fault({ step: 'transfer', action: { kind: 'hold', moves } });
      const victim = await killed.start();
      const { body } = await victim.create(ACCOUNT.paid);
      await killed.sandbox.received('transfer', 1);
      await victim.child.end('SIGKILL');
      await killed.sandbox.control('POST', 'release', {});
      const survivor = await killed.survive();
      const payout = await survivor.until(body.id, 'succeeded', 'failed', 'review');
      expect(payout).toMatchObject({ status: moves ? 'succeeded' : 'failed', proof: 'status_check' });
      expect(await killed.transfers()).toMatchObject({ transferRequests: 1, movedCount: moves ? 1 : 0 });
      await killed.endAll();
    }
  });

  it('after the answer and before its commit, is followed by one that learns the same from a status check', async () => {
    const { id, survivor } = await killed.dieAt('after_transfer_answer', ACCOUNT.paid);
    expect(await survivor.until(id, 'succeeded')).toMatchObject({ proof: 'status_check' });
    expect(await killed.transfers()).toMatchObject({ transferRequests: 1, movedCount: 1 });
  });

  it('during a status check, is followed by one that checks again', async () => {
    const { id, survivor } = await killed.dieAt('during_status_check', ACCOUNT.timesOutThenPaid);
    expect(await survivor.until(id, 'succeeded')).toMatchObject({ proof: 'status_check' });
    expect(await killed.transfers()).toMatchObject({ transferRequests: 1, movedCount: 1 });
  });
});
