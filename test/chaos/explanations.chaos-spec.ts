import { createHash } from 'node:crypto';
import { newId } from '#libs/platform';
import { CommandLine } from '../support/command-line.js';
import { eventually } from '../support/eventually.js';
import { newAttempt } from '../support/new-payout.js';
import { Receiver } from '../support/receiver.js';
import { ACCOUNT } from '../support/sandbox.js';
import { API_KEY, FAST, type PayoutBody, Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

const TWO_PEOPLE_FROM = 40_000_000;
/** Nothing that waits goes on by itself while it is read. */
const SLOW = {
  STATUS_CHECK_DELAYS: '1h',
  FUNDS_WAIT: '24h',
  BALANCE_REFRESH: '24h',
  PROVIDER_TIMEOUT: '60s',
  WORKER_LEASE: '2m',
  WEBHOOK_ALLOW_PRIVATE: 'true',
  TWO_PEOPLE_FROM: String(TWO_PEOPLE_FROM),
  RAIL_HOURS: 'kept',
};
/** Prints what was read, to be looked at by a person: SHOW_EXPLANATIONS=1. */
const SHOWS = process.env.SHOW_EXPLANATIONS === '1';

let stage: Stage;
let receiver: Receiver;
let replica: Service;
let other: Service;

beforeAll(async () => {
  [stage, receiver] = await Promise.all([Stage.open(), Receiver.open()]);
  replica = await stage.start(SLOW);
  // A payout that is refused for lack of funds is sent again at a reading of the balance, and there is no further one.
  await eventually('the balance is known', async () => {
    const balances = await replica.client.balances.list();
    return balances.some(({ provider, available }) => provider === 'duitku' && available !== null);
  });
  other = await stage.start(SLOW);
  await replica.call('POST', '/v1/webhook-endpoints', { url: receiver.url() });
});
afterAll(async () => {
  await stage.close();
  await receiver.close();
});

/** The dates of this week and the next: no rail with hours is open on any. */
async function closeTheCalendar(): Promise<void> {
  for (let day = -1; day < 10; day += 1) {
    const date = new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10);
    await fetch(`${replica.url}/v1/calendar/${date}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ businessDay: false, name: 'Closed for this test' }),
    });
  }
}

const create = async (account: string, overrides: object = {}): Promise<PayoutBody> => {
  const { status, body } = await replica.create(account, { ...overrides });
  expect([status, body]).toEqual([201, body]);
  return body;
};

async function move(id: string, from: string, event: string, to: string, columns: string): Promise<void> {
  await stage.query(
    `with moved as (
       update payout set status = '${to}', version = version + 1, ${columns} where id = $1 returning id, version)
     insert into payout_event (payout_id, version, event, from_status, to_status, actor)
     select id, version, '${event}', '${from}', '${to}', 'salur' from moved`,
    [id],
  );
}

/** A callback says that a refused transfer of the payout was paid. */
async function doubt(id: string): Promise<void> {
  const attemptId = await newAttempt(
    { query: (sql: string, parameters: unknown[]) => stage.query(sql, parameters) } as never,
    id,
  );
  await stage.query(`update attempt set result = 'refused', result_at = now() where id = $1`, [attemptId]);
  await stage.query(
    `insert into callback (id, provider, path, source, headers, body_sha256, keys, hint, about, attempt_id, status, result, due_at)
     values ($1, 'duitku', 'clearing', '127.0.0.1', '{}', $2, '{}', 'paid', '{}', $3, 'processed', 'contradicts', null)`,
    [newId(), createHash('sha256').update(attemptId).digest(), attemptId],
  );
}

/** Brings payouts to stand in twelve ways, each as it happens in use where that is possible. */
async function standInTwelveWays(): Promise<Record<string, string>> {
  await closeTheCalendar();
  const manual = { confirmation: 'manual' } as const;
  const to = (account: string, accountHolderName: string) => ({
    destination: { type: 'bank_account', bankCode: '014', accountNumber: account, accountHolderName },
  });
  const ids = {
    paid: (await create(ACCOUNT.paid)).id,
    failed: (await create(ACCOUNT.wrong)).id,
    cancelled: (await create(ACCOUNT.paid, manual)).id,
    asked: (await create(ACCOUNT.paid, manual)).id,
    otherName: (await create(ACCOUNT.paid, to(ACCOUNT.paid, 'Siti Aminah'))).id,
    twoPeople: (await create(ACCOUNT.paid, { ...manual, amount: TWO_PEOPLE_FROM })).id,
    doubted: (await create(ACCOUNT.paid, manual)).id,
    closed: (await create(ACCOUNT.paid, { rail: 'duitku.llg' })).id,
    funds: (await create(ACCOUNT.insufficientFunds)).id,
    ambiguous: (await create(ACCOUNT.timesOutThenPaid)).id,
    review: (await create(ACCOUNT.timesOutThenRefused)).id,
  };
  await replica.untilAll([ids.paid], 'succeeded');
  await replica.untilAll([ids.failed], 'failed');
  await replica.untilAll([ids.cancelled, ids.asked, ids.otherName, ids.twoPeople, ids.doubted], 'inquired');
  await replica.untilAll([ids.ambiguous, ids.review], 'pending');
  for (const name of ['closed', 'funds'] as const) {
    await eventually(`${name} waits`, async () => (await replica.read(ids[name])).waiting !== null);
  }
  await replica.client.payouts.cancel(ids.cancelled);
  await doubt(ids.doubted);
  await move(
    ids.review,
    'pending',
    'escalated',
    'review',
    `pending_reason = null, review_reason = 'unresolved', review_since = now()`,
  );
  // Last: this one keeps its transfer open.
  await stage.sandbox.fault({ step: 'transfer', action: { kind: 'silence', moves: true } });
  const { id: sending } = await create(ACCOUNT.paid);
  await replica.until(sending, 'transferring');
  return { ...ids, sending };
}

const EXPECTED: readonly (readonly [name: string, standing: string, reason: string | null])[] = [
  ['paid', 'final', null],
  ['failed', 'final', null],
  ['cancelled', 'final', null],
  ['asked', 'awaits_approval', 'approval'],
  ['otherName', 'awaits_approval', 'approval'],
  ['twoPeople', 'awaits_second_person', 'second_person'],
  ['doubted', 'doubted', 'approval'],
  ['closed', 'awaits_window', 'window'],
  ['funds', 'awaits_funds', 'funds'],
  ['ambiguous', 'awaits_provider', null],
  ['review', 'needs_person', null],
  ['sending', 'awaits_provider', null],
];

it('twelve payouts that stand in twelve ways are explained alike by both replicas, the command line and webhooks', async () => {
  const ids = await standInTwelveWays();
  const salur = new CommandLine({
    ...FAST,
    ...stage.sandbox.wholeEnvironment,
    ...SLOW,
    DATABASE_URL: stage.database.url,
    USER: 'fatima',
  });
  for (const [name, standing, reason] of EXPECTED) {
    const id = ids[name] as string;
    const said: string[] = [];
    for (const language of ['en', 'id']) {
      const headers = { 'accept-language': language };
      const { body } = await replica.call<PayoutBody>('GET', `/v1/payouts/${id}`, undefined, headers);
      const { body: elsewhere } = await other.call<PayoutBody>('GET', `/v1/payouts/${id}`, undefined, headers);
      expect([name, body.explanation.standing, body.waiting?.reason ?? null]).toEqual([name, standing, reason]);
      expect(elsewhere.explanation).toEqual(body.explanation);
      const { stdout } = await salur.run('payout', 'show', id, '--language', language);
      expect(stdout).toContain(body.explanation.why);
      expect(stdout).toContain(body.explanation.next);
      said.push(`${language}: ${body.explanation.why} ${body.explanation.next}`);
    }
    expect(new Set(said.map((text) => text.slice(4))).size).toBe(2);
    if (SHOWS) process.stderr.write(`\n${name} (${standing})\n${said.join('\n')}\n`);
  }
  const listed = await replica.call<{ data: PayoutBody[] }>('GET', '/v1/payouts?standing=doubted');
  expect(listed.body.data.map(({ id }) => id)).toEqual([ids.doubted]);

  const events = await eventually('the webhooks arrive', async () => {
    const received = receiver.received.map(({ body }) => JSON.parse(body) as { type: string; data: PayoutBody });
    return received.some(({ type }) => type === 'payout.cancelled') && received;
  });
  for (const { type, data } of events) {
    expect([type, data.explanation.why, data.explanation.next]).toEqual([
      type,
      expect.stringMatching(/^[^{}]+\.$/),
      expect.stringMatching(/^[^{}]+\.$/),
    ]);
    if (SHOWS) process.stderr.write(`\n${type}\n${data.explanation.why} ${data.explanation.next}\n`);
  }
  const ofTwoPeople = events.find(({ data }) => data.id === ids.twoPeople)?.data.explanation;
  expect(ofTwoPeople?.standing).toBe('awaits_second_person');
});
