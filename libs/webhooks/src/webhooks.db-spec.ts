import { createHmac } from 'node:crypto';
import { newId } from '#libs/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/embedded-postgres-database.js';
import { newClient, newPayout } from '../../../test/support/new-payout.js';
import { Receiver, TAKE, verified } from '../../../test/support/receiver.js';
import { testActor } from '../../../test/support/test-actor.js';
import { DrainOutbox } from './drain-outbox.js';
import { ManageEndpoints } from './manage-endpoints.js';
import { WebhooksReplica } from './testing/webhooks-replica.js';

let database: TestDatabase;
let replica: WebhooksReplica;
let receiver: Receiver;

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
beforeEach(() => {
  receiver.answer = TAKE;
  receiver.received.length = 0;
});

/** An event as its receiver reads it. */
interface ReceivedEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** How the release before moves a payout: its statement knows no snapshot, and its trigger takes one. */
const OLDER_MOVE = `with moved as (
    update payout set status = 'cancelled', version = version + 1, updated_at = now(), due_at = now() + interval '1 minute',
      completed_at = now()
    where id = $1 returning id, version, status
  ), history as (
    insert into payout_event (payout_id, version, event, from_status, to_status, actor)
    select id, version, 'cancelled', 'created', status, 'test' from moved
  )
  insert into outbox (payout_id, version, type) select id, version, 'payout.' || status from moved`;

async function count(table: string): Promise<number> {
  const [row] = await replica.db.query(`select count(*)::int as n from ${table}`);
  return row.n;
}

