import { inTransaction, newId } from '#libs/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/embedded-postgres-database.js';
import { newClient } from '../../../test/support/new-payout.js';
import { answerWith, Receiver, SAY_NOTHING, TAKE, verified } from '../../../test/support/receiver.js';
import { testActor } from '../../../test/support/test-actor.js';
import { DeliverWebhooks } from './deliver-webhooks.js';
import { claimDue, type DueDelivery, writeAttempted } from './deliver-webhooks.queries.js';
import { DrainOutbox } from './drain-outbox.js';
import { insertDeliveries } from './drain-outbox.queries.js';
import { ManageEndpoints } from './manage-endpoints.js';
import { Redeliver } from './redeliver.js';
import { RETRY_WAITS_MS } from './retry-schedule.js';
import { SealedWebhooks } from './sealed-webhooks.js';
import { WebhooksReplica } from './testing/webhooks-replica.js';
import type { WebhookDelivery } from './webhook-delivery.entity.js';

let database: TestDatabase;
let replica: WebhooksReplica;
let receiver: Receiver;
let clientId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  replica = await WebhooksReplica.start(database.url);
});
afterAll(async () => {
  await replica.stop();
  await database.drop();
});
beforeEach(async () => {
  receiver = await Receiver.open();
  clientId = await newClient(replica.db);
});
afterEach(() => receiver.close());

function endlessly(response: Parameters<Receiver['answer']>[0]): void {
  const more = () => void (response.destroyed || response.write(Buffer.alloc(16_384, 'x'), more));
  more();
}

/** How long after its last attempt began a delivery is due again, in seconds. */
async function waitsS(deliveryId: string): Promise<number> {
  const [row] = await replica.db.query(
    `select extract(epoch from due_at - (select max(at) from webhook_attempt where delivery_id = $1))::float8 as "waitsS"
     from webhook_delivery where id = $1`,
    [deliveryId],
  );
  return row.waitsS;
}

async function alerts(endpointId: string): Promise<string[]> {
  const rows = await replica.db.query(`select kind from alert where detail ->> 'endpointId' = $1 order by at`, [
    endpointId,
  ]);
  return rows.map(({ kind }: { kind: string }) => kind);
}

const LEASE_MS = 120_000;

/** Lets the lease of a delivery end. */
async function endLease(deliveryId: string): Promise<void> {
  await replica.db.query(`update webhook_delivery set leased_until = now() where id = $1`, [deliveryId]);
}

/** So many deliveries to an endpoint, due one after the other in the last hour. */
async function manyDue(endpointId: string, count: number): Promise<void> {
  const deliveries = Array.from({ length: count }, (_, index) => {
    const id = newId();
    const bodySealed = replica.get(SealedWebhooks).sealBody(id, '{}');
    const eventId = `evt_many_${index}`;
    return { id, clientId, endpointId, outboxId: null, eventId, type: 'payout.cancelled', payoutId: null, bodySealed };
  });
  await inTransaction(replica.db, (tx) => insertDeliveries(tx, deliveries));
  await replica.db.query(
    `update webhook_delivery set due_at = now() - interval '1 hour' + substr(event_id, 10)::int * interval '1 millisecond'
     where endpoint_id = $1`,
    [endpointId],
  );
}

async function spoilEvent(payoutId: string): Promise<void> {
  await replica.db.query(
    `update outbox set snapshot = snapshot || jsonb_build_object('spoilt', snapshot -> 'personal_sealed', 'personal_sealed', '\\x00')
     where payout_id = $1`,
    [payoutId],
  );
}

async function mendEvent(payoutId: string): Promise<void> {
  await replica.db.query(
    `update outbox set snapshot = snapshot || jsonb_build_object('personal_sealed', snapshot -> 'spoilt') where payout_id = $1`,
    [payoutId],
  );
}

async function eventsLeftOf(payoutId: string): Promise<number> {
  const [row] = await replica.db.query(
    `select count(*)::int as n from outbox where payout_id = $1 and type = 'payout.cancelled'`,
    [payoutId],
  );
  return row.n;
}

