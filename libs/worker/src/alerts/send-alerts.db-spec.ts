import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { newId, runMigrations } from '#libs/platform';
import { PostWebhook } from '#libs/webhooks';
import { eventually } from '../../../../test/support/eventually.js';
import { answerWith, Receiver, SAY_NOTHING, TAKE, verified } from '../../../../test/support/receiver.js';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { SendAlerts } from './send-alerts.js';

// What it says of what fails is no output of the tests.
Logger.overrideLogger(false);

// Made for this test: it opens nothing.
const SECRET = ['whsec', Buffer.alloc(32, 7).toString('base64')].join('_');

let db: DataSource;
let close: () => Promise<void>;
let receiver: Receiver;

beforeAll(async () => {
  ({ dataSource: db, close } = await openTestDataSource());
});
afterAll(() => close());
beforeEach(async () => {
  receiver = await Receiver.open();
  await db.query(`delete from alert_notice`);
  await db.query(`delete from alert`);
});
afterEach(() => receiver.close());

function replica(secret: string | null = null, poster = new PostWebhook({ allowPrivate: true, timeoutMs: 300 })) {
  return new SendAlerts(db, poster, { alertWebhookUrl: receiver.url('/chat'), alertWebhookSecret: secret });
}

async function raise(count: number, kind = 'review'): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  await db.query(
    `insert into alert (id, kind, message) select id, $2, 'an account 8760673566 of Siti' from unnest($1::uuid[]) as t (id)`,
    [ids, kind],
  );
  return ids;
}

const unsent = async () => (await db.query(`select count(*)::int as n from alert where sent_at is null`))[0].n;
const passTime = () => db.query(`update alert_notice set due_at = now()`);
const bodies = () => receiver.received.map(({ body }) => JSON.parse(body));

describe('alerts', () => {
  it('leave the house as text for a chat, signed, without the words of the alert', async () => {
    const [id] = await raise(1);
    expect(await replica(SECRET).send()).toBe(1);
    expect(verified(receiver.received[0] as never, SECRET)).toMatchObject({ id, kind: 'review', count: 1 });
    expect(receiver.received[0]?.body).not.toContain('8760673566');
    expect(bodies()[0].text).toContain('the provider reports no result for a payout');
    expect(await unsent()).toBe(0);
  });

  it('of one kind are gathered: a burst of a thousand is two messages', async () => {
    await raise(1);
    const sender = replica();
    await sender.send();
    for (let time = 0; time < 10; time += 1) {
      await raise(100);
      await sender.send();
    }
    expect(receiver.received).toHaveLength(1);
    await passTime();
    await sender.send();
    expect(bodies().map(({ count }) => count)).toEqual([1, 1_000]);
    expect(await unsent()).toBe(0);
  });

  it('are sent by one replica at a time, while others send none of them', async () => {
    await raise(5);
    await raise(5, 'work_failing');
    const held: (() => void)[] = [];
    receiver.answer = (response) => void held.push(() => response.end());
    const patient = () => replica(null, new PostWebhook({ allowPrivate: true }));
    const first = patient().send();
    await eventually('both messages are under way', async () => held.length === 2);
    expect(await Promise.all([patient().send(), patient().send()])).toEqual([0, 0]);
    for (const release of held) release();
    expect(await first).toBe(2);
    expect(
      bodies()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['review', 'work_failing']);
  });

  it.each([
    ['answers 500', answerWith(500), 'HTTP 500'],
    ['redirects', answerWith(302, { location: 'http://127.0.0.1/' }), 'HTTP 302'],
    ['never answers', SAY_NOTHING, 'timeout'],
  ])('are sent again, later each time, to a receiver that %s', async (_what, answer, error) => {
    receiver.answer = answer;
    await raise(1);
    const waits: number[] = [];
    for (let time = 0; time < 3; time += 1) {
      await replica().send();
      const [row] = await db.query(
        `select failures, last_error, extract(epoch from due_at - now())::float8 as wait, leased_until from alert_notice`,
      );
      expect(row).toMatchObject({ failures: time + 1, last_error: error, leased_until: null });
      waits.push(Math.round(row.wait / 10) * 10);
      await replica().send();
      expect(receiver.received).toHaveLength(time + 1);
      await passTime();
    }
    expect(waits).toEqual([10, 30, 60]);
    receiver.answer = TAKE;
    await replica().send();
    expect(await unsent()).toBe(0);
    expect((await db.query(`select failures, last_error from alert_notice`))[0]).toEqual({
      failures: 0,
      last_error: null,
    });
  });

  it('of another process that ended while it sent are sent once its lease is over', async () => {
    await raise(1);
    await db.query(`insert into alert_notice (kind, leased_until) values ('review', now() + interval '20 s')`);
    expect(await replica().send()).toBe(0);
    await db.query(`update alert_notice set leased_until = now() - interval '1 s'`);
    expect(await replica().send()).toBe(1);
  });

  it('are not sent to a private address, unless private addresses are allowed (S27)', async () => {
    await raise(1);
    expect(await replica(null, new PostWebhook({ allowPrivate: false })).send()).toBe(0);
    expect(receiver.received).toEqual([]);
    expect((await db.query(`select last_error from alert_notice`))[0].last_error).toBe('address_not_allowed');
  });

  it('that a person acknowledged before are not sent', async () => {
    await raise(1);
    await db.query(`update alert set acknowledged_at = now(), acknowledged_by = 'operator:fatima'`);
    expect(await replica().send()).toBe(0);
    expect(receiver.received).toEqual([]);
  });

  it('stay where they are without ALERT_WEBHOOK_URL', async () => {
    await raise(1);
    const settings = { alertWebhookUrl: null, alertWebhookSecret: null };
    expect(await new SendAlerts(db, new PostWebhook({ allowPrivate: true }), settings).send()).toBe(0);
    expect(await unsent()).toBe(1);
  });
});

describe('alerts of the release before', () => {
  it('are not sent; those that it raises beside this one are', async () => {
    const old = await openTestDataSource();
    const add = () =>
      old.dataSource.query(`insert into alert (id, kind, message) values ($1, 'review', 'see')`, [newId()]);
    const last = async () =>
      (await old.dataSource.query(`select name from migration order by id desc limit 1`))[0].name;
    while ((await last()) !== 'Circuits1795551000000') await old.dataSource.undoLastMigration();
    await add();
    await runMigrations(old.url);
    await add();
    const rows = await old.dataSource.query(`select sent_at is not null as sent from alert order by id`);
    expect(rows).toEqual([{ sent: true }, { sent: false }]);
    await old.close();
  });
});
