import { randomUUID } from 'node:crypto';
import { ALL_SCOPES } from '#libs/clients';
import { Payout } from '#libs/payouts';
import { eventually } from '../../../../test/support/eventually.js';
import { newAttempt, SEALED } from '../../../../test/support/new-payout.js';
import { type CashOutCounter, type GivenOut, openCashOutCounter } from '../testing/cash-out-counter.js';
import { type Answer, type Api, startApi, validCashPickup, validPayout } from '../testing/start-api.js';

let counter: CashOutCounter;
let api: Api;
beforeAll(async () => {
  counter = await openCashOutCounter();
  api = await startApi({ DUITKU_CASH_OUT_BASE_URL: counter.url });
});
afterEach(() => counter.open());
afterAll(async () => {
  await api.close();
  await counter.end();
});

const post = (body: unknown, headers: Record<string, string> = {}, key?: string) =>
  api.call('/v1/payouts', { method: 'POST', body, key, headers: { 'idempotency-key': randomUUID(), ...headers } });
const waiting = { prefer: 'wait=20' };
const WITHOUT_CODE = ALL_SCOPES.filter((scope) => scope !== 'cash-pickup:read');

/** Another key of the client that startApi makes, with other scopes. */
async function keyOfBootstrap(scopes: readonly string[]): Promise<string> {
  const [{ id }] = await api.dataSource.query(`select id from client where name = 'bootstrap'`);
  return (await api.newKey(scopes, id)).key;
}

/** A payout whose cash pickup code is known. */
async function paidOut(): Promise<{ id: string; body: Record<string, unknown>; code: GivenOut; answer: Answer }> {
  const body = validCashPickup();
  const answer = await post(body, waiting);
  expect(answer).toMatchObject({ status: 201, body: { status: 'pending', pendingReason: 'accepted' } });
  return { id: answer.body.id, body, code: counter.givenOut.at(-1) as GivenOut, answer };
}

/** Everything in every table but the one that is for codes. */
async function everythingStored(): Promise<string> {
  const tables: { name: string }[] = await api.dataSource.query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const contents = await Promise.all(
    tables.map(({ name }) => api.dataSource.query(`select row_to_json(t)::text as row from ${name} t`)),
  );
  return JSON.stringify(contents);
}

describe('a payout in cash', () => {
  it('shows its destination in full to its own client, with the phone number in one form', async () => {
    const { destination, ...body } = validCashPickup();
    const answer = await post({ ...body, destination: { ...(destination as object), phoneNumber: '+6282211789110' } });
    expect(answer).toMatchObject({ status: 201, body: { rail: 'duitku.cash_out', accountName: null } });
    expect(answer.body.destination).toEqual(destination);
    expect((await api.call(`/v1/payouts/${answer.body.id}`)).body.destination).toEqual(destination);
  });

  it('is the same request whatever the form of the phone number', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const { destination, ...body } = validCashPickup();
    const called = (phoneNumber: string) => ({ ...body, destination: { ...(destination as object), phoneNumber } });
    const first = await post(called('082211789110'), headers);
    for (const form of ['6282211789110', '+6282211789110']) {
      const again = await post(called(form), headers);
      expect(again.text).toBe(first.text);
      expect(again.headers['idempotency-replayed']).toBe('true');
    }
    expect((await post(called('082211789111'), headers)).body.code).toBe('idempotency_key_reused');
  });

  it('is answered without an address when none was sent', async () => {
    const { destination, ...body } = validCashPickup();
    const { address: _none, ...withoutAddress } = destination as Record<string, unknown>;
    const answer = await post({ ...body, destination: withoutAddress });
    expect(answer.body.destination).toEqual({ ...withoutAddress, address: null });
  });

  it('is refused when the outlet does not pay out that amount, with the reason of its rail', async () => {
    const answer = await post({ ...validCashPickup(), amount: 60_000 });
    expect(answer).toMatchObject({ status: 422, body: { code: 'no_rail' } });
    expect(answer.body.rails).toContainEqual({
      rail: 'duitku.cash_out',
      code: 'amount_not_a_multiple',
      message: 'It must be a multiple of 50000 rupiah',
    });
    expect(new Set(answer.body.rails.map(({ rail }: { rail: string }) => rail)).size).toBe(answer.body.rails.length);
    expect(answer.body.rails).toContainEqual(
      expect.objectContaining({ rail: 'duitku.online', code: 'destination_not_supported' }),
    );
  });

  it.each(['3174010000000001', '1074014508900001'])(
    'is accepted with a warning when its identity number is unusual: %s',
    async (identityNumber) => {
      const { destination } = validCashPickup();
      const created = await api.create({ rail: 'auto', destination: { ...destination, identityNumber } });
      const unusual = {
        code: 'identity_number_unusual',
        message: expect.not.stringContaining(identityNumber),
        payoutIds: [],
      };
      const warnings = expect.arrayContaining([unusual]);
      expect(created.status).toBe(201);
      expect(created.body.warnings).toEqual(warnings);
      expect((await api.call(`/v1/payouts/${created.body.id}`)).body.warnings).toEqual(warnings);
    },
  );

  it('has its identity card and phone number in neither log, history nor evidence', async () => {
    const { id, body } = await paidOut();
    const texts = await Promise.all(['events', 'evidence'].map((what) => api.call(`/v1/payouts/${id}/${what}`)));
    const { identityNumber, phoneNumber } = body.destination as Record<string, string>;
    const everything = texts.map(({ text }) => text).join('') + api.logged.join('');
    for (const personal of [identityNumber, phoneNumber]) expect(everything.includes(personal as string)).toBe(false);
  });
});

