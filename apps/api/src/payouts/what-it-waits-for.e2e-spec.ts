import { createHash } from 'node:crypto';
import { newId } from '#libs/platform';
import { setConfirmedBy } from '../../../../test/support/confirmed-by.js';
import { eventually } from '../../../../test/support/eventually.js';
import { newAttempt, newPayout } from '../../../../test/support/new-payout.js';
import { setFacts } from '../testing/given-rows.js';
import { type Api, type Json, startApi } from '../testing/start-api.js';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const JAKARTA_OFFSET_MS = 7 * 3_600_000;
const todayInJakarta = () => new Date(Date.now() + JAKARTA_OFFSET_MS).toISOString().slice(0, 10);

/** The payout once it waits for something. */
const waitingPayout = (id: string): Promise<Json> =>
  eventually('it says what it waits for', async () => {
    const { body } = await api.call(`/v1/payouts/${id}`);
    return body.waiting === null ? null : body;
  });

describe('a payout that cannot go on yet', () => {
  it('shows that it waits for the hours of its rail, and until when', async () => {
    const today = `/v1/calendar/${todayInJakarta()}`;
    await api.call(today, { method: 'PUT', body: { businessDay: false, name: 'Closed for this test' } });
    const { body: created } = await api.create({ rail: 'duitku.llg' });
    expect(created).toMatchObject({ status: 'created', waiting: null });
    const { body: rails } = await api.call('/v1/rails');
    const { opensAt } = rails.data.find(({ name }: { name: string }) => name === 'duitku.llg');
    expect(await waitingPayout(created.id)).toMatchObject({
      status: 'created',
      rail: 'duitku.llg',
      waiting: { reason: 'window', until: opensAt },
    });
    await api.call(today, { method: 'DELETE' });
  });

  it('shows that it waits for funds, and until when at most', async () => {
    await setFacts(api, { balance: { available: 50_000n } });
    const { body: created } = await api.create();
    const payout = await waitingPayout(created.id);
    expect(payout).toMatchObject({ status: 'created', waiting: { reason: 'funds' } });
    expect(Date.parse(payout.waiting.until)).toBeGreaterThan(Date.now());
    await setFacts(api, {});
  });

  it('is found by what it waits for, in the list of its own client alone and with its cursor', async () => {
    const today = `/v1/calendar/${todayInJakarta()}`;
    await api.call(today, { method: 'PUT', body: { businessDay: false, name: 'Closed for this test' } });
    await setFacts(api, { balance: { available: 50_000n } });
    const { key } = await api.newKey(['payouts:create', 'payouts:read', 'payouts:cancel']);
    const create = async (overrides: object) => (await api.create({ ...overrides }, {}, key)).body.id as string;
    const forHours = [
      await create({ rail: 'duitku.llg', amount: 10_000 }),
      await create({ rail: 'duitku.llg', amount: 10_000 }),
    ];
    const forFunds = await create({});
    const ended = await create({});
    await api.call(`/v1/payouts/${ended}/cancel`, { method: 'POST', key });
    const idsFor = async (query: string, as = key) =>
      (await api.call(`/v1/payouts?${query}`, { key: as })).body.data.map(({ id }: Json) => id);
    await eventually(
      'all three wait',
      async () => (await idsFor('waiting=window')).length + (await idsFor('waiting=funds')).length === 3,
    );

    expect(await idsFor('waiting=window')).toEqual([...forHours].reverse());
    expect(await idsFor('waiting=funds')).toEqual([forFunds]);
    expect(await idsFor('waiting=window&rail=duitku.online')).toEqual([]);
    const { key: stranger } = await api.newKey(['payouts:read']);
    expect(await idsFor('waiting=funds', stranger)).toEqual([]);

    const read: string[] = [];
    for await (const { id } of api.client(key).payouts.list({ waiting: 'window' }, { pageSize: 1 })) read.push(id);
    expect(read).toEqual([...forHours].reverse());
    const { body: page } = await api.call('/v1/payouts?waiting=window&limit=1', { key });
    const elsewhere = await api.call(`/v1/payouts?waiting=funds&cursor=${page.nextCursor}`, { key });
    expect(elsewhere).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });

    await api.call(`/v1/payouts/${forFunds}/cancel`, { method: 'POST', key });
    expect(await idsFor('waiting=funds')).toEqual([]);
    await api.call(today, { method: 'DELETE' });
    await setFacts(api, {});
  });

  it('says that it waits for the decision of a person, not for hours, while it lacks one, alone and in lists', async () => {
    const { key, clientId } = await api.newKey(['payouts:read']);
    const id = await newPayout(api.dataSource, { clientId, status: 'inquired' });
    const later = `now() + interval '1 hour'`;
    const waits = `, waiting_reason = 'window', waiting_until = ${later}, due_at = ${later}`;
    await setConfirmedBy(api.dataSource, id, 'key:other', waits);
    const seen = async () => {
      const { body: payout } = await api.call(`/v1/payouts/${id}`, { key });
      const { body: page } = await api.call('/v1/payouts', { key });
      return [payout, ...page.data].map(({ status, waiting }) => [status, waiting?.reason]);
    };
    expect(await seen()).toEqual([
      ['inquired', 'window'],
      ['inquired', 'window'],
    ]);

    // A callback says that an earlier, refused transfer of it was paid. No worker has looked since.
    const attemptId = await newAttempt(api.dataSource, id);
    await api.dataSource.query(`update attempt set result = 'refused', result_at = now() where id = $1`, [attemptId]);
    await api.dataSource.query(
      `insert into callback (id, provider, path, source, headers, body_sha256, keys, hint, about, attempt_id, status, result, due_at)
       values ($1, 'duitku', 'clearing', '127.0.0.1', '{}', $2, '{}', 'paid', '{}', $3, 'processed', 'contradicts', null)`,
      [newId(), createHash('sha256').update(attemptId).digest(), attemptId],
    );
    expect(await seen()).toEqual([
      ['inquired', 'approval'],
      ['inquired', 'approval'],
    ]);
  });

  it('can be cancelled, and waits no more', async () => {
    await setFacts(api, { balance: { available: 50_000n } });
    const { body: created } = await api.create();
    await waitingPayout(created.id);
    const cancelled = await api.call(`/v1/payouts/${created.id}/cancel`, { method: 'POST' });
    expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled', waiting: null } });
    await setFacts(api, {});
  });
});

