import { inTransaction } from '#libs/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/embedded-postgres-database.js';
import { newClient } from '../../../test/support/new-payout.js';
import { Receiver } from '../../../test/support/receiver.js';
import { DeliverWebhooks } from './deliver-webhooks.js';
import { DrainOutbox } from './drain-outbox.js';
import { WebhooksReplica } from './testing/webhooks-replica.js';
import type { WebhookDelivery } from './webhook-delivery.entity.js';

const MIGRATION = 'WebhookLeases1795510000000';

let database: TestDatabase;
let replica: WebhooksReplica;
let receiver: Receiver;
let endpointId: string;
/** As they were before anything was wound back, by their statuses and due times. */
let before: WebhookDelivery[];
/** A payout whose event is still in the outbox. */
let undrained: string;

beforeAll(async () => {
  database = await createTestDatabase();
  replica = await WebhooksReplica.start(database.url);
  receiver = await Receiver.open();
  const clientId = await newClient(replica.db);
  endpointId = (await replica.endpoint(clientId, receiver.url())).endpoint.id;
  // Nothing is sent yet.
  replica.get(DeliverWebhooks).soon = () => undefined;
  for (let index = 0; index < 5; index += 1) await replica.cancelledPayout(clientId);
  await replica.get(DrainOutbox).drain();
  const [, later, underWay, delivered, parked] = (await replica.deliveries(endpointId)).map(({ id }) => id);
  const set = (id: string | undefined, what: string) =>
    replica.db.query(`update webhook_delivery set ${what} where id = '${id}'`);
  await set(later, `turn = 3, tries = 2, due_at = now() + interval '5 hours'`);
  await set(underWay, `turn = 2, leased_until = now() + interval '2 minutes'`);
  await set(delivered, `status = 'delivered', due_at = null, delivered_at = now()`);
  await set(parked, `status = 'parked', due_at = null, tries = 10`);
  before = await replica.deliveries(endpointId);
  undrained = await replica.cancelledPayout(clientId);
});
afterAll(async () => {
  await replica.stop();
  await receiver.close();
  await database.drop();
});

async function windBack(): Promise<void> {
  for (let last = ''; last !== MIGRATION; ) {
    const [row] = await replica.db.query(`select name from migration order by id desc limit 1`);
    last = row.name;
    await replica.db.undoLastMigration();
  }
}

const hasQueue = async () => {
  const [row] = await replica.db.query(`select to_regnamespace('pgboss') is not null as has`);
  return row.has;
};

describe('the migration to leases', () => {
  it('is wound back with a job for each delivery that is pending, for the release before', async () => {
    await windBack();
    const jobs = await replica.db.query(
      `select job.name, data ->> 'deliveryId' as id, (data ->> 'turn')::int as turn, start_after as "dueAt", job.policy,
         state::text, retry_limit as "comesBack", expire_seconds as "lostAfterS", keep_until - start_after as kept
       from pgboss.job order by id`,
    );
    const pending = before.filter(({ status }) => status === 'pending').sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(pending).toHaveLength(3);
    expect(jobs).toEqual(
      pending.map(({ id, turn, dueAt }) => ({
        ...{ name: `webhook-${endpointId}`, id, turn, dueAt, policy: 'standard', state: 'created' },
        ...{ comesBack: 1_000_000, lostAfterS: 120, kept: expect.objectContaining({ days: 30 }) },
      })),
    );
    const snapshots = await replica.db.query(
      `select payout ->> 'id' as id, payout ->> 'status' as status from outbox_snapshot`,
    );
    expect(snapshots).toEqual([{ id: undrained, status: 'cancelled' }]);
    // A queue that the release before makes while it has the queue.
    await replica.db.query(`select pgboss.create_queue('webhooks-daily', '{"policy": "standard"}')`);
    await replica.db.query(`update pgboss.job set state = 'active', started_on = now() where data ->> 'turn' = '2'`);
  });

  it('drops the queue, and leaves every delivery due when it was due', async () => {
    await replica.db.runMigrations({ transaction: 'all' });
    expect(await hasQueue()).toBe(false);
    expect(await replica.deliveries(endpointId)).toEqual(
      before.map((delivery) => ({ ...delivery, leasedUntil: null })),
    );
  });

  it('waits for a process of the release before that writes deliveries, and not the other way round', async () => {
    await windBack();
    const [first] = before as [WebhookDelivery];
    let migrating: Promise<unknown> = Promise.resolve();
    await inTransaction(replica.db, async (tx) => {
      await tx.query(`update webhook_delivery set turn = turn + 1 where id = $1`, [first.id]);
      migrating = replica.db.runMigrations({ transaction: 'all' });
      await replica.eventually('the migration waits', async () => {
        const [{ waits }] = await replica.db.query(
          `select exists (select from pg_locks where not granted and relation = 'webhook_delivery'::regclass) as waits`,
        );
        return waits;
      });
      // What the release before does next in such a transaction.
      await tx.query(`delete from pgboss.job where data ->> 'deliveryId' = $1`, [first.id]);
    });
    await migrating;
    expect(await hasQueue()).toBe(false);
  });

  it('lets a replica of this release send all that is due, also what an older one had begun', async () => {
    const working = await WebhooksReplica.start(database.url);
    await working.work();
    const deliveries = await working.deliveries(endpointId);
    expect(deliveries.map(({ status }) => status)).toEqual([
      ...['delivered', 'pending', 'delivered', 'delivered', 'parked'],
      'delivered',
    ]);
    expect(deliveries.at(-1)?.payoutId).toBe(undrained);
    expect(receiver.received.map(({ headers }) => headers['webhook-id']).sort()).toEqual(
      [before[0], before[2], deliveries.at(-1)].map((each) => each?.eventId).sort(),
    );
    await working.stop();
  });
});