describe('the code of a cash pickup', () => {
  it('is in every answer about the single payout, for a key that may see it', async () => {
    const { id, code, answer } = await paidOut();
    expect(answer.body.cashPickup).toEqual(code);
    expect((await api.call(`/v1/payouts/${id}`)).body.cashPickup).toEqual(code);
    const checked = await api.call(`/v1/payouts/${id}/check`, { method: 'POST' });
    expect(checked).toMatchObject({ status: 200, body: { cashPickup: code } });
  });

  it('is in the answer to cancel and confirm too', async () => {
    for (const command of ['cancel', 'confirm']) {
      const { body } = await post({ ...validCashPickup(), confirmation: 'manual' }, waiting);
      expect(body).toMatchObject({ status: 'inquired', cashPickup: null });
      // No provider returns a code before the transfer; the rule holds for these responses all the same.
      const attempt = await newAttempt(api.dataSource, body.id);
      await api.dataSource.query(`update attempt set result = 'refused', result_at = now() where id = $1`, [attempt]);
      await api.dataSource.query(`insert into cash_pickup (payout_id, attempt_id, code_sealed) values ($1, $2, $3)`, [
        body.id,
        attempt,
        SEALED.sealPickupCode(attempt, { token: 'known', pin: null }),
      ]);
      // Otherwise the confirmed transfer may have returned another code before the response.
      counter.close();
      const answer = await api.call(`/v1/payouts/${body.id}/${command}`, { method: 'POST' });
      counter.open();
      expect(answer).toMatchObject({ status: 200, body: { cashPickup: { token: 'known', pin: null } } });
    }
  });

  it('is kept from a key of the same client without its scope, on every answer', async () => {
    const { id, body, answer } = await paidOut();
    const key = await keyOfBootstrap(WITHOUT_CODE);
    const answers = [
      await api.call(`/v1/payouts/${id}`, { key }),
      await api.call(`/v1/payouts/${id}/check`, { method: 'POST', key }),
      await post(validCashPickup(), waiting, key),
    ];
    for (const each of answers) expect(each).toMatchObject({ body: { status: 'pending', cashPickup: null } });
    expect(answer.body.reference).toBe(body.reference);
  });

  it('is kept from another client with every scope', async () => {
    const { id } = await paidOut();
    const { key } = await api.newKey(ALL_SCOPES);
    expect(await api.call(`/v1/payouts/${id}`, { key })).toMatchObject({ status: 404 });
  });

  it('is not readable with the scope cash-pickup:read alone', async () => {
    const { id } = await paidOut();
    const key = await keyOfBootstrap(['cash-pickup:read']);
    expect(await api.call(`/v1/payouts/${id}`, { key })).toMatchObject({ status: 403 });
  });

  it('is in no list', async () => {
    const { id, code } = await paidOut();
    const list = await api.call('/v1/payouts?limit=200');
    const listed = list.body.data.find((payout: { id: string }) => payout.id === id);
    expect(listed.cashPickup).toBeNull();
    expect(list.text).not.toContain(code.token);
  });

  it('is nowhere else: not in the history, the evidence, any table or the log', async () => {
    const { id, code } = await paidOut();
    const [events, evidence] = [
      await api.call(`/v1/payouts/${id}/events`),
      await api.call(`/v1/payouts/${id}/evidence`),
    ];
    expect(evidence.body.data).toMatchObject([{ step: 'transfer', httpStatus: 200 }]);
    const places = {
      events: events.text,
      evidence: evidence.text,
      stored: await everythingStored(),
      log: api.logged.join(''),
    };
    for (const [place, text] of Object.entries(places)) {
      expect(`${place}: ${text.length > 100}`).toBe(`${place}: true`);
      for (const secret of [code.token, code.pin]) expect(`${place}: ${text.includes(secret)}`).toBe(`${place}: false`);
    }
  });

  it('does not exist for a payout to a bank account', async () => {
    const { body } = await post(validPayout());
    expect((await api.call(`/v1/payouts/${body.id}`)).body.cashPickup).toBeNull();
  });
});

