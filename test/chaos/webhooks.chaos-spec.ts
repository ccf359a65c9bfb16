import { readFile } from 'node:fs/promises';
import { EVENT_TYPES } from '#libs/webhooks';
import { eventually } from '../support/eventually.js';
import { answerWith, Receiver, TAKE } from '../support/receiver.js';
import { ACCOUNT } from '../support/sandbox.js';
import type { Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

const ENVIRONMENT = { WEBHOOK_ALLOW_PRIVATE: 'true' };

let stage: Stage;
let receiver: Receiver;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.sandbox.reset();
  receiver = await Receiver.open();
});
afterEach(async () => {
  await stage.endServices();
  await receiver.close();
  await stage.query(`update webhook_endpoint set status = 'deleted'`);
});

const start = (crashPoint?: string): Promise<Service> =>
  stage.start({ ...ENVIRONMENT, ...(crashPoint && { CRASH_POINT: crashPoint }) });

async function newEndpoint(service: Service): Promise<string> {
  const { status, body } = await service.call('POST', '/v1/webhook-endpoints', { url: receiver.url() });
  expect(status).toBe(201);
  return body.id as string;
}

const idsHeard = () => receiver.received.map(({ headers }) => headers['webhook-id'] as string);

/** The ids of everything that the endpoint is to hear of, from the outbox. */
async function idsOfEvents(since: string): Promise<string[]> {
  const rows = await stage.query<{ id: string }>(
    `select 'evt_' || replace(payout_id::text, '-', '') || '_' || version as id from outbox
     where id > $1::bigint and type = any ($2) order by id`,
    [since, EVENT_TYPES],
  );
  return rows.map(({ id }) => id);
}

async function endOfOutbox(): Promise<string> {
  const [row] = await stage.query<{ last: string }>(`select coalesce(max(id), 0)::text as last from outbox`);
  return row?.last as string;
}

const everythingIsDelivered = (endpointId: string) =>
  eventually(
    'everything is delivered',
    async () => {
      const open = await stage.query(
        `select from outbox_snapshot union all
         select from webhook_delivery where endpoint_id = $1 and status <> 'delivered'`,
        [endpointId],
      );
      return open.length === 0;
    },
    25_000,
  );

const NO_PAYOUT = '00000000-0000-0000-0000-000000000000';

/** The ids of payouts that were accepted after another one, in order. */
async function payoutsAfter(id: string): Promise<string[]> {
  const rows = await stage.query<{ id: string }>(`select id from payout where id > $1 order by id`, [id]);
  return rows.map((row) => row.id);
}

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

describe('a service killed with kill -9 between the 200 of a receiver and its own note of it', () => {
  it('is followed by one that sends the webhook again, under the same id and with the same body (F69)', async () => {
    const victim = await start('after_webhook_200');
    const endpointId = await newEndpoint(victim);
    const since = await endOfOutbox();
    const [payoutId] = await createUntilDeath(victim);
    const [first] = receiver.received;
    expect(await victim.child.exit()).toEqual({ code: null, signal: 'SIGKILL' });
    const before = await stage.query(`select from webhook_delivery where endpoint_id = $1 and status = 'delivered'`, [
      endpointId,
    ]);
    expect(before).toEqual([]);

    const survivor = await start();
    // Killed before its transfer left, it is one that the provider does not know, and waits for a person.
    await survivor.until(payoutId as string, 'succeeded', 'review');
    await everythingIsDelivered(endpointId);
    const again = receiver.received.filter(({ headers }) => headers['webhook-id'] === first?.headers['webhook-id']);
    expect(again.length).toBeGreaterThan(1);
    expect(new Set(again.map(({ body }) => body)).size).toBe(1);
    expect([...new Set(idsHeard())].sort()).toEqual((await idsOfEvents(since)).sort());
  }, 90_000);

  it('again and again, loses no event: the receiver has heard of exactly what the outbox has, and nothing is paid twice (F69)', async () => {
    const first = await start();
    const endpointId = await newEndpoint(first);
    const since = await endOfOutbox();
    await first.child.end('SIGKILL');
    const before = await payoutsAfter(NO_PAYOUT);
    for (const pass of [1, 3, 7]) {
      // What came back from the one before may kill it before it is ready.
      const victim = await start(`after_webhook_200:${pass}`).catch(() => null);
      if (victim !== null) await createUntilDeath(victim);
    }
    const survivor = await start();
    // Also those whose answer was lost with the process: they are accepted all the same.
    const payoutIds = await payoutsAfter(before.at(-1) ?? NO_PAYOUT);
    for (const id of payoutIds) await survivor.until(id, 'succeeded', 'review');
    await everythingIsDelivered(endpointId);
    expect([...new Set(idsHeard())].sort()).toEqual((await idsOfEvents(since)).sort());
    expect(idsHeard().length).toBeGreaterThan(new Set(idsHeard()).size);
    const { transfers, totals } = await stage.sandbox.books();
    expect(transfers.length).toBeLessThanOrEqual(payoutIds.length);
    expect(new Set(transfers.map(({ disburseId }) => disburseId)).size).toBe(transfers.length);
    expect(totals.movedCount).toBe(totals.transferRequests);
  }, 90_000);

  it('or frozen there, finds when it wakes that another one has sent the webhook, and changes nothing (F69)', async () => {
    const frozen = await start('after_webhook_200:1:SIGSTOP');
    const other = await start();
    const endpointId = await newEndpoint(other);
    const payoutIds: string[] = [];
    await eventually('one of them freezes', async () => {
      payoutIds.push((await other.create(ACCOUNT.paid)).body.id);
      return /^State:\tT/m.test(await readFile(`/proc/${frozen.child.pid}/status`, 'utf8'));
    });
    for (const id of payoutIds) await other.until(id, 'succeeded', 'review');
    await everythingIsDelivered(endpointId);
    const rows = () => stage.query(`select id, status, turn, delivered_at from webhook_delivery order by id`);
    const before = await rows();
    frozen.child.process.kill('SIGCONT');
    await eventually('it works again', async () => (await frozen.call('GET', '/health/ready')).status === 200);
    await frozen.child.end('SIGTERM');
    expect(await rows()).toEqual(before);
  }, 90_000);
});

describe('a receiver that is down while payouts are paid', () => {
  it('delays none of them, and hears of all when it is back (F67)', async () => {
    receiver.answer = answerWith(503);
    const service = await start();
    const endpointId = await newEndpoint(service);
    const since = await endOfOutbox();
    const created = await Promise.all(Array.from({ length: 5 }, () => service.create(ACCOUNT.paid)));
    for (const { body } of created) expect(await service.until(body.id, 'succeeded')).toMatchObject({ version: 4 });
    await eventually('all were tried', async () => {
      const untried = await stage.query(`select from webhook_delivery where endpoint_id = $1 and tries = 0`, [
        endpointId,
      ]);
      return untried.length === 0 && receiver.received.length > 0;
    });
    receiver.answer = TAKE;
    await everythingIsDelivered(endpointId);
    expect([...new Set(idsHeard())].sort()).toEqual((await idsOfEvents(since)).sort());
    expect((await stage.sandbox.books()).totals).toMatchObject({ transferRequests: 5, movedCount: 5 });
  }, 90_000);
});
