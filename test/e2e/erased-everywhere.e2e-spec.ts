/** Known words in every field that says something of people, which are looked for in every column of every table after an erasure. */
import { randomUUID } from 'node:crypto';
import { SEALED_COLUMNS, SEALED_SNAPSHOTS } from '#libs/platform';
import { EVENT_TYPES } from '#libs/webhooks';
import { CommandLine } from '../support/command-line.js';
import { eventually } from '../support/eventually.js';
import { VAULT } from '../support/new-payout.js';
import { answerWith, Receiver } from '../support/receiver.js';
import type { Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

const WORDS = {
  account: '7712349871',
  holder: 'Zulaikha Merantiwati',
  bankName: 'MERANTIWATI ZULAIKHA',
  senderName: 'Quintus Merantidi',
  senderId: 'merantisender9',
  senderPhone: '081255566671',
  recipient: 'Wulandari Merantia',
  recipientPhone: '0812334455151',
  identity: '3174014508912341',
  address: 'Jalan Meranti Jingga 7',
  purpose: 'Meranti purpose of a wage',
  metadataName: 'merantiname',
  metadataValue: 'Meranti note of a clerk',
} as const;
type Word = keyof typeof WORDS;

let stage: Stage;
let service: Service;
let receiver: Receiver;

const order = (overrides: object = {}) => ({
  reference: randomUUID(),
  amount: 50_000,
  rail: 'duitku.online',
  destination: {
    type: 'bank_account',
    bankCode: '014',
    accountNumber: WORDS.account,
    accountHolderName: WORDS.holder,
  },
  sender: { id: WORDS.senderId, name: WORDS.senderName, phoneNumber: WORDS.senderPhone },
  purpose: WORDS.purpose,
  metadata: { [WORDS.metadataName]: WORDS.metadataValue },
  confirmation: 'manual',
  ...overrides,
});
const CASH = {
  rail: 'duitku.cash_out',
  confirmation: 'automatic',
  destination: {
    type: 'cash_pickup',
    outlet: 'pos_indonesia',
    recipientName: WORDS.recipient,
    phoneNumber: WORDS.recipientPhone,
    identityNumber: WORDS.identity,
    address: WORDS.address,
  },
};

/** Creates a payout, confirms it where that is due, and waits for its end. */
async function goThrough(overrides: object = {}, end = ['succeeded', 'failed']): Promise<string> {
  const headers = { 'idempotency-key': randomUUID(), prefer: 'wait=1' };
  const { status, body } = await service.call('POST', '/v1/payouts', order(overrides), headers);
  if (status !== 201) throw new Error(`create: ${status} ${JSON.stringify(body)}`);
  const id = body.id as string;
  const rest = await service.until(id, 'inquired', ...(end as ['succeeded']));
  if (rest.status !== 'inquired') return id;
  if (end.includes('cancelled')) await service.call('POST', `/v1/payouts/${id}/cancel`);
  else await service.call('POST', `/v1/payouts/${id}/confirm`);
  await service.until(id, ...(end as ['succeeded']));
  return id;
}

beforeAll(async () => {
  stage = await Stage.open({ SANDBOX_CALLBACK_DELAY: '50' });
  receiver = await Receiver.open();
  service = await stage.start({ WEBHOOK_ALLOW_PRIVATE: 'true' });
  // A receiver that repeats what it gets, and one that is never there.
  receiver.answer = (response, { body, path }) =>
    answerWith(path === '/repeats' ? 200 : 500, {}, body)(response, {} as never);
  for (const path of ['/repeats', '/fails'])
    await service.call('POST', '/v1/webhook-endpoints', { url: receiver.url(path), events: EVENT_TYPES });
  const pays = { name: WORDS.bankName, inquiryCode: '00', transferCode: '00', moves: true, statusCodes: ['00'] };
  await stage.sandbox.control('PUT', `accounts/${WORDS.account}`, pays);
  await goThrough();
  await goThrough({ rail: 'duitku.llg' });
  await goThrough(CASH);
  await goThrough({}, ['cancelled']);
  // The provider's own words repeat everything that it was sent.
  for (const step of ['inquiry', 'transfer'] as const) {
    const name = step === 'transfer' ? WORDS.bankName : '';
    const description = `Refused for ${name} ${WORDS.account}: ${WORDS.purpose}`;
    const action = { kind: 'code', code: step === 'inquiry' ? '-191' : '-100', description, moves: false };
    await stage.sandbox.fault({ step, match: { bankAccount: WORDS.account }, action });
    await goThrough({}, ['failed', 'succeeded', 'cancelled']);
  }
  await stage.callbacksAreDone();
  await eventually('every event was sent', async () => {
    const open = await stage.query(`select from outbox union all
      select from webhook_delivery where tries = 0`);
    return open.length === 0;
  });
});
afterAll(async () => {
  await receiver?.close();
  await stage?.close();
});

/** Every table, row by row as JSON, with everything sealed in it opened. */
async function everythingOpened(): Promise<{ table: string; text: string }[]> {
  const tables = await stage.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  );
  const all: { table: string; text: string }[] = [];
  for (const { name: table } of tables) {
    for (const row of await stage.query<Record<string, unknown>>(`select * from ${table}`)) {
      const opened = SEALED_COLUMNS.filter((sealed) => sealed.table === table).map(({ column, id, boundTo }) =>
        row[column] === null
          ? ''
          : VAULT.openText(row[column] as Buffer, { table, column: boundTo, id: row[id] as string }),
      );
      const snapshots = SEALED_SNAPSHOTS.filter((sealed) => sealed.table === table).flatMap(({ column, of }) => {
        const snapshot = (row[column] ?? {}) as Record<string, unknown>;
        return Object.entries(snapshot).flatMap(([name, value]) =>
          name.endsWith('_sealed') && value !== null
            ? [
                VAULT.openText(Buffer.from(String(value).slice(2), 'hex'), {
                  table: of,
                  column: name,
                  id: snapshot.id as string,
                }),
              ]
            : [],
        );
      });
      all.push({ table, text: [JSON.stringify(row), ...opened, ...snapshots].join('\n') });
    }
  }
  return all;
}