/** An endpoint with one delivery whose first try was answered so. */
async function afterOneTry(answer: Receiver['answer']) {
  receiver.answer = answer;
  const { endpoint, secret } = await replica.endpoint(clientId, receiver.url());
  await replica.cancelledPayout(clientId);
  await replica.work();
  return { endpoint, secret, delivery: await replica.delivery(endpoint.id) };
}

describe('a failed try', () => {
  it.each([[199], [301], [404], [429], [500], [503]])('answered with %d is repeated (F68)', async (status) => {
    const { delivery } = await afterOneTry(
      status === 199 ? (response) => void response.destroy() : answerWith(status, {}, 'no'),
    );
    expect(delivery).toMatchObject({ status: 'pending', tries: 1, turn: 2 });
    expect(await waitsS(delivery.id)).toBeGreaterThanOrEqual(5);
    expect(await waitsS(delivery.id)).toBeLessThan(60);
  });

  it('is repeated with the same id and body, and a new signature', async () => {
    const { delivery, secret } = await afterOneTry(answerWith(500));
    receiver.answer = TAKE;
    await replica.work();
    expect(receiver.received).toHaveLength(1);
    await replica.makeDue(delivery.id);
    await replica.eventually('a second later', async () => Date.now() > (receiver.received[0]?.at ?? 0) + 1_000);
    await replica.work();
    const [first, second] = receiver.received;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-timestamp']).not.toBe(first?.headers['webhook-timestamp']);
    expect(verified(second as never, secret)).toBeDefined();
    expect(await replica.delivery(delivery.endpointId)).toMatchObject({ status: 'delivered', tries: 2 });
    expect(await replica.attempts(delivery.id)).toMatchObject([{ httpStatus: 500 }, { httpStatus: 200 }]);
  });

  it('is repeated no sooner than the receiver asks', async () => {
    const { delivery } = await afterOneTry(answerWith(503, { 'retry-after': '3600' }));
    expect(await waitsS(delivery.id)).toBeGreaterThanOrEqual(3_600);
  });

  it('that was the last parks the delivery, and raises one alert a day for its endpoint (F67)', async () => {
    const { endpoint, delivery } = await afterOneTry(answerWith(500));
    await replica.cancelledPayout(clientId);
    await replica.work();
    for (let tries = 1; tries <= RETRY_WAITS_MS.length; tries += 1) {
      for (const { id } of await replica.deliveries(endpoint.id)) await replica.makeDue(id);
      await replica.work();
    }
    for (const { status, tries, dueAt } of await replica.deliveries(endpoint.id)) {
      expect([status, tries, dueAt]).toEqual(['parked', RETRY_WAITS_MS.length + 1, null]);
    }
    expect(await replica.attempts(delivery.id)).toHaveLength(RETRY_WAITS_MS.length + 1);
    expect(await alerts(endpoint.id)).toEqual(['webhook_parked']);
    await replica.work();
    expect(receiver.received).toHaveLength(2 * (RETRY_WAITS_MS.length + 1));
  });
});

describe('a receiver that says 410', () => {
  it('receives nothing more until its endpoint is enabled again (F68)', async () => {
    const { endpoint, delivery } = await afterOneTry(answerWith(410));
    expect(delivery).toMatchObject({ status: 'parked', tries: 1 });
    const manage = replica.get(ManageEndpoints);
    expect(await manage.ofClient(clientId, endpoint.id)).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
    expect(await alerts(endpoint.id)).toEqual(['webhook_gone']);
    await replica.cancelledPayout(clientId);
    await replica.work();
    expect(receiver.received).toHaveLength(1);
    receiver.answer = TAKE;
    await manage.enable(clientId, endpoint.id, testActor());
    await replica.cancelledPayout(clientId);
    await replica.work();
    expect(receiver.received).toHaveLength(2);
  });

  it('receives none of the pending deliveries: they are parked (F68)', async () => {
    const { endpoint } = await afterOneTry(answerWith(500));
    receiver.answer = answerWith(410);
    await replica.cancelledPayout(clientId);
    await replica.work();
    const [waiting] = await replica.deliveries(endpoint.id);
    await replica.makeDue(waiting?.id as string);
    await replica.work();
    expect(receiver.received).toHaveLength(2);
    expect(await replica.deliveries(endpoint.id)).toMatchObject([{ status: 'parked' }, { status: 'parked' }]);
  });
});

