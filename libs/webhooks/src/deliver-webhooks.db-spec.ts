import { answerWith, Receiver, SAY_NOTHING, TAKE, verified } from '../../../test/support/receiver.js';
import { testActor } from '../../../test/support/test-actor.js';
import { DeliverWebhooks } from './deliver-webhooks.js';
import { DrainOutbox } from './drain-outbox.js';
import { ManageEndpoints } from './manage-endpoints.js';
import { RETRY_WAITS_MS } from './retry-schedule.js';
import { useStage, WebhooksReplica } from './testing/webhooks-replica.js';

const stage = useStage();

function endlessly(response: Parameters<Receiver['answer']>[0]): void {
  const more = () => void (response.destroyed || response.write(Buffer.alloc(16_384, 'x'), more));
  more();
}

/** How long after its last attempt began a delivery is due again, in seconds. */
async function waitsS(deliveryId: string): Promise<number> {
  const [row] = await stage.replica.db.query(
    `select extract(epoch from due_at - (select max(at) from webhook_attempt where delivery_id = $1))::float8 as "waitsS"
     from webhook_delivery where id = $1`,
    [deliveryId],
  );
  return row.waitsS;
}

/** An endpoint with one delivery whose first try was answered so. */
async function afterOneTry(answer: Receiver['answer']) {
  stage.receiver.answer = answer;
  const { endpoint, secret } = await stage.replica.endpoint(stage.clientId, stage.receiver.url());
  await stage.replica.cancelledPayout(stage.clientId);
  await stage.replica.work();
  return { endpoint, secret, delivery: await stage.replica.delivery(endpoint.id) };
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
    stage.receiver.answer = TAKE;
    await stage.replica.work();
    expect(stage.receiver.received).toHaveLength(1);
    await stage.replica.makeDue(delivery.id);
    await stage.replica.eventually(
      'a second later',
      async () => Date.now() > (stage.receiver.received[0]?.at ?? 0) + 1_000,
    );
    await stage.replica.work();
    const [first, second] = stage.receiver.received;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-timestamp']).not.toBe(first?.headers['webhook-timestamp']);
    expect(verified(second as never, secret)).toBeDefined();
    expect(await stage.replica.delivery(delivery.endpointId)).toMatchObject({ status: 'delivered', tries: 2 });
    expect(await stage.replica.attempts(delivery.id)).toMatchObject([{ httpStatus: 500 }, { httpStatus: 200 }]);
  });

  it('is repeated no sooner than the receiver asks', async () => {
    const { delivery } = await afterOneTry(answerWith(503, { 'retry-after': '3600' }));
    expect(await waitsS(delivery.id)).toBeGreaterThanOrEqual(3_600);
  });

  it('that was the last parks the delivery, and raises one alert a day for its endpoint (F67)', async () => {
    const { endpoint, delivery } = await afterOneTry(answerWith(500));
    await stage.replica.cancelledPayout(stage.clientId);
    await stage.replica.work();
    for (let tries = 1; tries <= RETRY_WAITS_MS.length; tries += 1) {
      for (const { id } of await stage.replica.deliveries(endpoint.id)) await stage.replica.makeDue(id);
      await stage.replica.work();
    }
    for (const { status, tries, dueAt } of await stage.replica.deliveries(endpoint.id)) {
      expect([status, tries, dueAt]).toEqual(['parked', RETRY_WAITS_MS.length + 1, null]);
    }
    expect(await stage.replica.attempts(delivery.id)).toHaveLength(RETRY_WAITS_MS.length + 1);
    expect(await stage.replica.alerts(endpoint.id)).toEqual(['webhook_parked']);
    await stage.replica.work();
    expect(stage.receiver.received).toHaveLength(2 * (RETRY_WAITS_MS.length + 1));
  });
});