/** Where each word is: `purpose in payout`. */
async function found(): Promise<string[]> {
  const rows = await everythingOpened();
  const places = Object.entries(WORDS).flatMap(([word, value]) => {
    const spellings = [value, value.replace(/^0/, '62')].map((each) => each.toLowerCase());
    const tables = rows.filter(({ text }) => spellings.some((each) => text.toLowerCase().includes(each)));
    return tables.map(({ table }) => `${word} in ${table}`);
  });
  return [...new Set(places)].sort();
}

describe('an erasure', () => {
  it('finds what it has to erase in payouts, callbacks and webhooks, and nothing of it elsewhere', async () => {
    const places = await found();
    for (const word of Object.keys(WORDS) as Word[]) expect(places).toContain(`${word} in payout`);
    const tables = new Set(places.map((place) => place.split(' in ')[1]));
    expect([...tables].sort()).toEqual(['attempt', 'callback', 'payout', 'webhook_attempt', 'webhook_delivery']);
  });

  it('leaves no name, number, purpose or note of a payout that ended long ago in any table', async () => {
    const ended = await stage.query<{ id: string }>(
      `update payout set completed_at = now() - interval '500 days', due_at = null returning id`,
    );
    const salur = new CommandLine({ NODE_ENV: 'test', DATABASE_URL: stage.database.url, SALUR_OPERATOR: 'fatima' });
    expect(await salur.json('erase', '--older-than', '30d', '--yes')).toMatchObject({
      payouts: ended.length,
      failed: 0,
    });
    expect(await found()).toEqual([]);
    // What happened to each payout is still known.
    const events = await stage.query(`select from payout_event where payout_id = $1`, [ended[0]?.id]);
    expect(events.length).toBeGreaterThan(1);
    const shown = await service.call('GET', `/v1/payouts/${ended[0]?.id}`);
    expect(shown).toMatchObject({ status: 200, body: { unreadable: false, purpose: null, metadata: {} } });
  });
});
