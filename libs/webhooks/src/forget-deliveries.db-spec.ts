import { createTestDatabase, type TestDatabase } from '../../../test/support/embedded-postgres-database.js';
import { newClient } from '../../../test/support/new-payout.js';
import { answerWith, Receiver, TAKE } from '../../../test/support/receiver.js';
import { somebody } from '../../../test/support/somebody.js';
import { ForgetDeliveries } from './forget-deliveries.js';
import { ManageEndpoints } from './manage-endpoints.js';
import { WebhooksReplica } from './testing/webhooks-replica.js';
import { WebhookJobs } from './webhook-jobs.js';

let database: TestDatabase;
let replica: WebhooksReplica;
let receiver: Receiver;
let clientId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  replica = await WebhooksReplica.start(database.url);
  receiver = await Receiver.open();
});
afterAll(async () => {
  await replica.stop();
  await receiver.close();
  await database.drop();
});
beforeEach(async () => {
  receiver.answer = TAKE;
  clientId = await newClient(replica.db);
  await replica.db.query(`delete from pgboss.job where name = 'webhooks-daily'`);
});

const forget = () => replica.get(ForgetDeliveries);

/** Deliveries that ended as the receiver's answer says, as many days ago as said. */
async function deliveriesOfDaysAgo(endpointId: string, ...days: number[]): Promise<string[]> {
  const before = new Set((await replica.deliveries(endpointId)).map(({ id }) => id));
  for (const _ of days) await replica.cancelledPayout(clientId);
  await replica.work();
  const made = (await replica.deliveries(endpointId)).map(({ id }) => id).filter((id) => !before.has(id));
  for (const [index, id] of made.entries())
    await replica.db.query(
      `update webhook_delivery set created_at = now() - $2::float8 * interval '1 day',
         delivered_at = delivered_at - $2::float8 * interval '1 day' where id = $1`,
      [id, days[index]],
    );
  return made;
}

const isLeft = async (endpointId: string) => (await replica.deliveries(endpointId)).map(({ id }) => id);

async function timeHasCome(): Promise<void> {
  // Too early: nobody has it, but it is planned.
  await forget().run();
  await replica.db.query(
    `update pgboss.job set start_after = now() where name = 'webhooks-daily' and state = 'created'`,
  );
}

describe('old deliveries', () => {
  it('are forgotten with their tries after WEBHOOK_RETENTION, parked ones after three times that, pending ones never', async () => {
    const { endpoint } = await replica.endpoint(clientId, receiver.url());
    const [, youngest] = await deliveriesOfDaysAgo(endpoint.id, 31, 29);
    receiver.answer = answerWith(500);
    const [pending] = await deliveriesOfDaysAgo(endpoint.id, 400);
    const [, young] = await deliveriesOfDaysAgo(endpoint.id, 91, 89);
    await replica.db.query(
      `update webhook_delivery set status = 'parked', due_at = null where endpoint_id = $1 and tries = 1 and status = 'pending'
         and id <> $2`,
      [endpoint.id, pending],
    );
    expect(await forget().forget()).toBe(2);
    expect(await isLeft(endpoint.id)).toEqual([youngest, pending, young]);
    const [{ tries }] = await replica.db.query(
      `select count(*)::int as tries from webhook_attempt where delivery_id not in (select id from webhook_delivery)`,
    );
    expect(tries).toBe(0);
    expect(await replica.attempts(young as string)).toHaveLength(1);
    expect(await forget().forget()).toBe(0);
  });

  it('are found behind more than one statement looks at', async () => {
    const { endpoint } = await replica.endpoint(clientId, receiver.url());
    const [id] = await deliveriesOfDaysAgo(endpoint.id, 0);
    await replica.db.query(
      `insert into webhook_delivery (id, client_id, endpoint_id, event_id, type, body_sealed, status, due_at, created_at, delivered_at)
       select uuidv7(interval '-60 days' + n * interval '1 s'), client_id, endpoint_id, 'evt_' || n, type, body_sealed, status, due_at,
         now() - interval '60 days' + n * interval '1 s',
         now() - case when n < 1100 then interval '1 day' else interval '50 days' end
       from webhook_delivery, generate_series(1, 2500) n where id = $1`,
      [id],
    );
    expect(await forget().forget()).toBe(1401);
    expect((await isLeft(endpoint.id)).length).toBe(1100);
  });
});

