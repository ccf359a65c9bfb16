import { newId } from '#libs/platform';
import { SAY_NOTHING, TAKE } from '../../../test/support/receiver.js';
import { testActor } from '../../../test/support/test-actor.js';
import { DeliverWebhooks } from './deliver-webhooks.js';
import { claimDue, type DueDelivery, writeAttempted } from './deliver-webhooks.queries.js';
import { DrainOutbox } from './drain-outbox.js';
import { Redeliver } from './redeliver.js';
import { useStage, WebhooksReplica } from './testing/webhooks-replica.js';
import type { WebhookDelivery } from './webhook-delivery.entity.js';

const stage = useStage();

const LEASE_MS = 120_000;

/** Lets the lease of a delivery end. */
async function endLease(deliveryId: string): Promise<void> {
  await stage.replica.db.query(`update webhook_delivery set leased_until = now() where id = $1`, [deliveryId]);
}

async function spoilEvent(payoutId: string): Promise<void> {
  await stage.replica.db.query(
    `update outbox set snapshot = snapshot || jsonb_build_object('spoilt', snapshot -> 'personal_sealed', 'personal_sealed', '\\x00')
     where payout_id = $1`,
    [payoutId],
  );
}

async function mendEvent(payoutId: string): Promise<void> {
  await stage.replica.db.query(
    `update outbox set snapshot = snapshot || jsonb_build_object('personal_sealed', snapshot -> 'spoilt') where payout_id = $1`,
    [payoutId],
  );
}

async function eventsLeftOf(payoutId: string): Promise<number> {
  const [row] = await stage.replica.db.query(
    `select count(*)::int as n from outbox where payout_id = $1 and type = 'payout.cancelled'`,
    [payoutId],
  );
  return row.n;
}

describe('many processes that claim at once', () => {
  it('get each delivery once, those that are due first before the others', async () => {
    const { endpoint } = await stage.replica.endpoint(stage.clientId, stage.receiver.url());
    await stage.replica.manyDue(stage.clientId, endpoint.id, 40);
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => claimDue(stage.replica.db, endpoint.id, 4, LEASE_MS)),
    );
    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const rest = await claimDue(stage.replica.db, endpoint.id, 100, LEASE_MS);
    expect(new Set([...ids, ...rest.map(({ id }) => id)]).size).toBe(40);
    const inOrder = await stage.replica.db.query(
      `select id from webhook_delivery where endpoint_id = $1 order by due_at, id`,
      [endpoint.id],
    );
    const restIds = new Set(rest.map(({ id }) => id));
    expect(rest.map(({ id }) => id)).toEqual(
      inOrder.map(({ id }: { id: string }) => id).filter((id: string) => restIds.has(id)),
    );
    expect(await claimDue(stage.replica.db, endpoint.id, 100, LEASE_MS)).toEqual([]);
  });
});

describe('what cannot be opened', () => {
  /** An endpoint of the client beside the one that a test spoils, which has to get everything. */
  const neighbour = async () =>
    (await stage.replica.endpoint(stage.clientId, stage.receiver.url('/neighbour'))).endpoint;

  it('is parked when it is a body, with an alert, and what is due beside it is sent', async () => {
    const { endpoint } = await stage.replica.endpoint(stage.clientId, stage.receiver.url('/own'));
    const beside = await neighbour();
    const drains = await WebhooksReplica.start(stage.database.url);
    drains.get(DeliverWebhooks).soon = () => undefined;
    for (let index = 0; index < 3; index += 1) await stage.replica.cancelledPayout(stage.clientId);
    await drains.get(DrainOutbox).drain();
    await drains.stop();
    const [spoilt] = (await stage.replica.deliveries(endpoint.id)) as [WebhookDelivery];
    await stage.replica.db.query(`update webhook_delivery set body_sealed = '\\x00' where id = $1`, [spoilt.id]);
    await stage.replica.work();
    expect(await stage.replica.deliveries(endpoint.id)).toMatchObject([
      { id: spoilt.id, status: 'parked', tries: 0 },
      { status: 'delivered' },
      { status: 'delivered' },
    ]);
    expect(await stage.replica.attempts(spoilt.id)).toEqual([]);
    expect((await stage.replica.deliveries(beside.id)).map(({ status }) => status)).toEqual(Array(3).fill('delivered'));
    expect([await stage.replica.alerts(endpoint.id), await stage.replica.alerts(beside.id)]).toEqual([
      ['webhook_unreadable'],
      [],
    ]);
  });

  it('is parked when it is the secret of an endpoint, and sent when that is ordered after the secret is right again', async () => {
    const { endpoint } = await stage.replica.endpoint(stage.clientId, stage.receiver.url('/own'));
    const beside = await neighbour();
    const [{ sealed }] = await stage.replica.db.query(
      `select secret_sealed as sealed from webhook_endpoint where id = $1`,
      [endpoint.id],
    );
    await stage.replica.db.query(`update webhook_endpoint set secret_sealed = '\\x01ff' where id = $1`, [endpoint.id]);
    await stage.replica.cancelledPayout(stage.clientId);
    await stage.replica.work();
    const [parked] = (await stage.replica.deliveries(endpoint.id)) as [WebhookDelivery];
    expect(parked.status).toBe('parked');
    expect(await stage.replica.delivery(beside.id)).toMatchObject({ status: 'delivered' });
    expect(await stage.replica.alerts(endpoint.id)).toEqual(['webhook_unreadable']);
    await stage.replica.db.query(`update webhook_endpoint set secret_sealed = $2 where id = $1`, [endpoint.id, sealed]);
    await stage.replica.get(Redeliver).one(stage.clientId, parked.id, testActor());
    await stage.replica.work();
    expect(await stage.replica.delivery(endpoint.id)).toMatchObject({ status: 'delivered', tries: 1 });
  });

  it('stays in the outbox when it is an event, with an alert, and those before and after it are delivered', async () => {
    const { endpoint } = await stage.replica.endpoint(stage.clientId, stage.receiver.url('/own'));
    const [before, spoilt, after] = [
      await stage.replica.cancelledPayout(stage.clientId),
      await stage.replica.cancelledPayout(stage.clientId),
      await stage.replica.cancelledPayout(stage.clientId),
    ];
    await spoilEvent(spoilt);
    await stage.replica.work();
    await stage.replica.work();
    expect((await stage.replica.deliveries(endpoint.id)).map(({ payoutId }) => payoutId)).toEqual([before, after]);
    expect(await stage.replica.alerts(endpoint.id)).toEqual(['webhook_unreadable']);
    expect(await eventsLeftOf(spoilt)).toBe(1);
    // With the right key it is an event as any other.
    await mendEvent(spoilt);
    const restarted = await WebhooksReplica.start(stage.database.url);
    await restarted.work();
    expect((await stage.replica.deliveries(endpoint.id)).map(({ payoutId }) => payoutId)).toContain(spoilt);
    expect(await eventsLeftOf(spoilt)).toBe(0);
    await restarted.stop();
  });
});

