import { randomUUID } from 'node:crypto';
import { mock } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { eventually } from '../../../../test/support/eventually.js';
import { meanwhile } from '../../../../test/support/meanwhile.js';
import { type Api, startApi, validPayout } from '../testing/start-api.js';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const post = (body: unknown, key: string, prefer: string) =>
  api.call('/v1/payouts', { method: 'POST', body, headers: { 'idempotency-key': key, prefer } });

/** Brings a payout to rest while a client waits for it. */
async function cancel(reference: unknown): Promise<void> {
  const found = await eventually('the payout is there', async () => {
    const { body } = await api.call(`/v1/payouts?reference=${reference}`);
    return body.data[0];
  });
  await api.call(`/v1/payouts/${found.id}/cancel`, { method: 'POST' });
}

const timeIsUp = meanwhile(async () => {
  const [body, key] = [validPayout(), randomUUID()];
  const first = await post(body, key, 'wait=1');
  expect(first).toMatchObject({ status: 201, body: { status: 'created' } });
  await cancel(body.reference);
  expect((await post(body, key, 'wait=1')).text).toBe(first.text);
});

const secondTry = meanwhile(async () => {
  const [body, idempotencyKey] = [validPayout(), randomUUID()];
  const create = () => api.client().payouts.create(body, { idempotencyKey, waitSeconds: 2 });
  const first = create();
  await eventually('the payout is there', async () => {
    for await (const _ of api.client().payouts.list({ reference: body.reference })) return true;
    return false;
  });
  expect(await create()).toEqual(await first);
  expect([...api.described.seen]).toContain('createPayout 409');
});

const crashed = meanwhile(async () => {
  const [body, key] = [validPayout(), randomUUID()];
  const first = await post(body, key, 'wait=1');
  // As a process leaves it that dies while it waits, once its time is over.
  await api.dataSource.query(
    `update payout set answer_sealed = null, answer_locked_until = now() - interval '1 second' where id = $1`,
    [first.body.id],
  );
  const short = post(body, key, 'wait=1');
  const long = post(body, key, 'wait=20');
  const again = await short;
  expect(again).toMatchObject({
    status: 201,
    body: { status: 'created' },
    headers: { 'preference-applied': 'wait=1' },
  });
  await cancel(body.reference);
  // The payout is cancelled by now, but another answer was given first.
  expect((await long).text).toBe(again.text);
  expect((await post(body, key, '')).text).toBe(again.text);
});

describe('a create that waits', () => {
  it('is answered when the payout rests, and the same again to a repetition', async () => {
    const [body, key] = [validPayout(), randomUUID()];
    const response = post(body, key, 'wait=60');
    await cancel(body.reference);
    // Half of what it may wait for.
    const first = await Promise.race([response, setTimeout(30_000, null, { ref: false })]);
    if (first === null) throw new Error('the response waits although the payout rests');
    expect(first).toMatchObject({ status: 201, body: { status: 'cancelled', version: 2 } });
    expect(first.headers['preference-applied']).toBe('wait=60');
    const again = await post(body, key, 'wait=60');
    expect(again).toMatchObject({ status: 201, text: first.text });
    expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true', 'preference-applied': 'wait=60' });
  });

  it('returns the payout as it is when the time is up, and repeats that response', timeIsUp);

  it('returns idempotency_in_progress to a repetition while it is still running', async () => {
    const [body, key] = [validPayout(), randomUUID()];
    const first = post(body, key, 'wait=20');
    await eventually('the payout is there', async () => {
      const { body: page } = await api.call(`/v1/payouts?reference=${body.reference}`);
      return page.data.length === 1;
    });
    const second = await post(body, key, 'wait=20');
    expect(second).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress' } });
    expect(Number(second.headers['retry-after'])).toBeGreaterThan(0);
    await cancel(body.reference);
    expect((await first).body.status).toBe('cancelled');
  });

  it('is still running by the clock of the database, also for a replica whose own clock is ahead', async () => {
    const [body, key] = [validPayout(), randomUUID()];
    const first = post(body, key, 'wait=20');
    await eventually('the payout is there', async () => {
      const { body: page } = await api.call(`/v1/payouts?reference=${body.reference}`);
      return page.data.length === 1;
    });
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 50_000 });
    try {
      expect(await post(body, key, 'wait=1')).toMatchObject({ body: { code: 'idempotency_in_progress' } });
    } finally {
      mock.timers.reset();
    }
    await cancel(body.reference);
    expect((await first).body.status).toBe('cancelled');
  });

  it('is waited for by a second attempt of the same client, which gets the same response', secondTry);

  it('that crashed is waited for again, by all repetitions with one answer', crashed);

  it('does not wait with wait=0, and returns that preference as applied', async () => {
    const answer = await post(validPayout(), randomUUID(), 'wait=0');
    expect(answer).toMatchObject({ status: 201, body: { version: 1 }, headers: { 'preference-applied': 'wait=0' } });
  });

  it('does not wait with a preference that it cannot read, and returns no applied preference', async () => {
    const answer = await post(validPayout(), randomUUID(), 'wait=soon');
    expect(answer.status).toBe(201);
    expect(answer.headers['preference-applied']).toBeUndefined();
  });
});