describe('the work of a day', () => {
  it('is done once, by one of all processes, and again on the next day', async () => {
    const other = await WebhooksReplica.start(database.url);
    const both = () => Promise.all([replica, other].map((each) => each.get(ForgetDeliveries).run()));
    await timeHasCome();
    expect([...(await both()), ...(await both()), ...(await both())].filter(Boolean)).toHaveLength(1);
    await replica.db.query(
      `update pgboss.job set singleton_on = singleton_on - interval '1 day' where name = 'webhooks-daily'`,
    );
    await timeHasCome();
    expect([...(await both()), ...(await both())].filter(Boolean)).toHaveLength(1);
    await other.stop();
  });

  it('is not done before 02:00 in Jakarta', async () => {
    await forget().run();
    const [{ at }] = await replica.db.query(
      `select to_char(start_after at time zone 'Asia/Jakarta', 'HH24:MI') as at from pgboss.job where name = 'webhooks-daily'`,
    );
    expect(at).toBe('02:00');
  });

  it('is done by another process when the one that began it died', async () => {
    await timeHasCome();
    const died = await WebhooksReplica.start(database.url);
    expect(await died.get(WebhookJobs).takeDaily()).toEqual(expect.any(String));
    await died.stop();
    expect(await forget().run()).toBe(false);
    await replica.db.query(`update pgboss.job set started_on = now() - interval '2 h' where state = 'active'`);
    await replica.db.query(`update pgboss.queue set monitor_on = null, monitor_claim_on = null`);
    await replica.get(WebhookJobs).giveBackLost();
    expect(await forget().run()).toBe(true);
  });

  it('is given back at once by a process that is told to stop', async () => {
    await timeHasCome();
    const stops = await WebhooksReplica.start(database.url);
    stops.get(ForgetDeliveries).onModuleDestroy();
    await expect(stops.get(ForgetDeliveries).run()).rejects.toThrow('the service stops');
    await stops.stop();
    expect(await forget().run()).toBe(true);
  });

  it('removes the queues of deleted endpoints, when nothing is left to be tried for them', async () => {
    const newEndpoint = async () => (await replica.endpoint(clientId, receiver.url())).endpoint.id;
    const [deleted, waiting, kept] = [await newEndpoint(), await newEndpoint(), await newEndpoint()];
    receiver.answer = answerWith(500);
    await deliveriesOfDaysAgo(waiting, 0);
    await replica.db.query(
      `update webhook_delivery set status = 'parked', due_at = null where status = 'pending' and endpoint_id <> $1`,
      [waiting],
    );
    for (const id of [deleted, waiting]) await replica.get(ManageEndpoints).remove(clientId, id, somebody());
    const queues = async () => {
      const rows = await replica.db.query(`select name from pgboss.queue where name = any ($1)`, [
        [deleted, waiting, kept].map((id) => `webhook-${id}`),
      ]);
      return rows.map(({ name }: { name: string }) => name).sort();
    };
    expect(await queues()).toHaveLength(3);
    await timeHasCome();
    await forget().run();
    expect(await queues()).toEqual([`webhook-${waiting}`, `webhook-${kept}`].sort());
    const [delivery] = await replica.deliveries(waiting);
    await replica.makeDue(delivery?.id as string);
    await replica.work();
    expect(await replica.get(ForgetDeliveries).closeQueues()).toBe(1);
    expect(await queues()).toEqual([`webhook-${kept}`]);
  });
});
