import { createTestDatabase, type TestDatabase } from '../../../test/support/embedded-postgres-database.js';
import { newClient } from '../../../test/support/new-payout.js';
import { answerWith, Receiver, SAY_NOTHING, TAKE, verified } from '../../../test/support/receiver.js';
import { somebody } from '../../../test/support/somebody.js';
import { DeliverWebhooks } from './deliver-webhooks.js';
import { DrainOutbox } from './drain-outbox.js';
import { ManageEndpoints } from './manage-endpoints.js';
import { RETRY_WAITS_MS } from './retry-schedule.js';
import { WebhooksReplica } from './testing/webhooks-replica.js';
import { WebhookJobs } from './webhook-jobs.js';

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

async function dueInS(deliveryId: string): Promise<number> {
  const [row] = await replica.db.query(
    `select extract(epoch from due_at - now())::float8 as "dueInS" from webhook_delivery where id = $1`,
    [deliveryId],
  );
  return row.dueInS;
}

async function alerts(endpointId: string): Promise<string[]> {
  const rows = await replica.db.query(`select kind from alert where detail ->> 'endpointId' = $1 order by at`, [
    endpointId,
  ]);
  return rows.map(({ kind }: { kind: string }) => kind);
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
    const waitS = await dueInS(delivery.id);
    expect(waitS).toBeGreaterThan(3);
    expect(waitS).toBeLessThanOrEqual(6);
  });

  it('is repeated with the same id and body, and signed anew', async () => {
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
    expect(await dueInS(delivery.id)).toBeGreaterThan(3_590);
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
  it('hears nothing more until its endpoint is enabled again (F68)', async () => {
    const { endpoint, delivery } = await afterOneTry(answerWith(410));
    expect(delivery).toMatchObject({ status: 'parked', tries: 1 });
    const manage = replica.get(ManageEndpoints);
    expect(await manage.ofClient(clientId, endpoint.id)).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
    expect(await alerts(endpoint.id)).toEqual(['webhook_gone']);
    await replica.cancelledPayout(clientId);
    await replica.work();
    expect(receiver.received).toHaveLength(1);
    receiver.answer = TAKE;
    await manage.enable(clientId, endpoint.id, somebody());
    await replica.cancelledPayout(clientId);
    await replica.work();
    expect(receiver.received).toHaveLength(2);
  });

  it('hears nothing of what was waiting for it: that is parked (F68)', async () => {
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

describe('a receiver that misbehaves', () => {
  const MANY = 70;

  it.each<[string, Receiver['answer']]>([
    ['says nothing', SAY_NOTHING],
    ['sends one elsewhere', answerWith(302, { location: 'http://127.0.0.1:9/' })],
    ['answers without end', (response) => endlessly(response)],
    ['closes without an answer', (response) => void response.destroy()],
    ['answers 200 and closes', (response) => void response.end(() => response.socket?.destroy())],
    ['is gone', answerWith(410)],
  ])('%s: it holds up nobody else, and is sent little at once (F68)', async (_, answer) => {
    const bad = await Receiver.open();
    bad.answer = answer;
    await replica.endpoint(clientId, bad.url());
    const { endpoint } = await replica.endpoint(clientId, receiver.url());
    for (let index = 0; index < MANY; index += 1) await replica.cancelledPayout(clientId);
    const startedAt = Date.now();
    await replica.get(DrainOutbox).run();
    await replica.eventually('the others have heard everything', async () => {
      await replica.get(DeliverWebhooks).run();
      return (await replica.deliveries(endpoint.id)).every(({ status }) => status === 'delivered');
    });
    expect(Date.now() - startedAt).toBeLessThan(14_000);
    expect(receiver.received).toHaveLength(MANY);
    // Those that fall due once more while the others are still told are counted too.
    expect(bad.received.length).toBeLessThanOrEqual(2 * MANY);
    await bad.close();
    await replica.get(DeliverWebhooks).settled();
  });
});

describe('many receivers that say nothing', () => {
  it('hold no more than half of a process between them, and no more than it may hold: another one hears of everything (F68)', async () => {
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
    await crowded.eventually('the other one has heard everything', async () => {
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

describe('a process that ends', () => {
  it('between the answer and the writing of it leaves the delivery to another, which sends it again under its id', async () => {
    const { endpoint } = await replica.endpoint(clientId, receiver.url());
    await replica.cancelledPayout(clientId);
    // Nobody delivers what this one drains.
    const drained = await WebhooksReplica.start(database.url);
    drained.get(DeliverWebhooks).soon = () => undefined;
    await drained.get(DrainOutbox).run();
    const jobs = drained.get(WebhookJobs);
    expect(await jobs.take(endpoint.id, 1)).toHaveLength(1);
    await drained.stop();
    await replica.work();
    expect(receiver.received).toEqual([]);
    await replica.db.query(`update pgboss.job set started_on = now() - interval '3 min' where state = 'active'`);
    await replica.db.query(`update pgboss.queue set monitor_on = null, monitor_claim_on = null`);
    await replica.get(WebhookJobs).giveBackLost();
    await replica.work();
    expect(receiver.received).toHaveLength(1);
    expect(await replica.delivery(endpoint.id)).toMatchObject({ status: 'delivered' });
  });

  it('by order gives back at once what is under way, and it counts as no try', async () => {
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
