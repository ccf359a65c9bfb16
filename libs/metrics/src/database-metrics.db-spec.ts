import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { STATUSES } from '#libs/payouts';
import { dataSourceOptions, newId, poolOf } from '#libs/platform';
import { newPayout } from '../../../test/support/new-payout.js';
import { TcpProxy } from '../../../test/support/tcp-proxy.js';
import { ALL_ENTITIES, openTestDataSource } from '../../../test/support/test-data-source.js';
import { DatabaseMetrics } from './database-metrics.js';
import { LOOKS } from './database-metrics.queries.js';
import type { GaugeName } from './metrics.js';

// What it says of what fails is no output of the tests.
Logger.overrideLogger(false);

let db: DataSource;
let url: string;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ dataSource: db, url, close } = await openTestDataSource());
});
afterEach(() => close());

/** What a reading says of a metric, by the words of its labels. */
async function read(...names: readonly GaugeName[]): Promise<Record<string, number>[]> {
  const { isUp, unread, readings } = await new DatabaseMetrics(db).read();
  expect([isUp, unread]).toEqual([true, 0]);
  return names.map((name) =>
    Object.fromEntries(
      (readings[name] ?? []).map(({ labels, value }) => [Object.values(labels).join(' '), Math.round(value)]),
    ),
  );
}
const first = async (name: GaugeName) => (await read(name))[0];

