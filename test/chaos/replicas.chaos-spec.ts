import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { eventually } from '../support/eventually.js';
import { meanwhile } from '../support/meanwhile.js';
import { Receiver } from '../support/receiver.js';
import { ACCOUNT, Sandbox } from '../support/sandbox.js';
import { type PayoutBody, Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

/** What each story has for itself. Stories that mostly wait run beside the others. */
class Scene {
  private readonly services: Service[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly sandbox: Sandbox,
  ) {}

  static async open(): Promise<Scene> {
    const [database, sandbox] = await Promise.all([createTestDatabase(), Sandbox.start()]);
    return new Scene(database, sandbox);
  }

  async start(environment: Record<string, string> = {}): Promise<Service> {
    const service = await Service.start(this.database.url, this.sandbox, environment);
    this.services.push(service);
    return service;
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map((service) => service.child.end('SIGKILL')));
    await this.sandbox.stop();
    await this.database.drop();
  }
}

/** A test with a scene of its own. */
const onScene = (story: (scene: Scene) => Promise<void>) => async () => {
  const scene = await Scene.open();
  await story(scene).finally(() => scene.close());
};

const MIX = [
  ACCOUNT.paid,
  ACCOUNT.timesOutThenPaid,
  ACCOUNT.timesOutThenRefused,
  ACCOUNT.insufficientFunds,
  ACCOUNT.wrong,
];
const EXPECTED: Record<string, string> = {
  [ACCOUNT.paid]: 'succeeded',
  [ACCOUNT.timesOutThenPaid]: 'succeeded',
  [ACCOUNT.timesOutThenRefused]: 'failed',
  [ACCOUNT.insufficientFunds]: 'cancelled',
  [ACCOUNT.wrong]: 'failed',
};

/** Compares the service's payouts with the sandbox's books: no payout paid twice, no failed payout paid. */
async function holdAgainstBooks(sandbox: Sandbox, payouts: readonly PayoutBody[]): Promise<void> {
  const { transfers, totals } = await sandbox.books();
  for (const payout of payouts) {
    const own = transfers.filter((transfer) => transfer.disburseId === payout.providerReference);
    expect(own.length).toBeLessThanOrEqual(1);
    const moved = own.filter((transfer) => transfer.moved).length;
    if (payout.status === 'succeeded') expect([payout.id, moved]).toEqual([payout.id, 1]);
    if (payout.status === 'failed' || payout.status === 'cancelled') expect([payout.id, moved]).toEqual([payout.id, 0]);
  }
  const paid = payouts.filter(({ status }) => status === 'succeeded').reduce((sum, { amount }) => sum + amount, 0);
  const inReview = new Set(
    payouts.filter(({ status }) => status === 'review').map(({ providerReference }) => providerReference),
  );
  const unproven = transfers
    .filter((transfer) => transfer.moved && inReview.has(transfer.disburseId))
    .reduce((sum, { amount }) => sum + Number(amount), 0);
  expect(Number(totals.movedAmount)).toBe(paid + unproven);
}

const wakesTooLate = meanwhile(
  onScene(async (scene) => {
    const frozen = await scene.start({ CRASH_POINT: 'after_intent:1:SIGSTOP', WORKER_INTERVAL: '1h' });
    const { body } = await frozen.create(ACCOUNT.paid);
    await eventually('it is frozen', async () => /^State:\tT/m.test(await processStatus(frozen.child.pid)));
    const frozenAt = performance.now();
    const other = await scene.start();
    await other.until(body.id, 'review');
    // Only time makes a request too old; there is nothing to wait for but the time itself.
    await eventually('10 s have passed since the intent', async () => performance.now() - frozenAt > 10_500, 20_000);
    frozen.child.process.kill('SIGCONT');
    await eventually(
      'the woken process answers again',
      async () => (await frozen.call('GET', '/health/live')).status === 200,
    );
    await frozen.stop();
    expect((await scene.sandbox.books()).totals.transferRequests).toBe(0);
    expect((await other.read(body.id)).status).toBe('review');
  }),
);

const doesNotEnd = meanwhile(
  onScene(async (scene) => {
    const service = await scene.start({ PROVIDER_TIMEOUT: '10m' });
    await scene.sandbox.fault({ step: 'transfer', action: { kind: 'silence', moves: true } });
    const { body } = await service.create(ACCOUNT.paid);
    await scene.sandbox.received('transfer', 1);
    service.child.process.kill('SIGTERM');
    expect(await service.child.exit()).toEqual({ code: 0, signal: null });
    const next = await scene.start({ WORKER_INTERVAL: '1h' });
    expect(await next.read(body.id)).toMatchObject({ status: 'pending', pendingReason: 'ambiguous' });
    expect((await scene.sandbox.books()).totals.transferRequests).toBe(1);
  }),
);

