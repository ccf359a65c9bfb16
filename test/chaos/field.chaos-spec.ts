/**
 * Faults of the field (docs/FIELD.md) that give wrong money, a wrong state or a wrong answer, as stories over two replicas. Others
 * have stories of their own: living-workers, unreadable rows, short of funds, statements, explanations.
 */
import { randomUUID } from 'node:crypto';
import { CommandLine } from '../support/command-line.js';
import { eventually } from '../support/eventually.js';
import { ACCOUNT } from '../support/sandbox.js';
import { FAST, type PayoutBody, type Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

const TWO_PEOPLE_FROM = 40_000_000;

let stage: Stage;
let replicas: readonly [Service, Service];
let salur: CommandLine;

beforeAll(async () => {
  stage = await Stage.open();
  // Before any connection of a service: other defaults than those that its statements rely on (14).
  for (const setting of [`datestyle = 'SQL, DMY'`, `intervalstyle = 'sql_standard'`, `timezone = 'America/New_York'`]) {
    await stage.query(
      `do $$ begin execute format('alter database %I set ${setting.replaceAll("'", "''")}', current_database()); end $$`,
    );
  }
  const environment = { TWO_PEOPLE_FROM: String(TWO_PEOPLE_FROM), PROVIDER_TIMEOUT: '5s', WORKER_LEASE: '7s' };
  replicas = [await stage.start(environment), await stage.start(environment)];
  salur = new CommandLine({
    ...FAST,
    ...stage.sandbox.wholeEnvironment,
    ...environment,
    DATABASE_URL: stage.database.url,
  });
});
afterAll(() => stage.close());

describe('faults of the field, over two replicas', () => {
  it('(14) payouts are paid on a database with other session defaults, and their times are right', async () => {
    for (const replica of replicas) {
      const before = Date.now();
      const { status, body } = await replica.create(ACCOUNT.paid, {}, { prefer: 'wait=20' });
      expect([status, body.status]).toEqual([201, 'succeeded']);
      expect(Math.abs(Date.parse(body.createdAt) - before)).toBeLessThan(60_000);
      expect(Date.parse(body.completedAt as string)).toBeGreaterThanOrEqual(Date.parse(body.createdAt));
    }
  });

  it('(1) status checks each moment at both replicas leave the worker its lease, and the first result ends the payout', async () => {
    const { body } = await replicas[0].create(ACCOUNT.paid, {});
    await replicas[0].until(body.id, 'succeeded');
    await stage.sandbox.fault({ step: 'transfer', action: { kind: 'silence', moves: true }, times: 1 });
    const { body: lost } = await replicas[0].create(ACCOUNT.linkDownThenPaid, {});
    await stage.sandbox.fault({ step: 'status', action: { kind: 'latency', latencyMs: 1_500 }, times: 20 });
    let checks = 0;
    const payout = await eventually('it is paid', async () => {
      const replica = replicas[checks % 2] as Service;
      await replica.call('POST', `/v1/payouts/${lost.id}/check`, {});
      checks += 1;
      const seen = await replica.read(lost.id);
      return seen.status === 'succeeded' && seen;
    });
    expect(payout.proof).toBe('status_check');
    const [{ asked, recorded } = { asked: 0, recorded: 0 }] = await stage.query<{ asked: number; recorded: number }>(
      `select count(*)::int as asked, count(http_status)::int as recorded from exchange where payout_id = $1 and step = 'status'`,
      [lost.id],
    );
    // Every request that was sent was answered and recorded: none was in vain.
    expect(recorded).toBe(asked);
    expect(asked).toBeLessThan(Math.max(4, checks));
    expect(await stage.moneyOf(ACCOUNT.linkDownThenPaid)).toMatchObject({ requests: 1 });
  });

  it('(5) a repetition that reaches the other replica, with its keys in another order, gets the first response', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const order = {
      reference: randomUUID(),
      amount: 50_000,
      rail: 'duitku.online',
      destination: { type: 'bank_account', bankCode: '014', accountNumber: ACCOUNT.paid },
      metadata: { b: '2', a: '1' },
    };
    const first = await replicas[0].call<PayoutBody>('POST', '/v1/payouts', order, key);
    const turned = Object.fromEntries(Object.entries(order).reverse());
    const again = await replicas[1].call<PayoutBody>('POST', '/v1/payouts', turned, key);
    expect([first.status, again.status, again.headers['idempotency-replayed']]).toEqual([201, 201, 'true']);
    expect(again.body).toEqual(first.body);
  });

  it.each(['Koperasi Test Account', 'Test', 'Ny. Test Account Sari'])(
    '(31) a payout to the holder "%s" is not sent by itself at either replica unless the name is close',
    async (accountHolderName) => {
      for (const replica of replicas) {
        const destination = { type: 'bank_account', bankCode: '014', accountNumber: ACCOUNT.paid, accountHolderName };
        const { body } = await replica.create(ACCOUNT.paid, { destination }, { prefer: 'wait=20' });
        expect(body.nameMatch).not.toBe('exact');
        if (body.nameMatch === 'different') {
          expect(body).toMatchObject({ status: 'inquired', waiting: { reason: 'approval' } });
        }
      }
    },
  );

  it('(47) names that are typed at the command line resolve no review of a large payout', async () => {
    const { body } = await replicas[0].create(ACCOUNT.timesOutThenRefused, {
      ...{ amount: TWO_PEOPLE_FROM, confirmation: 'manual' },
    });
    await replicas[1].until(body.id, 'inquired');
    const maker = await replicas[0].call('POST', `/v1/payouts/${body.id}/confirm`, {});
    expect(maker).toMatchObject({ status: 403, body: { code: 'second_person_needed' } });
    for (const name of ['fatima', 'budi']) {
      await salur.run('payout', 'confirm', body.id, '--as', name);
      expect(await replicas[1].read(body.id)).toMatchObject({
        ...{ status: 'inquired', explanation: { standing: 'awaits_second_person' } },
      });
    }
    expect((await stage.moneyOf(ACCOUNT.timesOutThenRefused)).requests).toBe(0);
  });
});
