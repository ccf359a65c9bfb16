/**
 * Canaries: personal data and secrets that go through everything Salur does, well and badly, and are then looked for in every
 * output. They may be in answers to the client that owns them, in what a provider is asked, and names in webhooks.
 */
import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually.js';
import { Receiver } from '../support/receiver.js';
import { ACCOUNT } from '../support/sandbox.js';
import { API_KEY, type Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

/** Belongs to people: nowhere outside of sealed columns and the owner's own answers. */
const PEOPLE = {
  account: '7712349876',
  holder: 'Zubaidah Kenariwati',
  bankName: 'KENARIWATI ZUBAIDAH',
  senderName: 'Quirinus Kenaridi',
  senderPhone: '081255566677',
  recipient: 'Wilhelmina Kenaria',
  recipientPhone: '0812334455150',
  identity: '3174014508912345',
  address: 'Jalan Kenari Jingga 7',
} as const;
/** What the client says freely stands in the database, but in no log and no message. */
const WORDS = { purpose: 'Kenari purpose of a wage', note: 'Kenari note of a clerk' } as const;

let stage: Stage;
let service: Service;
let receiver: Receiver;
let webhookSecret: string;
const answers: string[] = [];

/** A call whose answer has to be clean, because it is not about what the caller owns. */
async function callAndKeep(...call: Parameters<Service['call']>): Promise<Awaited<ReturnType<Service['call']>>> {
  const answer = await service.call(...call);
  answers.push(`${call[0]} ${call[1].split('?')[0]}: ${JSON.stringify(answer.body)}`);
  return answer;
}

const order = (accountNumber: string = PEOPLE.account) => ({
  reference: randomUUID(),
  amount: 50_000,
  rail: 'duitku.online',
  destination: { type: 'bank_account', bankCode: '014', accountNumber, accountHolderName: PEOPLE.holder },
  sender: { id: '7', name: PEOPLE.senderName, phoneNumber: PEOPLE.senderPhone },
  purpose: WORDS.purpose,
  metadata: { note: WORDS.note },
  confirmation: 'manual',
});
const cashOrder = () => ({
  ...order(),
  rail: 'duitku.cash_out',
  confirmation: 'automatic',
  destination: {
    type: 'cash_pickup',
    outlet: 'pos_indonesia',
    recipientName: PEOPLE.recipient,
    phoneNumber: PEOPLE.recipientPhone,
    identityNumber: PEOPLE.identity,
    address: PEOPLE.address,
  },
});
const keyed = () => ({ 'idempotency-key': randomUUID() });

async function create(body: object, headers: Record<string, string> = {}): Promise<string> {
  const { status, body: payout } = await service.call('POST', '/v1/payouts', body, { ...keyed(), ...headers });
  if (status !== 201) throw new Error(`create: ${status}`);
  return payout.id as string;
}

/** Lets one payout go its way to the end, and reads all there is to read about it. */
async function goThrough(body: object): Promise<void> {
  const id = await create(body);
  const rest = await service.until(id, 'inquired', 'succeeded', 'failed', 'pending', 'review');
  if (rest.status === 'inquired') await service.call('POST', `/v1/payouts/${id}/confirm`);
  await service.until(id, 'succeeded', 'failed', 'review');
  await callAndKeep('GET', `/v1/payouts/${id}/events`);
  await callAndKeep('GET', `/v1/payouts/${id}/evidence`);
}

/** What a provider may do to an answer, at each step. */
const FAULTS = [
  ['inquiry', { kind: 'raw', status: 502, body: `<p>no answer for ${PEOPLE.account}</p>` }],
  ['inquiry', { kind: 'echo', override: { accountName: PEOPLE.holder } }],
  ['transfer', { kind: 'raw', status: 500, body: `{"broken": "${PEOPLE.account}`, moves: true }],
  ['transfer', { kind: 'drop', when: 'mid_answer', moves: true }],
  ['transfer', { kind: 'echo', override: { amountTransfer: 1 }, moves: true }],
  ['transfer', { kind: 'code', code: '-920', moves: false }],
  ['status', { kind: 'raw', status: 404, body: `Not found: ${PEOPLE.account}` }],
] as const;

beforeAll(async () => {
  stage = await Stage.open({ SANDBOX_CALLBACK_DELAY: '100' });
  receiver = await Receiver.open();
  service = await stage.start({ LOG_LEVEL: 'debug', WEBHOOK_ALLOW_PRIVATE: 'true', REVIEW_AFTER: '3s' });
  const endpoint = await service.call('POST', '/v1/webhook-endpoints', {
    url: receiver.url(),
    events: ['payout.inquired', 'payout.pending', 'payout.review', 'payout.succeeded', 'payout.failed'],
  });
  webhookSecret = endpoint.body.secret as string;
  const pays = { name: PEOPLE.bankName, inquiryCode: '00', transferCode: '00', moves: true, statusCodes: ['00'] };
  await stage.sandbox.control('PUT', `accounts/${PEOPLE.account}`, pays);
  await goThrough(order());
  await goThrough(order(ACCOUNT.timesOutThenPaid));
  await goThrough(cashOrder());
  for (const [step, action] of FAULTS) {
    await stage.sandbox.fault({ step, match: { bankAccount: PEOPLE.account }, action });
    await goThrough(order());
  }
  await stage.callbacksAreDone();
  await badRequests();
  await forgedCallbacks();
  await databaseErrors();
  await eventually('every delivery was made', async () => {
    const open = await stage.query(`select from webhook_delivery where status = 'pending'`);
    return open.length === 0 && receiver.received.length > 5;
  });
});
afterAll(async () => {
  await receiver?.close();
  await stage?.close();
});

async function badRequests(): Promise<void> {
  const { destination } = order();
  const bad = [
    { ...order(), destination: { ...destination, accountNumber: `${PEOPLE.account}x` } },
    { ...order(), destination: { ...destination, accountHolderName: `${PEOPLE.holder}\u0000` } },
    { ...order(), destination: { ...destination, iban: PEOPLE.account } },
    { ...order(), sender: { name: PEOPLE.senderName, phoneNumber: `${PEOPLE.senderPhone}-${PEOPLE.identity}` } },
    { ...cashOrder(), destination: { ...cashOrder().destination, identityNumber: `${PEOPLE.identity}0` } },
    { ...order(), rail: 'duitku.cash_out' },
    `{"destination": {"accountNumber": "${PEOPLE.account}"`,
    `{"accountNumber": "${PEOPLE.account}", "accountNumber": "1"}`,
  ];
  for (const body of bad)
    expect((await callAndKeep('POST', '/v1/payouts', body, keyed())).status).toBeGreaterThanOrEqual(400);
  const key = keyed();
  await service.call('POST', '/v1/payouts', order(), key);
  expect((await callAndKeep('POST', '/v1/payouts', order(), key)).status).toBe(422);
  expect((await callAndKeep('GET', `/v1/payouts?accountNumber=${PEOPLE.account}`)).status).toBe(400);
  const unknown = { authorization: `Bearer ${API_KEY}${PEOPLE.identity}` };
  expect((await callAndKeep('GET', '/v1/payouts', undefined, unknown)).status).toBe(401);
}

async function forgedCallbacks(): Promise<void> {
  const body = { disburseId: '1', bankAccount: PEOPLE.account, accountName: PEOPLE.holder, signature: 'no' };
  expect((await callAndKeep('POST', '/callbacks/duitku/clearing', body)).status).toBe(401);
  expect(
    (await callAndKeep('POST', '/callbacks/duitku/clearing', `{"bankAccount": "${PEOPLE.account}`)).status,
  ).toBeGreaterThan(399);
}

/** PostgreSQL reports the whole row that it refuses, and pg and TypeORM attach parameters to their errors. */
async function databaseErrors(): Promise<void> {
  await stage.query(`alter table payout add constraint no_canary check (amount <> 66666) not valid`);
  expect((await callAndKeep('POST', '/v1/payouts', { ...order(), amount: 66_666 }, keyed())).status).toBe(500);
  await stage.query(`alter table payout drop constraint no_canary`);
  await stage.query(`alter table exchange add constraint no_canary check (step <> 'inquiry') not valid`);
  const id = await create(order());
  await eventually(
    'work on it fails',
    async () => service.child.printed.includes(id) && service.child.printed.includes('work on a payout failed'),
  );
  await stage.query(`alter table exchange drop constraint no_canary`);
  await stage.query(`alter table callback add constraint no_canary check (provider <> 'duitku') not valid`);
  await create(cashOrder());
  await eventually('a callback could not be stored', async () => service.child.printed.includes('no_canary'));
  await stage.query(`alter table callback drop constraint no_canary`);
}

/** In each of the ways in which an output may carry it. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, '').slice(0, -1),
  ];
}

/** Which canaries are in a text, by their names. */
function found(text: string, canaries: Readonly<Record<string, string>>): string[] {
  const lower = text.toLowerCase();
  return Object.entries(canaries)
    .filter(([, value]) => spellings(value).some((spelling) => lower.includes(spelling.toLowerCase())))
    .map(([name]) => name);
}

/** What opens something: ours, the providers', and the codes of cash pickups. */
async function secrets(): Promise<Record<string, string>> {
  const environment = stage.sandbox.wholeEnvironment;
  const codes: { token: string; pin?: string }[] = [];
  const { transfers } = await stage.sandbox.control<{ transfers: { details?: { token: string; pin?: string } }[] }>(
    'GET',
    `books?phoneNumber=${PEOPLE.recipientPhone}`,
  );
  for (const { details } of transfers) if (details !== undefined) codes.push(details);
  expect(codes.length).toBeGreaterThan(0);
  return {
    apiKey: API_KEY,
    webhookSecret,
    ...Object.fromEntries(codes.map(({ token }, index) => [`pickup token ${index}`, token])),
    duitkuSecret: environment.DUITKU_SECRET_KEY as string,
    dokuSecret: environment.DOKU_CLIENT_SECRET as string,
    dokuNotificationKey: environment.DOKU_NOTIFICATION_KEY as string,
    dokuPrivateKey: (environment.DOKU_PRIVATE_KEY as string).split('\n')[1] as string,
  };
}

/** Every table whole, bytes as PostgreSQL prints them and as they are. */
async function everythingStored(): Promise<string> {
  const tables = await stage.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const rows = await Promise.all(
    tables.map(({ name }) => stage.query<{ row: string }>(`select row_to_json(t)::text as row from ${name} t`)),
  );
  return rows
    .flat()
    .map(({ row }) => row)
    .join('\n');
}

describe('a canary (S32)', () => {
  it('is in no line of the log, at debug too, whatever went wrong', async () => {
    const log = service.child.printed;
    expect(log.split('\n').length).toBeGreaterThan(100);
    expect(found(log, { ...PEOPLE, ...WORDS, ...(await secrets()) })).toEqual([]);
  });

  it('is in no history, no evidence and no returned error', async () => {
    expect(answers.length).toBeGreaterThan(30);
    const ways = await stage.query<{ way: string }>(`select distinct step || ' ' || outcome as way from exchange`);
    expect(ways.map(({ way }) => way)).toEqual(
      expect.arrayContaining([
        'inquiry unavailable',
        'transfer paid',
        'transfer ambiguous',
        'transfer refused',
        'status paid',
      ]),
    );
    const dirty = await Promise.all(
      answers.map(async (answer) => [
        answer.slice(0, 80),
        found(answer, { ...PEOPLE, ...WORDS, ...(await secrets()) }),
      ]),
    );
    expect(dirty.filter(([, canaries]) => (canaries as string[]).length > 0)).toEqual([]);
  });

  it('is in no metric, nor is anything that names a payout, a client or an address (S38)', async () => {
    const figures = await service.readMetrics();
    expect(figures).toContain('salur_payout_moves_total{event="paid",rail="duitku.online"}');
    expect(figures).toMatch(/salur_provider_call_duration_seconds_count\{[^}]*outcome="ambiguous"[^}]*\} [1-9]/);
    expect(found(figures, { ...PEOPLE, ...WORDS, ...(await secrets()) })).toEqual([]);
    expect(figures).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|127\.0\.0\.1|http:|@/);
  });

  it('is in no alert', async () => {
    const alerts = await stage.query<{ text: string }>(`select alert::text as text from alert`);
    expect(alerts.length).toBeGreaterThan(0);
    expect(found(JSON.stringify(alerts), { ...PEOPLE, ...WORDS, ...(await secrets()) })).toEqual([]);
  });

  it('is in no webhook, except the names of recipient and sender, and the texts of the client', async () => {
    const { account, senderPhone, recipientPhone, identity } = PEOPLE;
    const bodies = receiver.received.map(({ body, headers }) => `${JSON.stringify(headers)} ${body}`).join('\n');
    expect(bodies).toContain(PEOPLE.holder);
    const known = { account, senderPhone, recipientPhone, identity, ...(await secrets()) };
    expect(found(bodies, known)).toEqual([]);
  });

  it('is nowhere in the database in plain text, neither people nor secrets (S30, S31)', async () => {
    const stored = await everythingStored();
    expect(stored.length).toBeGreaterThan(50_000);
    expect(found(stored, WORDS)).toEqual(Object.keys(WORDS));
    expect(found(stored, { ...PEOPLE, ...(await secrets()) })).toEqual([]);
  });
});
