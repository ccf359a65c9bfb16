import { createTestDatabase, type TestDatabase } from '../../../test/support/embedded-postgres-database.js';
import { newClient, newPayout } from '../../../test/support/new-payout.js';
import { answerWith, Receiver, TAKE } from '../../../test/support/receiver.js';
import { ForgetDeliveries } from './forget-deliveries.js';
import { WebhooksReplica } from './testing/webhooks-replica.js';

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
});

const forget = () => replica.get(ForgetDeliveries).forget();

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
    expect((await forget()).deliveries).toBe(2);
    expect(await isLeft(endpoint.id)).toEqual([youngest, pending, young]);
    const [{ tries }] = await replica.db.query(
      `select count(*)::int as tries from webhook_attempt where delivery_id not in (select id from webhook_delivery)`,
    );
    expect(tries).toBe(0);
    expect(await replica.attempts(young as string)).toHaveLength(1);
    expect((await forget()).deliveries).toBe(0);
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
    expect((await forget()).deliveries).toBe(1401);
    expect((await isLeft(endpoint.id)).length).toBe(1100);
  });

  it('are forgotten once when several replicas do so at the same moment', async () => {
    const other = await WebhooksReplica.start(database.url);
    const { endpoint } = await replica.endpoint(clientId, receiver.url());
    await deliveriesOfDaysAgo(endpoint.id, ...Array(20).fill(40));
    const forgotten = await Promise.all([replica, other].map((each) => each.get(ForgetDeliveries).forget()));
    expect(forgotten.reduce((sum, { deliveries }) => sum + deliveries, 0)).toBe(20);
    expect(await isLeft(endpoint.id)).toEqual([]);
    await other.stop();
  });

  it('stay when the service stops', async () => {
    const { endpoint } = await replica.endpoint(clientId, receiver.url());
    await deliveriesOfDaysAgo(endpoint.id, 40);
    const stops = await WebhooksReplica.start(database.url);
    stops.get(ForgetDeliveries).onModuleDestroy();
    expect(await stops.get(ForgetDeliveries).forget()).toEqual({ deliveries: 0, events: 0 });
    await stops.stop();
    expect(await isLeft(endpoint.id)).toHaveLength(1);
  });
});

describe('entries of the outbox', () => {
  const entries = async () => {
    const [row] = await replica.db.query(`select count(*)::int as n from outbox`);
    return row.n;
  };

  it('that could not be opened are forgotten after three times WEBHOOK_RETENTION', async () => {
    await replica.endpoint(clientId, receiver.url());
    const ids = [await replica.cancelledPayout(clientId), await replica.cancelledPayout(clientId)];
    for (const [index, days] of [91, 89].entries())
      await replica.db.query(
        `update outbox set created_at = now() - $2::float8 * interval '1 day',
           snapshot = snapshot || '{"personal_sealed": "\\\\x00"}' where payout_id = $1`,
        [ids[index], days],
      );
    await replica.work();
    expect(await entries()).toBe(2);
    expect((await forget()).events).toBe(1);
    expect(await replica.db.query(`select payout_id as id from outbox`)).toEqual([{ id: ids[1] }]);
    await replica.db.query(`delete from outbox`);
  });

  it('that no endpoint wanted are forgotten, those that are to be delivered stay until they are', async () => {
    const unwanted = await replica.cancelledPayout(clientId);
    // As the release before writes them.
    await replica.db.query(`insert into outbox (payout_id, version, type) values ($1, 2, 'payout.cancelled')`, [
      unwanted,
    ]);
    const { endpoint } = await replica.endpoint(clientId, receiver.url());
    const payoutId = await replica.cancelledPayout(clientId);
    const older = await newPayout(replica.db, { clientId });
    await replica.db.query(`insert into outbox (payout_id, version, type) values ($1, 1, 'payout.cancelled')`, [older]);
    expect(await forget()).toMatchObject({ events: 1 });
    expect(await entries()).toBe(2);
    await replica.work();
    expect(await entries()).toBe(0);
    const deliveries = await replica.deliveries(endpoint.id);
    expect(deliveries.map(({ payoutId: id, status }) => [id, status])).toEqual([
      [payoutId, 'delivered'],
      [older, 'delivered'],
    ]);
  });
});
