import { createTestDatabase, type TestDatabase } from '../../../test/support/embedded-postgres-database.js';
import { eventually } from '../../../test/support/eventually.js';
import { newClient } from '../../../test/support/new-payout.js';
import { answerWith, Receiver, TAKE } from '../../../test/support/receiver.js';
import { testActor } from '../../../test/support/test-actor.js';
import { Redeliver } from './redeliver.js';
import { RETRY_WAITS_MS } from './retry-schedule.js';
import { WebhooksReplica } from './testing/webhooks-replica.js';
import type { WebhookDelivery } from './webhook-delivery.entity.js';

/** As long as a day takes here. */
const DAY_MS = 2_000;
const COMPRESSION = 86_400_000 / DAY_MS;
const EVENTS = 5;
const TRIES = RETRY_WAITS_MS.length + 1;
const ALWAYS = { createdFrom: new Date(0), createdTo: new Date('2100-01-01') };

let database: TestDatabase;
let replica: WebhooksReplica;
let receiver: Receiver;
let endWork: () => Promise<void>;

beforeAll(async () => {
  database = await createTestDatabase();
  replica = await WebhooksReplica.start(database.url, {
    retryWaitsMs: RETRY_WAITS_MS.map((waitMs) => waitMs / COMPRESSION),
  });
});
afterAll(async () => {
  await replica.stop();
  await database.drop();
});
beforeEach(async () => {
  receiver = await Receiver.open();
  endWork = replica.keepWorking();
});
afterEach(async () => {
  await endWork();
  await receiver.close();
});

/** Changes with any change of what is known of payouts and their money. */
async function moneyDigest(): Promise<string> {
  const [row] = await replica.db.query(
    `select md5((select string_agg(payout::text, ';' order by id) from payout)
       || (select string_agg(payout_event::text, ';' order by payout_id, version) from payout_event)
       || coalesce((select string_agg(attempt::text, ';' order by id) from attempt), '')) as digest`,
  );
  return row.digest;
}

const daysAfter = (startedAt: number, days: number) =>
  eventually(`day ${days}`, async () => Date.now() >= startedAt + days * DAY_MS);

function deliveriesThat(
  endpointId: string,
  what: string,
  isSo: (delivery: WebhookDelivery) => boolean,
): Promise<WebhookDelivery[]> {
  return eventually(what, async () => {
    const deliveries = await replica.deliveries(endpointId);
    return deliveries.length === EVENTS && deliveries.every(isSo) ? deliveries : null;
  });
}

async function endpointWithEvents(url: string): Promise<{ clientId: string; endpointId: string; money: string }> {
  const clientId = await newClient(replica.db);
  const { endpoint } = await replica.endpoint(clientId, url);
  for (let index = 0; index < EVENTS; index += 1) await replica.cancelledPayout(clientId);
  return { clientId, endpointId: endpoint.id, money: await moneyDigest() };
}

describe('a receiver that is down', () => {
  it('for a day receives everything without an order when it is back, under the ids of the events, and no payout moves (F67)', async () => {
    const { port } = receiver;
    const url = receiver.url();
    await receiver.close();
    const startedAt = Date.now();
    const { endpointId, money } = await endpointWithEvents(url);
    await daysAfter(startedAt, 1);
    await deliveriesThat(endpointId, 'all were attempted again and again', ({ tries }) => tries > 4);
    for (const { status } of await replica.deliveries(endpointId)) expect(status).toBe('pending');
    receiver = await Receiver.open(port);
    const deliveries = await deliveriesThat(endpointId, 'all are delivered', ({ status }) => status === 'delivered');
    expect(receiver.received.map(({ headers }) => headers['webhook-id']).sort()).toEqual(
      deliveries.map(({ eventId }) => eventId).sort(),
    );
    for (const { id } of deliveries) {
      const errors = (await replica.attempts(id)).map(({ error }) => error);
      expect(new Set(errors.slice(0, -1))).toEqual(new Set(['connection_refused']));
    }
    expect(await moneyDigest()).toBe(money);
  });

  it('for five days is retried for more than three, then its deliveries are parked, an alert is raised, and an order sends them (F67)', async () => {
    receiver.answer = answerWith(503);
    const startedAt = Date.now();
    const { clientId, endpointId, money } = await endpointWithEvents(receiver.url());
    const parked = await deliveriesThat(endpointId, 'all are parked', ({ status }) => status === 'parked');
    for (const { id, eventId } of parked) {
      const body = await replica.bodyOf(id);
      const tries = receiver.received.filter(({ headers }) => headers['webhook-id'] === eventId);
      expect(new Set(tries.map((each) => each.body))).toEqual(new Set([body]));
      const times = (await replica.attempts(id)).map(({ at }) => at.getTime());
      expect([tries.length, times.length]).toEqual([TRIES, TRIES]);
      for (const [index, waitMs] of RETRY_WAITS_MS.entries()) {
        const waitedMs = (times[index + 1] as number) - (times[index] as number);
        expect(waitedMs).toBeGreaterThanOrEqual(Math.floor(waitMs / COMPRESSION));
      }
      expect((times.at(-1) as number) - (times[0] as number)).toBeGreaterThan(3 * DAY_MS);
    }
    const alerts = await replica.db.query(
      `select kind, payout_id as "payoutId" from alert where detail ->> 'endpointId' = $1`,
      [endpointId],
    );
    expect(alerts).toEqual([{ kind: 'webhook_parked', payoutId: null }]);

    await daysAfter(startedAt, 5);
    receiver.answer = TAKE;
    const receivedSoFar = receiver.received.length;
    expect(receivedSoFar).toBe(EVENTS * TRIES);
    const range = { ...ALWAYS, statuses: ['parked'] as const, endpointId };
    expect(await replica.get(Redeliver).many(clientId, range, testActor())).toEqual({ count: EVENTS, more: false });
    await deliveriesThat(endpointId, 'all are delivered', ({ status }) => status === 'delivered');
    const receivedAgain = receiver.received.slice(receivedSoFar).map(({ headers }) => headers['webhook-id']);
    expect(receivedAgain.sort()).toEqual(parked.map(({ eventId }) => eventId).sort());
    expect(await moneyDigest()).toBe(money);
  });
});