describe('two replicas on one database', () => {
  it(
    'share the work and pay every payout once',
    onScene(async (scene) => {
      const [one, other] = [await scene.start(), await scene.start()];
      const created = await Promise.all(
        Array.from({ length: 60 }, (_, index) => (index % 2 ? one : other).create(MIX[index % MIX.length] as string)),
      );
      const ended: PayoutBody[] = [];
      for (const [index, { body }] of created.entries())
        ended.push(await (index % 2 ? other : one).until(body.id, 'succeeded', 'failed', 'cancelled', 'review'));
      const expected = ended.map((_, index) => EXPECTED[MIX[index % MIX.length] as string]);
      expect(ended.map(({ status }) => status)).toEqual(expected);
      await holdAgainstBooks(scene.sandbox, ended);
    }),
    90_000,
  );

  it(
    'are killed one after the other with kill -9 under load, and still pay every payout at most once and lose none',
    onScene(async (scene) => {
      const survivor = await scene.start();
      let victim = await scene.start();
      const ids: string[] = [];
      for (let round = 0; round < 4; round += 1) {
        const wave = await Promise.all(
          Array.from({ length: 15 }, (_, index) =>
            (index % 2 ? survivor : victim).create(MIX[index % MIX.length] as string),
          ),
        );
        ids.push(...wave.map(({ body }) => body.id));
        await victim.child.end('SIGKILL');
        victim = await scene.start();
      }
      const ended = await survivor.untilAll(ids, 'succeeded', 'failed', 'cancelled', 'review');
      expect(ended).toHaveLength(60);
      await holdAgainstBooks(scene.sandbox, ended);
      // Review is for a result that cannot be known: the process was killed between the intent and the request.
      for (const payout of ended.filter(({ status }) => status === 'review'))
        expect(payout.review?.reason).toBe('not_found');
    }),
    120_000,
  );

  it(
    'turn a request with the same key, sent 20 times to both at once, into one payout',
    onScene(async (scene) => {
      const [one, other] = [await scene.start(), await scene.start()];
      const body = {
        reference: 'INV-20',
        rail: 'duitku.online',
        amount: 50_000,
        destination: { type: 'bank_account', bankCode: '014', accountNumber: ACCOUNT.paid },
      };
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? one : other).call<PayoutBody>('POST', '/v1/payouts', body, { 'idempotency-key': 'same' }),
        ),
      );
      expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]));
      expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
      expect(answers.filter((answer) => answer.headers['idempotency-replayed'] === undefined)).toHaveLength(1);
      await one.until(answers[0]?.body.id as string, 'succeeded');
      expect((await scene.sandbox.books()).totals.transferRequests).toBe(1);
    }),
    60_000,
  );
});

describe('a frozen process', () => {
  it(
    'that wakes up after its lease finds that another one has paid, and sends nothing',
    onScene(async (scene) => {
      const frozen = await scene.start({ WORKER_INTERVAL: '1h', PROVIDER_TIMEOUT: '60s', WORKER_LEASE: '1s' });
      await scene.sandbox.fault({ step: 'inquiry', action: { kind: 'hold' } });
      const { body } = await frozen.create(ACCOUNT.paid);
      await scene.sandbox.received('inquiry', 1);
      frozen.child.process.kill('SIGSTOP');
      await scene.sandbox.control('POST', 'release', {});
      const other = await scene.start();
      // The frozen one's lease was long, because its provider timeout is: as if it had run out.
      await makeDue(scene, body.id);
      await other.until(body.id, 'succeeded');
      frozen.child.process.kill('SIGCONT');
      await eventually(
        'the woken process answers again',
        async () => (await frozen.call('GET', '/health/live')).status === 200,
      );
      await eventually(
        'it has put the payout down',
        async () => (await frozen.call('POST', `/v1/payouts/${body.id}/check`)).status === 200,
      );
      expect((await scene.sandbox.books()).totals).toMatchObject({ transferRequests: 1, movedCount: 1 });
      expect(await frozen.read(body.id)).toMatchObject({ status: 'succeeded' });
    }),
    90_000,
  );

  it('that wakes up more than 10 s after it wrote its intent does not send any more', wakesTooLate, 90_000);
});