describe('the metrics of the database', () => {
  it('of an empty service are empty, and no query fails', async () => {
    const { readings, ...reading } = await new DatabaseMetrics(db).read();
    expect(reading).toEqual({ isUp: true, unread: 0 });
    const names = LOOKS.flatMap(({ metrics }) => metrics).filter((name) => name !== 'salur_references_left');
    expect(names.flatMap((name) => readings[name] ?? []).filter(({ value }) => value !== 0)).toEqual([]);
    expect(Object.keys(readings).sort()).toEqual(LOOKS.flatMap(({ metrics }) => metrics).sort());
  });

  it('count open payouts by status, and no ended ones', async () => {
    for (const status of STATUSES) await newPayout(db, { status });
    await newPayout(db, { status: 'pending' });
    await db.query(`update payout set due_at = now() + interval '1 hour'`);
    expect(await first('salur_payouts_open')).toEqual({
      'duitku created': 1,
      'duitku inquired': 1,
      'duitku transferring': 1,
      'duitku pending': 2,
      'duitku review': 1,
    });
  });

  it('count the due payouts that no worker has claimed, and how long the oldest waits', async () => {
    await db.query(`update payout set due_at = now() + interval '1 hour' where id = $1`, [await newPayout(db)]);
    expect((await first('salur_payouts_overdue'))?.duitku).toBe(0);
    for (const seconds of [40, 100])
      await db.query(`update payout set due_at = now() - $2 * interval '1 second' where id = $1`, [
        await newPayout(db, { status: 'succeeded' }),
        seconds,
      ]);
    const [overdue, oldest] = await read('salur_payouts_overdue', 'salur_payout_oldest_overdue_seconds');
    expect([overdue, oldest]).toEqual([
      { duitku: 2, doku: 0 },
      { duitku: 100, doku: 0 },
    ]);
  });

  it('show how long payouts have been in review or waited for funds', async () => {
    const [reviewed, waiting] = [await newPayout(db, { status: 'review' }), await newPayout(db)];
    await db.query(`update payout set review_since = now() - interval '2 hours' where id = $1`, [reviewed]);
    await db.query(
      `update payout set waiting_reason = 'funds', waiting_until = now() + interval '1 hour',
         funds_since = now() - interval '5 minutes' where id = $1`,
      [waiting],
    );
    expect(
      await read(
        'salur_payout_oldest_in_review_seconds',
        'salur_payouts_waiting_for_funds',
        'salur_payout_oldest_waiting_for_funds_seconds',
      ),
    ).toEqual([
      { duitku: 7_200, doku: 0 },
      { duitku: 1, doku: 0 },
      { duitku: 300, doku: 0 },
    ]);
  });

  it('count the workers that are alive, and the alerts that no person has acknowledged', async () => {
    const worker = (silentSeconds: number, problem: string | null) =>
      db.query(
        `insert into worker (id, seen_at, release, host, pid, kind, providers, problem, loops)
         values ($1, now() - $2 * interval '1 second', '0.1.0', 'somewhere', 1, 'separate', '{}', $3, '{}')`,
        [newId(), silentSeconds, problem],
      );
    await worker(1, null);
    await worker(60, null);
    await worker(1, 'The database is read-only');
    for (const by of [null, 'operator:fatima'])
      await db.query(
        `insert into alert (id, kind, message, acknowledged_at, acknowledged_by)
         values ($1, 'review', 'see', case when $2::text is not null then now() end, $2)`,
        [newId(), by],
      );
    expect(await read('salur_workers_alive', 'salur_alerts_unacknowledged')).toEqual([{ '': 1 }, { '': 1 }]);
  });

  it('count the callbacks that are not processed', async () => {
    const dues = [
      ['received', -400, null],
      ['unmatched', 3_600, null],
      ['unmatched', 600, null],
      ['processed', null, 'woke'],
    ] as const;
    for (const [status, seconds, result] of dues)
      await db.query(
        `insert into callback (id, provider, path, source, headers, body_sha256, keys, hint, about, status, result, due_at)
         values ($1, 'duitku', 'clearing', '::1', '{}', $2, '{}', 'paid', '{}', $3, $4, now() + $5 * interval '1 second')`,
        [newId(), Buffer.from(newId()), status, result, seconds],
      );
    expect(await read('salur_callbacks_open', 'salur_callback_oldest_overdue_seconds')).toEqual([
      { received: 1, unmatched: 2 },
      { '': 400 },
    ]);
  });

  it('count the webhooks that are still to be delivered and those that are parked', async () => {
    const payoutId = await newPayout(db);
    const [{ clientId }] = await db.query(`select client_id as "clientId" from payout where id = $1`, [payoutId]);
    const endpointId = newId();
    await db.query(
      `insert into webhook_endpoint (id, client_id, url, events, secret_sealed)
       values ($1, $2, 'https://receiver.example', '{payout.cancelled}', '')`,
      [endpointId, clientId],
    );
    await db.query(
      `insert into outbox (payout_id, version, type, created_at)
       values ($1, 1, 'payout.cancelled', now() - interval '70 seconds')`,
      [payoutId],
    );
    const deliveries = [
      ['pending', "now() - interval '30 seconds'"],
      ['pending', "now() + interval '30 seconds'"],
      ['parked', 'null'],
    ];
    for (const [status, due] of deliveries)
      await db.query(
        `insert into webhook_delivery (id, client_id, endpoint_id, event_id, type, body_sealed, status, due_at)
         values ($1, $2, $3, 'test', 'webhook.test', '', $4, ${due})`,
        [newId(), clientId, endpointId, status],
      );
    expect(
      await read(
        'salur_outbox_events',
        'salur_outbox_oldest_seconds',
        'salur_webhook_deliveries',
        'salur_webhook_oldest_overdue_seconds',
      ),
    ).toEqual([{ '': 1 }, { '': 70 }, { pending: 2, parked: 1 }, { '': 30 }]);
  });

  it('count the alerts of a day, by the time in their ids', async () => {
    const raised = (kind: string, id: string) =>
      db.query(`insert into alert (id, kind, message) values ($1, $2, 'x')`, [id, kind]);
    const hoursAgo = (hours: number) => {
      const time = (Date.now() - hours * 3_600_000).toString(16).padStart(12, '0');
      return `${time.slice(0, 8)}-${time.slice(8)}-7${newId().slice(15)}`;
    };
    await raised('review', newId());
    await raised('review', hoursAgo(23));
    await raised('webhook_parked', newId());
    await raised('contradiction', hoursAgo(25));
    expect(await first('salur_alerts_last_day')).toEqual({ review: 2, webhook_parked: 1 });
  });

  it('count the references that inquiries and transfers may still take', async () => {
    const [before] = Object.values((await first('salur_references_left')) ?? {});
    await db.query(`select nextval('attempt_reference')`);
    expect(await first('salur_references_left')).toEqual({ '': Number(before) - 1 });
    expect(Number(before)).toBeGreaterThan(899_000_000);
  });

  it('count the audit entries that are not linked yet', async () => {
    const write = async () => {
      const id = newId();
      await db.query(
        `insert into audit_entry (id, actor, address, action, subject_type, subject_id)
         values ($1, 'operator:test', '::1', 'payout.cancel', 'payout', 'x')`,
        [id],
      );
      return id;
    };
    const [linked] = [await write(), await write(), await write()];
    expect(await first('salur_audit_entries_unchained')).toEqual({ '': 3 });
    const [genesis, hash] = [`decode(repeat('00', 32), 'hex')`, `decode(repeat('01', 32), 'hex')`];
    await db.query(`insert into audit_link values (1, $1, ${hash}, ${genesis}, sha256(${genesis} || ${hash}))`, [
      linked,
    ]);
    expect(await first('salur_audit_entries_unchained')).toEqual({ '': 2 });
  });
});