describe('a process that ends', () => {
  it('between the answer and the writing of it leaves the delivery to another, which sends it again under its id', async () => {
    const { endpoint } = await stage.replica.endpoint(stage.clientId, stage.receiver.url());
    await stage.replica.cancelledPayout(stage.clientId);
    // It drains and claims, and dies.
    const dying = await WebhooksReplica.start(stage.database.url);
    dying.get(DeliverWebhooks).soon = () => undefined;
    await dying.get(DrainOutbox).drain();
    const [claimed] = (await claimDue(dying.db, endpoint.id, 1, LEASE_MS)) as [DueDelivery];
    await dying.stop();
    await stage.replica.work();
    expect(stage.receiver.received).toEqual([]);
    await endLease(claimed.id);
    await stage.replica.work();
    expect(stage.receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([claimed.eventId]);
    expect(await stage.replica.delivery(endpoint.id)).toMatchObject({
      status: 'delivered',
      tries: 1,
      leasedUntil: null,
    });
  });

  it('and comes back late changes nothing of what another has made of the delivery since; its attempt is kept', async () => {
    const { endpoint } = await stage.replica.endpoint(stage.clientId, stage.receiver.url());
    await stage.replica.cancelledPayout(stage.clientId);
    const late = await WebhooksReplica.start(stage.database.url);
    late.get(DeliverWebhooks).soon = () => undefined;
    await late.get(DrainOutbox).drain();
    const [{ id, turn }] = (await claimDue(late.db, endpoint.id, 1, LEASE_MS)) as [DueDelivery];
    await endLease(id);
    await stage.replica.work();
    const before = await stage.replica.delivery(endpoint.id);
    const attempt = { id: newId(), at: new Date(), durationMs: 1, httpStatus: 500, error: null, answer: null };
    const written = await writeAttempted(late.db, [{ deliveryId: id, turn, becomes: 'parked', waitMs: null, attempt }]);
    expect(written).toEqual([]);
    expect(await stage.replica.delivery(endpoint.id)).toEqual(before);
    expect(await stage.replica.attempts(id)).toHaveLength(2);
    await late.stop();
  });

  it('by order releases at once what is under way, and that is not an attempt', async () => {
    const { endpoint } = await stage.replica.endpoint(stage.clientId, stage.receiver.url());
    await stage.replica.cancelledPayout(stage.clientId);
    stage.receiver.answer = SAY_NOTHING;
    const ending = await WebhooksReplica.start(stage.database.url);
    await ending.get(DrainOutbox).drain();
    await stage.replica.eventually('it is under way', async () => stage.receiver.received.length === 1);
    await ending.stop();
    expect(await stage.replica.delivery(endpoint.id)).toMatchObject({ status: 'pending', tries: 0 });
    stage.receiver.answer = TAKE;
    await stage.replica.work();
    expect(stage.receiver.received).toHaveLength(2);
    expect(await stage.replica.delivery(endpoint.id)).toMatchObject({ status: 'delivered', tries: 1 });
  });
});