describe('a create that waited for the code of a cash pickup', () => {
  it('is answered with the same bytes again, though the code is not kept in the answer', async () => {
    const headers = { ...waiting, 'idempotency-key': randomUUID() };
    const metadata = { zeta: '1', '10': '2', '9': '3' };
    const body = { ...validCashPickup(), metadata };
    const first = await post(body, headers);
    expect(first.body.cashPickup).toEqual(counter.givenOut.at(-1));
    const again = await post(body, headers);
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const payout = await api.dataSource.getRepository(Payout).findOneByOrFail({ id: first.body.id });
    expect(JSON.parse(SEALED.answerOf(payout)?.body as string)).toEqual({ ...first.body, cashPickup: null });
  });

  it('is repeated to each key with what its scopes allow, whichever key asked first', async () => {
    const blind = await keyOfBootstrap(WITHOUT_CODE);
    for (const firstKey of [blind, undefined]) {
      const headers = { ...waiting, 'idempotency-key': randomUUID() };
      const body = validCashPickup();
      const first = await post(body, headers, firstKey);
      const code = counter.givenOut.at(-1);
      expect(first.body.cashPickup).toEqual(firstKey === blind ? null : code);
      expect((await post(body, headers)).body).toEqual({ ...first.body, cashPickup: code });
      expect((await post(body, headers, blind)).body).toEqual({ ...first.body, cashPickup: null });
    }
  });

  it('keeps a response without it when the time was up before the code was known', async () => {
    counter.close();
    const headers = { prefer: 'wait=1', 'idempotency-key': randomUUID() };
    const body = validCashPickup();
    const first = await post(body, headers);
    expect(first.body).toMatchObject({ status: 'transferring', cashPickup: null });
    counter.open();
    await eventually('the code is known', async () => {
      const { body: now } = await api.call(`/v1/payouts/${first.body.id}`);
      return now.cashPickup !== null;
    });
    expect((await post(body, headers)).text).toBe(first.text);
  });

  it('keeps a response without it when it did not wait', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = validCashPickup();
    const first = await post(body, headers);
    await eventually('the code is known', async () => {
      const { body: now } = await api.call(`/v1/payouts/${first.body.id}`);
      return now.cashPickup !== null;
    });
    expect((await post(body, { ...headers, ...waiting })).text).toBe(first.text);
  });
});