/** Enough for a machine that has much else to do. */
const BUSY_MACHINE_MS = 60_000;

describe('a receiver that misbehaves', () => {
  const MANY = 70;

  it.each<[string, Receiver['answer']]>([
    ['does not respond', SAY_NOTHING],
    ['sends one elsewhere', answerWith(302, { location: 'http://127.0.0.1:9/' })],
    ['answers without end', (response) => endlessly(response)],
    ['closes without an answer', (response) => void response.destroy()],
    ['answers 200 and closes', (response) => void response.end(() => response.socket?.destroy())],
    ['is gone', answerWith(410)],
  ])(
    '%s: it delays no other receiver, and gets few deliveries at once (F68)',
    async (_, answer) => {
      const bad = await Receiver.open();
      bad.answer = answer;
      await replica.endpoint(clientId, bad.url());
      const { endpoint } = await replica.endpoint(clientId, receiver.url());
      for (let index = 0; index < MANY; index += 1) await replica.cancelledPayout(clientId);
      await replica.get(DrainOutbox).run();
      await replica.eventually(
        'the others have received everything',
        async () => {
          await replica.get(DeliverWebhooks).run();
          return (await replica.deliveries(endpoint.id)).every(({ status }) => status === 'delivered');
        },
        BUSY_MACHINE_MS,
      );
      expect(receiver.received).toHaveLength(MANY);
      // Deliveries that are due again while the others are still delivered are counted too.
      expect(bad.received.length).toBeLessThanOrEqual(2 * MANY);
      await bad.close();
      await replica.get(DeliverWebhooks).settled();
    },
    2 * BUSY_MACHINE_MS,
  );
});

describe('many receivers that do not respond', () => {
  it('hold no more than half of a process between them, and no more than it may hold: another one receives everything (F68)', async () => {
    const crowded = await WebhooksReplica.start(database.url, { mostAtOnce: 8, timeoutMs: 250 });
    const silent = await Receiver.open();
    let [open, mostOpen] = [0, 0];
    silent.answer = (response) => {
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      response.once('close', () => {
        open -= 1;
      });
    };
    for (let index = 0; index < 12; index += 1) await crowded.endpoint(clientId, silent.url(`/${index}`));
    const { endpoint } = await crowded.endpoint(clientId, receiver.url());
    for (let index = 0; index < 10; index += 1) await crowded.cancelledPayout(clientId);
    const endWork = crowded.keepWorking();
    await crowded.eventually('the other one has received everything', async () => {
      const deliveries = await crowded.deliveries(endpoint.id);
      return deliveries.length === 10 && deliveries.every(({ status }) => status === 'delivered');
    });
    const silentOnes = await crowded.eventually('all were asked once', async () => {
      const paths = new Set(silent.received.map(({ path }) => path));
      return paths.size === 12 && paths;
    });
    expect(silentOnes.size).toBe(12);
    expect(mostOpen).toBeLessThanOrEqual(8);
    await silent.close();
    await crowded.db.query(`update webhook_endpoint set status = 'deleted' where client_id = $1`, [clientId]);
    await endWork();
    await crowded.stop();
  });
});

describe('many processes that claim at once', () => {
  it('get each delivery once, those that are due first before the others', async () => {
    const { endpoint } = await replica.endpoint(clientId, receiver.url());
    await manyDue(endpoint.id, 40);
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimDue(replica.db, endpoint.id, 4, LEASE_MS)));
    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const rest = await claimDue(replica.db, endpoint.id, 100, LEASE_MS);
    expect(new Set([...ids, ...rest.map(({ id }) => id)]).size).toBe(40);
    const inOrder = await replica.db.query(
      `select id from webhook_delivery where endpoint_id = $1 order by due_at, id`,
      [endpoint.id],
    );
    const restIds = new Set(rest.map(({ id }) => id));
    expect(rest.map(({ id }) => id)).toEqual(
      inOrder.map(({ id }: { id: string }) => id).filter((id: string) => restIds.has(id)),
    );
    expect(await claimDue(replica.db, endpoint.id, 100, LEASE_MS)).toEqual([]);
  });
});