describe('the explanation of a payout', () => {
  it('is in the language that the request asks for, English where it asks for none that there is', async () => {
    const { key, clientId } = await api.newKey(['payouts:read']);
    const id = await newPayout(api.dataSource, { clientId, status: 'inquired', confirmation: 'manual' });
    const explained = async (language?: string) => {
      const headers = language === undefined ? {} : { 'accept-language': language };
      const { body } = await api.call(`/v1/payouts/${id}`, { headers, key });
      return body.explanation;
    };
    const english = await explained();
    expect(english).toMatchObject({
      standing: 'awaits_approval',
      why: expect.stringMatching(/^The order asks for a confirmation before the transfer\./),
      next: expect.stringMatching(
        /^It is sent after a person confirms it\. Without a decision Salur cancels it at .* WIB\.$/,
      ),
    });
    const indonesian = await explained('id-ID,id;q=0.9,en;q=0.8');
    expect(indonesian).toMatchObject({
      ...{ standing: 'awaits_approval', since: english.since, until: english.until },
      why: expect.stringMatching(/^Perintah bayar meminta konfirmasi sebelum transfer\./),
    });
    for (const other of ['fr', '', 'x'.repeat(2_000), 'id;q=0', 'en-GB;q=1, id;q=0.5']) {
      expect([other, (await explained(other)).why]).toEqual([other, english.why]);
    }
  });

  it('is repeated with the bytes of the first response to a create', async () => {
    const headers = { 'idempotency-key': newId(), 'accept-language': 'id' };
    const order = { reference: newId() };
    const first = await api.create(order, headers);
    const again = await api.create(order, headers);
    expect(first.body.explanation.why).toMatch(/^Salur menerima pembayaran ini pada /);
    expect(again.body).toEqual(first.body);
  });

  it('finds payouts by where they stand', async () => {
    const { key, clientId } = await api.newKey(['payouts:read']);
    const waits = await newPayout(api.dataSource, { clientId, status: 'inquired', confirmation: 'manual' });
    const paid = await newPayout(api.dataSource, { clientId, status: 'succeeded' });
    const standing = async (kind: string) => {
      const { body } = await api.call(`/v1/payouts?standing=${kind}`, { key });
      return body.data.map(({ id, explanation }: Json) => [id, explanation.standing]);
    };
    expect(await standing('awaits_approval')).toEqual([[waits, 'awaits_approval']]);
    expect(await standing('final')).toEqual([[paid, 'final']]);
    expect(await standing('needs_person')).toEqual([]);
    expect(await api.call('/v1/payouts?standing=lost', { key })).toMatchObject({ status: 400 });
  });
});