describe('an event', () => {
  it('arrives as a signed body with the payout, exactly once', async () => {
    const clientId = await newClient(replica.db);
    const { endpoint, secret } = await replica.endpoint(clientId, receiver.url());
    const payoutId = await replica.cancelledPayout(clientId, { reference: 'INV-1', accountNumber: '8760673566' });
    await replica.work();
    await replica.work();
    expect(receiver.received).toHaveLength(1);
    const [received] = receiver.received;
    const body = verified(received as never, secret);
    expect(body).toMatchObject({
      type: 'payout.cancelled',
      data: { id: payoutId, reference: 'INV-1', status: 'cancelled', version: 2, cashPickup: null },
    });
    expect(body.data.destination).toMatchObject({ bankCode: '014', accountNumber: '******3566' });
    expect(received?.body).not.toContain('8760673566');
    expect(received?.headers['content-type']).toBe('application/json');
    const delivery = await replica.delivery(endpoint.id);
    expect(delivery).toMatchObject({ status: 'delivered', tries: 1, dueAt: null, deliveredAt: expect.any(Date) });
    expect(await replica.attempts(delivery.id)).toMatchObject([{ httpStatus: 200, error: null }]);
    expect(received?.headers['webhook-id']).toBe(delivery.eventId);
  });

  it('is signed by HMAC-SHA256 over id, time and body, with the bytes of the secret (S26)', async () => {
    const clientId = await newClient(replica.db);
    const { secret } = await replica.endpoint(clientId, receiver.url());
    await replica.cancelledPayout(clientId);
    await replica.work();
    const { headers, body } = receiver.received[0] as never as { headers: Record<string, string>; body: string };
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    expect(key).toHaveLength(32);
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(5);
  });

  it('shows the payout as it was then, whatever its status is now', async () => {
    const clientId = await newClient(replica.db);
    const { secret } = await replica.endpoint(clientId, receiver.url());
    const id = await newPayout(replica.db, { clientId });
    await replica.move(id, 'inquiry_passed', 'confirmed', 'ambiguous', 'escalated', 'paid', 'returned');
    await replica.work();
    const bodies = receiver.received.map((received) => verified(received, secret));
    bodies.sort((a, b) => a.data.version - b.data.version);
    expect(bodies.map(({ type, data }) => [type, data.status, data.version])).toEqual([
      ['payout.inquired', 'inquired', 2],
      ['payout.pending', 'pending', 4],
      ['payout.review', 'review', 5],
      ['payout.succeeded', 'succeeded', 6],
      ['payout.returned', 'returned', 7],
    ]);
    expect(bodies[0].data).toMatchObject({ accountName: 'Test Account', proof: null, completedAt: null });
    expect(bodies[1].data).toMatchObject({ pendingReason: 'ambiguous', review: null });
    expect(bodies[2].data).toMatchObject({ pendingReason: null, review: { reason: 'unresolved', proposal: null } });
    expect(bodies[3].data).toMatchObject({ proof: 'status_check', completedAt: expect.stringMatching(/Z$/) });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(5);
  });

  it('goes only to endpoints of its client, and only to those that want it', async () => {
    const [clientId, other] = [await newClient(replica.db), await newClient(replica.db)];
    await replica.endpoint(clientId, receiver.url('/wants'), ['payout.cancelled', 'payout.failed']);
    await replica.endpoint(clientId, receiver.url('/wants-others'), ['payout.failed']);
    await replica.endpoint(other, receiver.url('/other-client'));
    await replica.cancelledPayout(clientId);
    await replica.work();
    expect(receiver.received.map(({ path }) => path)).toEqual(['/wants']);
  });

  it('has the same id for every endpoint that receives it', async () => {
    const clientId = await newClient(replica.db);
    await replica.endpoint(clientId, receiver.url('/a'));
    await replica.endpoint(clientId, receiver.url('/b'));
    await replica.cancelledPayout(clientId);
    await replica.work();
    expect(receiver.received.map(({ path }) => path).sort()).toEqual(['/a', '/b']);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('leaves nothing behind in the outbox', async () => {
    const clientId = await newClient(replica.db);
    await replica.cancelledPayout(clientId);
    expect(await count('outbox')).toBe(0);
    await replica.endpoint(clientId, receiver.url());
    await replica.cancelledPayout(clientId);
    expect(await count('outbox')).toBe(1);
    await replica.work();
    expect(await count('outbox')).toBe(0);
  });

  it('is delivered like any other when a replica of the release before has written it', async () => {
    const clientId = await newClient(replica.db);
    await replica.endpoint(clientId, receiver.url());
    const [older, newer] = [await newPayout(replica.db, { clientId }), await newPayout(replica.db, { clientId })];
    await replica.db.query(OLDER_MOVE, [older]);
    await replica.move(newer, 'cancelled');
    expect([await count('outbox_snapshot'), await count('outbox')]).toEqual([1, 2]);
    await replica.work();
    const [first, second] = receiver.received.map(({ body }) => JSON.parse(body)) as [ReceivedEvent, ReceivedEvent];
    expect([first.data.id, second.data.id]).toEqual([older, newer]);
    // Everything in an event except the values that differ between payouts.
    const same = ({ type, data }: ReceivedEvent) => {
      const { id, reference, createdAt, updatedAt, completedAt, explanation, ...rest } = data;
      return [
        type,
        { ...rest, standing: (explanation as { standing: string }).standing },
        [typeof id, typeof reference, createdAt, updatedAt, completedAt].length,
      ];
    };
    expect(same(first)).toEqual(same(second));
    for (const { data } of [first, second]) expect(data.completedAt).toMatch(/Z$/);
    expect([await count('outbox_snapshot'), await count('outbox')]).toEqual([0, 0]);
  });

  it('is not sent when its move was rolled back', async () => {
    const clientId = await newClient(replica.db);
    await replica.endpoint(clientId, receiver.url());
    const id = await newPayout(replica.db, { clientId });
    const runner = replica.db.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`update payout set status = 'cancelled', version = 2, completed_at = now() where id = $1`, [id]);
    await runner.query(
      `insert into payout_event (payout_id, version, event, from_status, to_status, actor) values ($1, 2, 'cancelled', 'created', 'cancelled', 'test')`,
      [id],
    );
    await runner.query(`insert into outbox (payout_id, version, type) values ($1, 2, 'payout.cancelled')`, [id]);
    await runner.rollbackTransaction();
    await runner.release();
    await replica.work();
    expect(receiver.received).toEqual([]);
  });
});

describe('several replicas', () => {
  it('make each delivery once, in the order of the outbox, and send it once', async () => {
    const others = await Promise.all([WebhooksReplica.start(database.url), WebhooksReplica.start(database.url)]);
    const clientId = await newClient(replica.db);
    const { endpoint } = await replica.endpoint(clientId, receiver.url());
    for (let index = 0; index < 30; index += 1) await replica.cancelledPayout(clientId);
    const all = [replica, ...others];
    await replica.eventually('everything is drained', async () => {
      await Promise.all(all.map((each) => each.get(DrainOutbox).drain()));
      return (await count('outbox')) === 0;
    });
    await replica.eventually('everything is delivered', async () => {
      await Promise.all(all.map((each) => each.work()));
      return (await replica.deliveries(endpoint.id)).every(({ status }) => status === 'delivered');
    });
    const deliveries = await replica.deliveries(endpoint.id);
    expect(deliveries).toHaveLength(30);
    expect(deliveries.map(({ id }) => id)).toEqual(deliveries.map(({ id }) => id).sort());
    expect(receiver.received).toHaveLength(30);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(30);
    await Promise.all(others.map((each) => each.stop()));
  });
});

describe('an endpoint', () => {
  it('is signed for with both secrets during a rotation, and with the new one alone afterwards (S26)', async () => {
    const clientId = await newClient(replica.db);
    const { endpoint, secret: before } = await replica.endpoint(clientId, receiver.url());
    const { secret: after } = await replica.get(ManageEndpoints).rotateSecret(clientId, endpoint.id, testActor());
    expect(after).not.toBe(before);
    await replica.cancelledPayout(clientId);
    await replica.work();
    expect(verified(receiver.received[0] as never, before)).toBeDefined();
    expect(verified(receiver.received[0] as never, after)).toBeDefined();
    await replica.db.query(`update webhook_endpoint set previous_secret_until = now() where id = $1`, [endpoint.id]);
    await replica.cancelledPayout(clientId);
    await replica.work();
    expect(verified(receiver.received[1] as never, after)).toBeDefined();
    expect(() => verified(receiver.received[1] as never, before)).toThrow('No matching signature found');
  });

  it('that is deleted receives nothing more, not even pending deliveries', async () => {
    const clientId = await newClient(replica.db);
    const { endpoint } = await replica.endpoint(clientId, receiver.url());
    await replica.cancelledPayout(clientId);
    await replica.get(DrainOutbox).drain();
    await replica.get(ManageEndpoints).remove(clientId, endpoint.id, testActor());
    await replica.cancelledPayout(clientId);
    await replica.work();
    // What had begun at the moment of deleting may have arrived.
    const [waiting, ...more] = await replica.deliveries(endpoint.id);
    expect(more).toEqual([]);
    expect(waiting?.status).toMatch(/parked|delivered/);
    await expect(replica.get(ManageEndpoints).ofClient(clientId, endpoint.id)).rejects.toThrow('not_found');
  });

  it('of another client, or of none, cannot be read, rotated, enabled or deleted', async () => {
    const { endpoint } = await replica.endpoint(await newClient(replica.db), receiver.url());
    const stranger = await newClient(replica.db);
    const manage = replica.get(ManageEndpoints);
    for (const id of [endpoint.id, newId()]) {
      for (const call of ['ofClient', 'rotateSecret', 'enable', 'remove'] as const)
        await expect(manage[call](stranger, id, testActor())).rejects.toThrow('not_found');
    }
    expect(await manage.list(stranger)).toEqual([]);
  });
});