describe('reading', () => {
  it('is done once for concurrent scrapes, and for scrapes soon after', async () => {
    let taken = 0;
    poolOf(db).on('acquire', () => {
      taken += 1;
    });
    const metrics = new DatabaseMetrics(db);
    const readings = await Promise.all(Array.from({ length: 20 }, () => metrics.read()));
    readings.push(await metrics.read());
    expect(taken).toBe(1);
    expect(new Set(readings).size).toBe(1);
  });

  it('counts no further than to ten thousand', async () => {
    const ids = Array.from({ length: 10_100 }, () => newId());
    await db.query(`insert into alert (id, kind, message) select id, 'review', 'x' from unnest($1::uuid[]) as id`, [
      ids,
    ]);
    expect(await first('salur_alerts_last_day')).toEqual({ review: 10_000 });
  });

  it('is answered by indexes alone, however many payouts have ended', async () => {
    const connection = await poolOf(db).connect();
    const plans: string[] = [];
    const looked = {
      query: async (sql: string, values: unknown[]) => {
        await connection.query('set local enable_seqscan = off');
        const { rows } = await connection.query({ text: `explain ${sql}`, values, rowMode: 'array' });
        plans.push(rows.flat().join('\n'));
        return { rows: [] };
      },
    };
    await connection.query('begin');
    for (const { read: look } of LOOKS) await look(looked as never);
    await connection.query('rollback');
    connection.release();
    expect(plans).toHaveLength(LOOKS.length);
    for (const plan of plans)
      expect(plan.match(/Seq Scan on (payout|callback|outbox|webhook_delivery|alert|audit_\w+)\b/g) ?? []).toEqual([]);
    for (const index of ['payout_unsent_due', 'payout_on_its_way', 'payout_due', 'payout_waits_for_funds'])
      expect(plans.join('\n')).toContain(index);
  });

  it('ends when the database stops responding, and reports that', async () => {
    const proxy = await TcpProxy.start(url);
    const through = new DataSource(
      dataSourceOptions({ url: proxy.url, poolSize: 2, applicationName: 'test' }, ALL_ENTITIES),
    );
    await through.initialize();
    try {
      const metrics = new DatabaseMetrics(through);
      proxy.goSilent();
      const readings = await Promise.all([metrics.read(), metrics.read()]);
      for (const reading of readings) expect(reading).toEqual({ isUp: false, unread: LOOKS.length, readings: {} });
    } finally {
      await proxy.close();
      await through.destroy();
    }
  });

  it('gives each query a second, and continues with the others', async () => {
    await db.query('alter table callback rename to hidden');
    await db.query(
      `create view callback as select status, due_at from (values ('received', now())) as late (status, due_at)
       where pg_sleep(20) is not null`,
    );
    const { isUp, unread, readings } = await new DatabaseMetrics(db).read();
    expect([isUp, unread]).toEqual([true, 1]);
    expect(readings.salur_callbacks_open).toBeUndefined();
    expect(readings.salur_outbox_events).toBeDefined();
  });
});
