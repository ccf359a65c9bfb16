/** A person who knows token and PIN of a cash out can collect the money. Only the client with the scope reads them; nothing else stores them. */
import { randomUUID } from 'node:crypto';
import { hashOfKey } from '#libs/clients';
import { readConfiguration } from '#libs/providers';
import { CashOuts, PHONE_ENDS } from '../support/cash-outs.js';
import type { PayoutBody, Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

let stage: Stage;
let service: Service;
let cash: CashOuts;

beforeAll(async () => {
  stage = await Stage.open({ SANDBOX_CALLBACK_DELAY: '100' });
  service = await stage.start({ LOG_LEVEL: 'debug' });
  cash = new CashOuts(stage);
});
afterAll(() => stage.close());

/** Everything in every table. Bytes are written as text. */
async function everythingStored(): Promise<string> {
  const tables = await stage.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const rows = await Promise.all(
    tables.map(({ name }) => stage.query<{ row: string }>(`select row_to_json(t)::text as row from ${name} t`)),
  );
  const sealed = await stage.query<{ bytes: Buffer }>(
    `select body_sealed as bytes from callback union all select code_sealed from cash_pickup`,
  );
  return [...rows.flat().map(({ row }) => row), ...sealed.map(({ bytes }) => bytes.toString('latin1'))].join('\n');
}

/** A key of the same client as the tests' own, or of another one. */
async function newKey(scopes: readonly string[], client: 'same' | 'other'): Promise<Record<string, string>> {
  const key = `key-${randomUUID()}-${randomUUID()}`;
  const [{ id }] = (await (client === 'same'
    ? stage.query<{ id: string }>(`select id from client where name = 'bootstrap'`)
    : stage.query<{ id: string }>(`insert into client (id, name) values ($1, 'other') returning id`, [
        randomUUID(),
      ]))) as [{ id: string }];
  const { apiKeyPepper } = readConfiguration({ NODE_ENV: 'test' }).settings;
  const hash = hashOfKey(key, apiKeyPepper);
  await stage.query(`insert into api_key (id, client_id, secret_hash, scopes) values ($1, $2, $3, $4)`, [
    randomUUID(),
    id,
    hash,
    scopes,
  ]);
  return { authorization: `Bearer ${key}` };
}

const read = (id: string, headers: Record<string, string> = {}) =>
  service.call<PayoutBody>('GET', `/v1/payouts/${id}`, undefined, headers);

/** What the provider may do to the answer that brings the code, and whether the code is learned then. */
const ANSWERS: readonly (readonly [name: string, action: Record<string, unknown> | null, learned: boolean])[] = [
  ['comes as it should', null, true],
  ['repeats another amount, so it may be another’s', { kind: 'echo', override: { amountTransfer: 1 } }, false],
  ['breaks off in the middle', { kind: 'drop', when: 'mid_answer' }, false],
  ['comes too slowly', { kind: 'drip', bytesPerSecond: 40 }, false],
  ['is too big', { kind: 'big', kilobytes: 2_048 }, false],
];

describe('the code of a cash out whose answer', () => {
  const created = new Map<string, Promise<{ id: string; phone: string }>>();
  beforeAll(() => {
    for (const [name, action] of ANSWERS) {
      const phone = cash.newPhone(PHONE_ENDS.collected);
      const ordered = action === null ? Promise.resolve('') : cash.fault(phone, { ...action, moves: true });
      const payout = ordered.then(() => cash.create(service, phone, 'pos_indonesia'));
      created.set(
        name,
        payout.then(({ id }) => ({ id, phone })),
      );
    }
  });

  it.each(ANSWERS)(
    '%s is in no table, log, history or evidence, and shown if it was learned',
    async (name, _, learned) => {
      const { id, phone } = (await created.get(name)) as { id: string; phone: string };
      await service.until(id, 'succeeded');
      const { details } = await cash.booked(phone);
      const { token, pin } = details as { token: string; pin: string };
      expect((await read(id)).body.cashPickup).toEqual(learned ? { token, pin } : null);

      const history = await service.call('GET', `/v1/payouts/${id}/events`);
      const evidence = await service.call<{ data: unknown[] }>('GET', `/v1/payouts/${id}/evidence`);
      expect(evidence.body.data.length).toBeGreaterThan(0);
      const places = {
        tables: await everythingStored(),
        log: service.child.printed,
        history: JSON.stringify(history.body),
        evidence: JSON.stringify(evidence.body),
      };
      expect([places.tables.includes(id), places.tables.includes(phone), places.log.includes('/callbacks/')]).toEqual([
        true,
        false,
        true,
      ]);
      for (const [place, text] of Object.entries(places))
        expect([place, text.includes(token), new RegExp(`(?<!\\d)${pin}(?!\\d)`).test(text)]).toEqual([
          place,
          false,
          false,
        ]);
    },
  );
});

describe('the code of a cash out', () => {
  const MAY_READ = 'payouts:read';

  it('is shown to keys of its own client that may see it, and to no others', async () => {
    const phone = cash.newPhone(PHONE_ENDS.collected);
    const { id } = await cash.create(service, phone, 'pos_indonesia');
    await service.until(id, 'succeeded');
    const { details } = await cash.booked(phone);

    const trusted = await newKey([MAY_READ, 'cash-pickup:read'], 'same');
    expect((await read(id, trusted)).body).toMatchObject({ cashPickup: details });
    const untrusted = await newKey([MAY_READ], 'same');
    expect(await read(id, untrusted)).toMatchObject({ status: 200, body: { cashPickup: null } });
    const stranger = await newKey([MAY_READ, 'cash-pickup:read'], 'other');
    expect((await read(id, stranger)).status).toBe(404);
  });
});
