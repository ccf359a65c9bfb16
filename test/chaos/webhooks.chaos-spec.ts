import { readFile } from 'node:fs/promises';
import { EVENT_TYPES } from '#libs/webhooks';
import { eventually } from '../support/eventually.js';
import { meanwhile } from '../support/meanwhile.js';
import { answerWith, Receiver, TAKE } from '../support/receiver.js';
import { ACCOUNT } from '../support/sandbox.js';
import type { Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

const ENVIRONMENT = { WEBHOOK_ALLOW_PRIVATE: 'true' };

/** What each story has for itself. Stories that mostly wait run beside the others. */
class Scene {
  private constructor(
    readonly stage: Stage,
    readonly receiver: Receiver,
  ) {}

  static async open(): Promise<Scene> {
    const [stage, receiver] = await Promise.all([Stage.open(), Receiver.open()]);
    return new Scene(stage, receiver);
  }

  start(crashPoint?: string): Promise<Service> {
    return this.stage.start({ ...ENVIRONMENT, ...(crashPoint && { CRASH_POINT: crashPoint }) });
  }

  async newEndpoint(service: Service): Promise<string> {
    const { status, body } = await service.call('POST', '/v1/webhook-endpoints', { url: this.receiver.url() });
    expect(status).toBe(201);
    return body.id as string;
  }

  idsReceived(): string[] {
    return this.receiver.received.map(({ headers }) => headers['webhook-id'] as string);
  }

  /** The ids of everything that the endpoint has to receive, from the history of payouts. */
  async idsOfEvents(since: string): Promise<string[]> {
    const rows = await this.stage.query<{ id: string }>(
      `select 'evt_' || replace(payout_id::text, '-', '') || '_' || version as id from payout_event
       where at > $1::timestamptz and 'payout.' || to_status = any ($2)`,
      [since, EVENT_TYPES],
    );
    return rows.map(({ id }) => id);
  }

  async now(): Promise<string> {
    const [row] = await this.stage.query<{ now: string }>(`select now()::text as now`);
    return row?.now as string;
  }

  everythingIsDelivered(endpointId: string): Promise<boolean> {
    return eventually('everything is delivered', async () => {
      const open = await this.stage.query(
        `select from outbox union all
           select from webhook_delivery where endpoint_id = $1 and status <> 'delivered'`,
        [endpointId],
      );
      return open.length === 0;
    });
  }

  /** The ids of payouts that were accepted after another one, in order. */
  async payoutsAfter(id: string): Promise<string[]> {
    const rows = await this.stage.query<{ id: string }>(`select id from payout where id > $1 order by id`, [id]);
    return rows.map((row) => row.id);
  }

  async close(): Promise<void> {
    await this.stage.close();
    await this.receiver.close();
  }
}

/** A test with a scene of its own. */
const onScene = (story: (scene: Scene) => Promise<void>) => async () => {
  const scene = await Scene.open();
  await story(scene).finally(() => scene.close());
};

const NO_PAYOUT = '00000000-0000-0000-0000-000000000000';

/** Creates payouts until the process dies of it. */
async function createUntilDeath(service: Service): Promise<string[]> {
  const ids: string[] = [];
  while (!service.child.hasExited && ids.length < 20) {
    const created = await service.create(ACCOUNT.paid).catch(() => null);
    if (created !== null) ids.push(created.body.id);
  }
  await service.child.exit();
  return ids;
}

const frozenThere = meanwhile(
  onScene(async (scene) => {
    const frozen = await scene.start('after_webhook_200:1:SIGSTOP');
    const other = await scene.start();
    const endpointId = await scene.newEndpoint(other);
    const payoutIds: string[] = [];
    await eventually('one of them freezes', async () => {
      payoutIds.push((await other.create(ACCOUNT.paid)).body.id);
      return /^State:\tT/m.test(await readFile(`/proc/${frozen.child.pid}/status`, 'utf8'));
    });
    for (const id of payoutIds) await other.until(id, 'succeeded', 'review');
    await scene.everythingIsDelivered(endpointId);
    const rows = () => scene.stage.query(`select id, status, turn, delivered_at from webhook_delivery order by id`);
    const before = await rows();
    frozen.child.process.kill('SIGCONT');
    await eventually('it works again', async () => (await frozen.call('GET', '/health/ready')).status === 200);
    await frozen.child.end('SIGTERM');
    expect(await rows()).toEqual(before);
  }),
);

const receiverIsDown = meanwhile(
  onScene(async (scene) => {
    scene.receiver.answer = answerWith(503);
    const service = await scene.start();
    const endpointId = await scene.newEndpoint(service);
    const since = await scene.now();
    const created = await Promise.all(Array.from({ length: 5 }, () => service.create(ACCOUNT.paid)));
    for (const { body } of created) expect(await service.until(body.id, 'succeeded')).toMatchObject({ version: 4 });
    await eventually('all were tried', async () => {
      const untried = await scene.stage.query(`select from webhook_delivery where endpoint_id = $1 and tries = 0`, [
        endpointId,
      ]);
      return untried.length === 0 && scene.receiver.received.length > 0;
    });
    scene.receiver.answer = TAKE;
    await scene.everythingIsDelivered(endpointId);
    expect([...new Set(scene.idsReceived())].sort()).toEqual((await scene.idsOfEvents(since)).sort());
    expect((await scene.stage.sandbox.books()).totals).toMatchObject({ transferRequests: 5, movedCount: 5 });
  }),
);

describe('a service killed with kill -9 between the 200 of a receiver and its own note of it', () => {
  it(
    'is followed by one that sends the webhook again, under the same id and with the same body (F69)',
    onScene(async (scene) => {
      const victim = await scene.start('after_webhook_200');
      const endpointId = await scene.newEndpoint(victim);
      const since = await scene.now();
      const [payoutId] = await createUntilDeath(victim);
      const [first] = scene.receiver.received;
      expect(await victim.child.exit()).toEqual({ code: null, signal: 'SIGKILL' });
      const before = await scene.stage.query(
        `select from webhook_delivery where endpoint_id = $1 and status = 'delivered'`,
        [endpointId],
      );
      expect(before).toEqual([]);

      const survivor = await scene.start();
      // Killed before its transfer left, it is one that the provider does not know, and waits for a person.
      await survivor.until(payoutId as string, 'succeeded', 'review');
      await scene.everythingIsDelivered(endpointId);
      const again = scene.receiver.received.filter(
        ({ headers }) => headers['webhook-id'] === first?.headers['webhook-id'],
      );
      expect(again.length).toBeGreaterThan(1);
      expect(new Set(again.map(({ body }) => body)).size).toBe(1);
      expect([...new Set(scene.idsReceived())].sort()).toEqual((await scene.idsOfEvents(since)).sort());
    }),
    90_000,
  );

  it(
    'again and again, loses no event: the receiver has every event of the history and no other, and nothing is paid twice (F69)',
    onScene(async (scene) => {
      const first = await scene.start();
      const endpointId = await scene.newEndpoint(first);
      const since = await scene.now();
      await first.child.end('SIGKILL');
      const before = await scene.payoutsAfter(NO_PAYOUT);
      for (const pass of [1, 3, 7]) {
        // What came back from the one before may kill it before it is ready.
        const victim = await scene.start(`after_webhook_200:${pass}`).catch(() => null);
        if (victim !== null) await createUntilDeath(victim);
      }
      const survivor = await scene.start();
      // Also those whose answer was lost with the process: they are accepted all the same.
      const payoutIds = await scene.payoutsAfter(before.at(-1) ?? NO_PAYOUT);
      for (const id of payoutIds) await survivor.until(id, 'succeeded', 'review');
      await scene.everythingIsDelivered(endpointId);
      expect([...new Set(scene.idsReceived())].sort()).toEqual((await scene.idsOfEvents(since)).sort());
      expect(scene.idsReceived().length).toBeGreaterThan(new Set(scene.idsReceived()).size);
      const { transfers, totals } = await scene.stage.sandbox.books();
      expect(transfers.length).toBeLessThanOrEqual(payoutIds.length);
      expect(new Set(transfers.map(({ disburseId }) => disburseId)).size).toBe(transfers.length);
      expect(totals.movedCount).toBe(totals.transferRequests);
    }),
    90_000,
  );

  it(
    'or frozen there, finds when it wakes that another one has sent the webhook, and changes nothing (F69)',
    frozenThere,
    90_000,
  );
});

describe('a receiver that is down while payouts are paid', () => {
  it('delays none of them, and receives all events when it is back (F67)', receiverIsDown, 90_000);
});