describe('an endpoint with very many deliveries due', () => {
  it('that never answers holds up no other', async () => {
    const silent = await Receiver.open();
    silent.answer = SAY_NOTHING;
    const impatient = await WebhooksReplica.start(database.url, { timeoutMs: 250 });
    const heap = await impatient.endpoint(clientId, silent.url());
    await manyDue(heap.endpoint.id, 5_000);
    const { endpoint } = await impatient.endpoint(clientId, receiver.url(), ['payout.cancelled']);
    const endWork = impatient.keepWorking();
    for (let index = 0; index < 5; index += 1) await impatient.cancelledPayout(clientId);
    await impatient.eventually('the other has everything', async () => {
      const deliveries = await impatient.deliveries(endpoint.id);
      return deliveries.length === 5 && deliveries.every(({ status }) => status === 'delivered');
    });
    const [{ leased }] = await impatient.db.query(
      `select count(*)::int as leased from webhook_delivery where endpoint_id = $1 and leased_until is not null`,
      [heap.endpoint.id],
    );
    expect(leased).toBeLessThanOrEqual(512);
    await impatient.get(ManageEndpoints).remove(clientId, heap.endpoint.id, testActor());
    await replica.db.query(
      `update webhook_delivery set status = 'parked', due_at = null, leased_until = null where endpoint_id = $1`,
      [heap.endpoint.id],
    );
    await endWork();
    await impatient.stop();
    await silent.close();
  });
});

describe('what cannot be opened', () => {
  /** An endpoint of the client beside the one that a test spoils, which has to get everything. */
  const neighbour = async () => (await replica.endpoint(clientId, receiver.url('/neighbour'))).endpoint;

  it('is parked when it is a body, with an alert, and what is due beside it is sent', async () => {
    const { endpoint } = await replica.endpoint(clientId, receiver.url('/own'));
    const beside = await neighbour();
    const drains = await WebhooksReplica.start(database.url);
    drains.get(DeliverWebhooks).soon = () => undefined;
    for (let index = 0; index < 3; index += 1) await replica.cancelledPayout(clientId);
    await drains.get(DrainOutbox).run();
    await drains.stop();
    const [spoilt] = (await replica.deliveries(endpoint.id)) as [WebhookDelivery];
    await replica.db.query(`update webhook_delivery set body_sealed = '\\x00' where id = $1`, [spoilt.id]);
    await replica.work();
    expect(await replica.deliveries(endpoint.id)).toMatchObject([
      { id: spoilt.id, status: 'parked', tries: 0 },
      { status: 'delivered' },
      { status: 'delivered' },
    ]);
    expect(await replica.attempts(spoilt.id)).toEqual([]);
    expect((await replica.deliveries(beside.id)).map(({ status }) => status)).toEqual(Array(3).fill('delivered'));
    expect([await alerts(endpoint.id), await alerts(beside.id)]).toEqual([['webhook_unreadable'], []]);
  });

  it('is parked when it is the secret of an endpoint, and sent when that is ordered after the secret is right again', async () => {
    const { endpoint } = await replica.endpoint(clientId, receiver.url('/own'));
    const beside = await neighbour();
    const [{ sealed }] = await replica.db.query(`select secret_sealed as sealed from webhook_endpoint where id = $1`, [
      endpoint.id,
    ]);
    await replica.db.query(`update webhook_endpoint set secret_sealed = '\\x01ff' where id = $1`, [endpoint.id]);
    await replica.cancelledPayout(clientId);
    await replica.work();
    const [parked] = (await replica.deliveries(endpoint.id)) as [WebhookDelivery];
    expect(parked.status).toBe('parked');
    expect(await replica.delivery(beside.id)).toMatchObject({ status: 'delivered' });
    expect(await alerts(endpoint.id)).toEqual(['webhook_unreadable']);
    await replica.db.query(`update webhook_endpoint set secret_sealed = $2 where id = $1`, [endpoint.id, sealed]);
    await replica.get(Redeliver).one(clientId, parked.id, testActor());
    await replica.work();
    expect(await replica.delivery(endpoint.id)).toMatchObject({ status: 'delivered', tries: 1 });
  });

  it('stays in the outbox when it is an event, with an alert, and those before and after it are delivered', async () => {
    const { endpoint } = await replica.endpoint(clientId, receiver.url('/own'));
    const [before, spoilt, after] = [
      await replica.cancelledPayout(clientId),
      await replica.cancelledPayout(clientId),
      await replica.cancelledPayout(clientId),
    ];
    await spoilEvent(spoilt);
    await replica.work();
    await replica.work();
    expect((await replica.deliveries(endpoint.id)).map(({ payoutId }) => payoutId)).toEqual([before, after]);
    expect(await alerts(endpoint.id)).toEqual(['webhook_unreadable']);
    expect(await eventsLeftOf(spoilt)).toBe(1);
    // With the right key it is an event as any other.
    await mendEvent(spoilt);
    const restarted = await WebhooksReplica.start(database.url);
    await restarted.work();
    expect((await replica.deliveries(endpoint.id)).map(({ payoutId }) => payoutId)).toContain(spoilt);
    expect(await eventsLeftOf(spoilt)).toBe(0);
    await restarted.stop();
  });
});