describe('SIGTERM', () => {
  it(
    'lets a transfer that is under way finish, records its result and exits',
    onScene(async (scene) => {
      const service = await scene.start();
      await scene.sandbox.fault({
        step: 'transfer',
        action: { kind: 'code', code: '00', moves: true, delayMs: 1_000 },
      });
      const { body } = await service.create(ACCOUNT.paid);
      await scene.sandbox.received('transfer', 1);
      service.child.process.kill('SIGTERM');
      expect(await service.child.exit()).toEqual({ code: 0, signal: null });
      const next = await scene.start({ WORKER_INTERVAL: '1h' });
      expect(await next.read(body.id)).toMatchObject({ status: 'succeeded', proof: 'api_reply' });
      expect((await scene.sandbox.books()).totals.transferRequests).toBe(1);
    }),
    60_000,
  );

  it(
    'leaves a transfer that does not end cleanly ambiguous, and exits before the provider answers',
    doesNotEnd,
    60_000,
  );
});

async function processStatus(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/status`, 'utf8');
}

/** As if the payout's lease had run out. */
async function makeDue({ database }: Scene, payoutId: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`update payout set due_at = now() where id = $1`, [payoutId]);
  await client.end();
}

describe('two replicas with a payout and an event that cannot be read', () => {
  const OTHERS = 24;
  let stage: Stage;
  let receiver: Receiver;
  beforeAll(async () => {
    [stage, receiver] = await Promise.all([Stage.open(), Receiver.open()]);
  });
  afterAll(async () => {
    await stage.close();
    await receiver.close();
  });

  const flip = (column: string) => `set_byte(${column}, 20, get_byte(${column}, 20) # 1)`;

  async function create(service: Service, overrides: Record<string, unknown> = {}): Promise<string> {
    const { status, body } = await service.create(ACCOUNT.paid, overrides, { prefer: 'wait=0' });
    expect(status).toBe(201);
    return body.id;
  }

  const succeeded = (ids: readonly string[]) =>
    eventually('they have succeeded', async () => {
      const rows = await stage.query(`select from payout where id = any ($1) and status = 'succeeded'`, [ids]);
      return rows.length === ids.length;
    });

  it('do everything else, report each once, survive a restart, and continue when the rows are mended', async () => {
    const environment = { WEBHOOK_ALLOW_PRIVATE: 'true' };
    const [one, other] = [await stage.start(environment), await stage.start(environment)];
    const endpoint = await one.call('POST', '/v1/webhook-endpoints', {
      url: receiver.url(),
      events: ['payout.succeeded'],
    });

    // A payout that was confirmed, and whose recipient no key opens any more.
    const spoilt = await create(one, { confirmation: 'manual' });
    await one.until(spoilt, 'inquired');
    await stage.query(`update payout set personal_sealed = ${flip('personal_sealed')} where id = $1`, [spoilt]);
    expect((await other.call('POST', `/v1/payouts/${spoilt}/confirm`)).status).toBe(200);

    const ids = await Promise.all(Array.from({ length: OTHERS }, (_, index) => create(index % 2 === 0 ? one : other)));
    await succeeded(ids);
    const alerts = () => stage.alertsOf(spoilt);
    await eventually('a person is alerted', async () => (await alerts()).length > 0);

    // The event of another payout cannot be read either.
    const [event] = await stage.query<{ id: string; client_id: string }>(
      `insert into outbox (payout_id, version, type, client_id, snapshot)
       select id, 1, 'payout.succeeded', client_id, jsonb_set(to_jsonb(payout), '{personal_sealed}', '"\\\\x0107"')
       from payout where id = $1 returning id`,
      [ids[0]],
    );
    const more = await Promise.all(Array.from({ length: OTHERS }, () => create(other)));
    await succeeded(more);
    await eventually('all other events are delivered', async () => {
      const delivered = await stage.query(`select from webhook_delivery where status = 'delivered'`);
      return delivered.length === ids.length + more.length;
    });

    // Failures and alerts are not counted anew by a process that starts.
    await one.child.end('SIGKILL');
    const third = await stage.start(environment);
    await stage.query(`update payout set due_at = now() where id = $1`, [spoilt]);
    await succeeded([await create(third)]);
    await eventually('it was attempted again', async () => {
      const rows = await stage.query(`select from payout where id = $1 and tries > 2`, [spoilt]);
      return rows.length === 1;
    });
    expect(await alerts()).toEqual(['row_unreadable']);
    const aboutEndpoint = await stage.query(`select from alert where kind = 'webhook_unreadable' and subject = $1`, [
      `webhook_endpoint/${endpoint.body.id}`,
    ]);
    expect(aboutEndpoint).toHaveLength(1);
    const shown = await third.call('GET', `/v1/payouts/${spoilt}`);
    expect(shown).toMatchObject({ status: 200, body: { status: 'inquired', unreadable: true } });

    await stage.query(`update payout set personal_sealed = ${flip('personal_sealed')} where id = $1`, [spoilt]);
    await stage.query(`delete from outbox where id = $1`, [event?.id]);
    await succeeded([spoilt]);
    const { totals } = await stage.sandbox.books();
    expect(totals.movedCount).toBe(ids.length + more.length + 2);
  });
});
