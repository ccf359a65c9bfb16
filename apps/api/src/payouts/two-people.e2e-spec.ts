import { randomUUID } from 'node:crypto';
import { eventually } from '../../../../test/support/eventually.js';
import { Sandbox } from '../../../../test/support/sandbox.js';
import { type Answer, type Api, BOOTSTRAP_KEY, type Json, startApi, validPayout } from '../testing/start-api.js';
import { type Member, newTeam, type Team } from '../testing/team.js';

/** From here on it takes two. */
const FROM = 1_000_000;

let sandbox: Sandbox;
let api: Api;
/** A process on the same database that was started before the rule was made, and only takes payouts in. */
let earlier: Api;
let team: Team;
let maker: Member;
let checker: Member;
beforeAll(async () => {
  sandbox = await Sandbox.start();
  const environment = { ...sandbox.environment, WORKER_INTERVAL: '200ms' };
  api = await startApi({ ...environment, TWO_PEOPLE_FROM: String(FROM) });
  earlier = await startApi({ ...environment, WORKER: 'separate' }, [], [], api.databaseUrl);
  team = await newTeam(api);
  [maker, checker] = [await team.member(), await team.member()];
});
afterAll(async () => {
  await earlier.close();
  await api.close();
  await sandbox.stop();
});

const create = (by: Member, overrides: Record<string, unknown> = {}, on = api) =>
  on.create({ amount: FROM, confirmation: 'manual', ...overrides }, { prefer: 'wait=20' }, by.key);

async function inquired(by: Member, overrides: Record<string, unknown> = {}): Promise<Json> {
  const { body } = await create(by, overrides);
  expect(body).toMatchObject({ status: 'inquired' });
  return body;
}

const confirm = (by: Member, { id }: Json): Promise<Answer> =>
  by.call(`/v1/payouts/${id}/confirm`, { method: 'POST', headers: { prefer: 'wait=20' } });

const refused = { status: 403, body: { code: 'second_person_needed' } };

async function confirmedBy({ id }: Json): Promise<string | undefined> {
  const { body } = await checker.call(`/v1/payouts/${id}/events`);
  return body.data.find(({ event }: Json) => event === 'confirmed')?.actor;
}

describe('a payout that takes two people', () => {
  it.each([
    ['is not said', {}],
    ['is null', { confirmation: null }],
    ['is automatic', { confirmation: 'automatic' }],
  ])('is refused, with the remedy, when its confirmation %s, from the limit on (S5)', async (_how, overrides) => {
    const { payout: before } = await api.rows();
    for (const amount of [FROM, FROM + 1]) {
      const answer = await api.create({ amount, ...overrides }, {}, maker.key);
      expect(answer).toMatchObject({
        status: 400,
        body: {
          code: 'validation_failed',
          errors: [{ field: 'confirmation', message: expect.stringMatching(/^send "manual"/) }],
        },
      });
    }
    expect((await api.rows()).payout).toBe(before);
    expect(await api.create({ amount: FROM - 1, ...overrides }, {}, maker.key)).toMatchObject({ status: 201 });
  });

  it('gets the same response as before when it was accepted as automatic before the rule was set (S5)', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const overrides = { ...validPayout(), amount: FROM };
    const first = await earlier.create(overrides, headers, maker.key);
    expect(first).toMatchObject({ status: 201, body: { confirmation: 'automatic' } });
    expect(await api.create(overrides, headers, maker.key)).toMatchObject({ status: 201, text: first.text });
    const other = await api.create({ ...overrides, amount: FROM + 1 }, headers, maker.key);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  it('is sent when a key other than its creator confirms it, and the history names both (S5)', async () => {
    const payout = await inquired(maker);
    const own = await confirm(maker, payout);
    expect(own).toMatchObject(refused);
    expect(own.body.detail).toContain('another key with the scope payouts:confirm');
    expect((await maker.call(`/v1/payouts/${payout.id}`)).body).toMatchObject({ status: 'inquired', version: 2 });
    expect(await confirm(checker, payout)).toMatchObject({ status: 200, body: { status: 'succeeded' } });
    const { body } = await checker.call(`/v1/payouts/${payout.id}/events`);
    const [created, , confirmed] = body.data;
    expect([created.actor, confirmed.actor]).toEqual([maker.actor, checker.actor]);
  });

  it('is not confirmed by a key rotated from its creator’s, however often it was rotated (S5)', async () => {
    const first = await team.member();
    const payout = await inquired(first);
    const second = await first.rotated();
    const third = await second.rotated();
    for (const same of [first, second, third]) expect(await confirm(same, payout)).toMatchObject(refused);
    const ofThird = await inquired(third);
    for (const same of [first, second, third]) expect(await confirm(same, ofThird)).toMatchObject(refused);
    for (const each of [payout, ofThird]) {
      expect(await confirm(checker, each)).toMatchObject({ status: 200, body: { status: 'succeeded' } });
    }
  });

  it('is not confirmed by a bootstrap key that was configured after the one that created it (S5)', async () => {
    const { body: payout } = await create({ key: BOOTSTRAP_KEY } as Member);
    const next = 'another-bootstrap-key-0123456789abcdef';
    const restarted = await startApi(
      { BOOTSTRAP_API_KEY: next, TWO_PEOPLE_FROM: String(FROM) },
      [],
      [],
      api.databaseUrl,
    );
    const call = { method: 'POST', key: next };
    expect(await restarted.call(`/v1/payouts/${payout.id}/confirm`, call)).toMatchObject(refused);
    await restarted.close();
    await (await startApi({}, [], [], api.databaseUrl)).close();
  });

  it('is sent once, confirmed by the one who may, when both confirm it many times at once (S5)', async () => {
    const payout = await inquired(maker);
    const before = (await sandbox.books()).totals.transferRequests;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => confirm(n % 2 === 0 ? maker : checker, payout)),
    );
    for (const [n, { status }] of answers.entries()) expect(n % 2 === 0 ? [403, 409] : [200, 409]).toContain(status);
    await eventually(
      'it is paid',
      async () => (await maker.call(`/v1/payouts/${payout.id}`)).body.status === 'succeeded',
    );
    expect(await confirmedBy(payout)).toBe(checker.actor);
    expect((await sandbox.books()).totals.transferRequests - before).toBe(1);
  });

  it('waits for a second person also when it was accepted as automatic before the rule was set (S5)', async () => {
    const { body } = await earlier.create({ amount: FROM }, {}, maker.key);
    const read = async () => (await maker.call(`/v1/payouts/${body.id}`)).body;
    await eventually('it is inquired', async () => (await read()).status === 'inquired');
    await api.dataSource.query(`update payout set due_at = now() where id = $1`, [body.id]);
    await eventually('it was looked at again', async () => {
      const [{ tries }] = await api.dataSource.query(`select tries from payout where id = $1`, [body.id]);
      return tries > 0;
    });
    expect(await read()).toMatchObject({ status: 'inquired', confirmation: 'automatic' });
    expect(await confirm(maker, body)).toMatchObject(refused);
    expect(await confirm(checker, body)).toMatchObject({ status: 200, body: { status: 'succeeded' } });
  });
});

describe('a payout below the limit', () => {
  it('is sent without a confirmation, or when the key that created it confirms it', async () => {
    const automatic = await create(maker, { amount: FROM - 1, confirmation: 'automatic' });
    expect(automatic.body).toMatchObject({ status: 'succeeded' });
    const manual = await inquired(maker, { amount: FROM - 1 });
    expect(await confirm(maker, manual)).toMatchObject({ status: 200, body: { status: 'succeeded' } });
  });
});