describe('a process that ends', () => {
  it('between the answer and the writing of it leaves the delivery to another, which sends it again under its id', async () => {
    const { endpoint } = await replica.endpoint(clientId, receiver.url());
    await replica.cancelledPayout(clientId);
    // It drains and claims, and dies.
    const dying = await WebhooksReplica.start(database.url);
    dying.get(DeliverWebhooks).soon = () => undefined;
    await dying.get(DrainOutbox).run();
    const [claimed] = (await claimDue(dying.db, endpoint.id, 1, LEASE_MS)) as [DueDelivery];
    await dying.stop();
    await replica.work();
    expect(receiver.received).toEqual([]);
    await endLease(claimed.id);
    await replica.work();
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([claimed.eventId]);
    expect(await replica.delivery(endpoint.id)).toMatchObject({ status: 'delivered', tries: 1, leasedUntil: null });
  });

  it('and comes back late changes nothing of what another has made of the delivery since; its attempt is kept', async () => {
    const { endpoint } = await replica.endpoint(clientId, receiver.url());
    await replica.cancelledPayout(clientId);
    const late = await WebhooksReplica.start(database.url);
    late.get(DeliverWebhooks).soon = () => undefined;
    await late.get(DrainOutbox).run();
    const [{ id, turn }] = (await claimDue(late.db, endpoint.id, 1, LEASE_MS)) as [DueDelivery];
    await endLease(id);
    await replica.work();
    const before = await replica.delivery(endpoint.id);
    const attempt = { id: newId(), at: new Date(), durationMs: 1, httpStatus: 500, error: null, answer: null };
    const written = await writeAttempted(late.db, [{ deliveryId: id, turn, becomes: 'parked', waitMs: null, attempt }]);
    expect(written).toEqual([]);
    expect(await replica.delivery(endpoint.id)).toEqual(before);
    expect(await replica.attempts(id)).toHaveLength(2);
    await late.stop();
  });

  it('by order releases at once what is under way, and that is not an attempt', async () => {
    const { endpoint } = await replica.endpoint(clientId, receiver.url());
    await replica.cancelledPayout(clientId);
    receiver.answer = SAY_NOTHING;
    const ending = await WebhooksReplica.start(database.url);
    await ending.get(DrainOutbox).run();
    await replica.eventually('it is under way', async () => receiver.received.length === 1);
    await ending.stop();
    expect(await replica.delivery(endpoint.id)).toMatchObject({ status: 'pending', tries: 0 });
    receiver.answer = TAKE;
    await replica.work();
    expect(receiver.received).toHaveLength(2);
    expect(await replica.delivery(endpoint.id)).toMatchObject({ status: 'delivered', tries: 1 });
  });
});