describe('a receiver that says 410', () => {
  it('receives nothing more until its endpoint is enabled again (F68)', async () => {
    const { endpoint, delivery } = await afterOneTry(answerWith(410));
    expect(delivery).toMatchObject({ status: 'parked', tries: 1 });
    const manage = stage.replica.get(ManageEndpoints);
    expect(await manage.ofClient(stage.clientId, endpoint.id)).toMatchObject({
      status: 'disabled',
      disabledReason: 'gone',
    });
    expect(await stage.replica.alerts(endpoint.id)).toEqual(['webhook_gone']);
    await stage.replica.cancelledPayout(stage.clientId);
    await stage.replica.work();
    expect(stage.receiver.received).toHaveLength(1);
    stage.receiver.answer = TAKE;
    await manage.enable(stage.clientId, endpoint.id, testActor());
    await stage.replica.cancelledPayout(stage.clientId);
    await stage.replica.work();
    expect(stage.receiver.received).toHaveLength(2);
  });

  it('receives none of the pending deliveries: they are parked (F68)', async () => {
    const { endpoint } = await afterOneTry(answerWith(500));
    stage.receiver.answer = answerWith(410);
    await stage.replica.cancelledPayout(stage.clientId);
    await stage.replica.work();
    const [waiting] = await stage.replica.deliveries(endpoint.id);
    await stage.replica.makeDue(waiting?.id as string);
    await stage.replica.work();
    expect(stage.receiver.received).toHaveLength(2);
    expect(await stage.replica.deliveries(endpoint.id)).toMatchObject([{ status: 'parked' }, { status: 'parked' }]);
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
      await stage.replica.endpoint(stage.clientId, bad.url());
      const { endpoint } = await stage.replica.endpoint(stage.clientId, stage.receiver.url());
      for (let index = 0; index < MANY; index += 1) await stage.replica.cancelledPayout(stage.clientId);
      await stage.replica.get(DrainOutbox).drain();
      await stage.replica.eventually(
        'the others have received everything',
        async () => {
          await stage.replica.get(DeliverWebhooks).deliverDue();
          return (await stage.replica.deliveries(endpoint.id)).every(({ status }) => status === 'delivered');
        },
        BUSY_MACHINE_MS,
      );
      expect(stage.receiver.received).toHaveLength(MANY);
      // Deliveries that are due again while the others are still delivered are counted too.
      expect(bad.received.length).toBeLessThanOrEqual(2 * MANY);
      await bad.close();
      await stage.replica.get(DeliverWebhooks).settled();
    },
    2 * BUSY_MACHINE_MS,
  );
});

describe('many receivers that do not respond', () => {
  it('hold no more than half of a process between them, and no more than it may hold: another one receives everything (F68)', async () => {
    const crowded = await WebhooksReplica.start(stage.database.url, { mostAtOnce: 8, timeoutMs: 250 });
    const silent = await Receiver.open();
    let [open, mostOpen] = [0, 0];
    silent.answer = (response) => {
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      response.once('close', () => {
        open -= 1;
      });
    };
    for (let index = 0; index < 12; index += 1) await crowded.endpoint(stage.clientId, silent.url(`/${index}`));
    const { endpoint } = await crowded.endpoint(stage.clientId, stage.receiver.url());
    for (let index = 0; index < 10; index += 1) await crowded.cancelledPayout(stage.clientId);
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
    await crowded.db.query(`update webhook_endpoint set status = 'deleted' where client_id = $1`, [stage.clientId]);
    await endWork();
    await crowded.stop();
  });
});

describe('an endpoint with very many deliveries due', () => {
  it('that never answers holds up no other', async () => {
    const silent = await Receiver.open();
    silent.answer = SAY_NOTHING;
    const impatient = await WebhooksReplica.start(stage.database.url, { timeoutMs: 250 });
    const heap = await impatient.endpoint(stage.clientId, silent.url());
    await stage.replica.manyDue(stage.clientId, heap.endpoint.id, 5_000);
    const { endpoint } = await impatient.endpoint(stage.clientId, stage.receiver.url(), ['payout.cancelled']);
    const endWork = impatient.keepWorking();
    for (let index = 0; index < 5; index += 1) await impatient.cancelledPayout(stage.clientId);
    await impatient.eventually('the other has everything', async () => {
      const deliveries = await impatient.deliveries(endpoint.id);
      return deliveries.length === 5 && deliveries.every(({ status }) => status === 'delivered');
    });
    const [{ leased }] = await impatient.db.query(
      `select count(*)::int as leased from webhook_delivery where endpoint_id = $1 and leased_until is not null`,
      [heap.endpoint.id],
    );
    expect(leased).toBeLessThanOrEqual(512);
    await impatient.get(ManageEndpoints).remove(stage.clientId, heap.endpoint.id, testActor());
    await stage.replica.db.query(
      `update webhook_delivery set status = 'parked', due_at = null, leased_until = null where endpoint_id = $1`,
      [heap.endpoint.id],
    );
    await endWork();
    await impatient.stop();
    await silent.close();
  });
});
