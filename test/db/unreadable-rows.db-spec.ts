import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { recordAudit } from '#libs/audit';
import { newId, Vault } from '#libs/platform';
import { LoadRailFacts, RailFacts } from '#libs/rails';
import { DeliverWebhooks, ManageEndpoints, PostWebhook, Redeliver } from '#libs/webhooks';
import { LOOPS } from '#libs/worker';
import { SendAlerts } from '../../libs/worker/src/alerts/send-alerts.js';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { eventually } from '../support/eventually.js';
import { Loops } from '../support/loops.js';
import { type NewPayout, newClient, newPayout, SEALED } from '../support/new-payout.js';
import { Receiver } from '../support/receiver.js';
import { Sandbox } from '../support/sandbox.js';
import { testActor } from '../support/test-actor.js';

let database: TestDatabase;
let sandbox: Sandbox;
let receiver: Receiver;
let loops: Loops;
let db: DataSource;

beforeAll(async () => {
  [database, sandbox, receiver] = await Promise.all([createTestDatabase(), Sandbox.start(), Receiver.open()]);
  loops = await Loops.start(database.url, { ...sandbox.wholeEnvironment, PERSONAL_DATA_KEPT: '30d' });
  db = loops.dataSource;
  // What a later release might have written, this one refuses to write.
  for (const [table, constraint] of [
    ['statement_line', 'statement_line_kind_is_known'],
    ['payout', 'payout_status_is_known'],
  ])
    await db.query(`alter table ${table} drop constraint ${constraint}`);
});
afterAll(async () => {
  await loops.stop();
  await receiver.close();
  await sandbox.stop();
  await database.drop();
});

/** Changes rows past the guards, as damage does. */
async function damage(sql: string, parameters: unknown[]): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query(sql, parameters);
  });
}

/** One unreadable row among others of its table. */
interface Story {
  /** What its alert is about. */
  readonly subject: string;
  readonly kind: 'row_unreadable' | 'webhook_unreadable';
  /** What the alert has to say: the row, the cause or the remedy. */
  readonly says: readonly (string | RegExp)[];
  readonly othersAreDone: () => Promise<boolean>;
  readonly isDone: () => Promise<boolean>;
  /** Lets the time of the next attempt come. */
  readonly makeDue: () => Promise<unknown>;
  readonly mend: () => Promise<unknown>;
}

interface Case {
  readonly loops: readonly string[];
  readonly what: string;
  readonly begin: () => Promise<Story>;
}

async function exists(sql: string, parameters: unknown[]): Promise<boolean> {
  return (await db.query(sql, parameters)).length > 0;
}

const hasStatus = (id: string, status: string) =>
  exists(`select from payout where id = $1 and status = $2`, [id, status]);
const makePayoutDue = (id: string) =>
  db.query(`update payout set due_at = now(), leased_until = null where id = $1`, [id]);

/** A payout that is due beside another one, spoilt by setting a column. */
async function payoutStory(
  column: string,
  spoilt: (id: string, now: Buffer) => unknown,
  says: readonly (string | RegExp)[],
  payout: NewPayout = {},
): Promise<Story> {
  const [id, other] = [await newPayout(db, payout), await newPayout(db)];
  const [{ value }] = await db.query(`select ${column} as value from payout where id = $1`, [id]);
  await damage(`update payout set ${column} = $2 where id = $1`, [id, spoilt(id, value)]);
  // The spoilt one comes first.
  await db.query(`update payout set due_at = now() - interval '1 hour' where id = $1`, [id]);
  await makePayoutDue(other);
  return {
    subject: `payout/${id}`,
    kind: 'row_unreadable',
    says: [id, ...says],
    othersAreDone: () => hasStatus(other, 'succeeded'),
    isDone: () => hasStatus(id, 'succeeded'),
    makeDue: () => makePayoutDue(id),
    mend: () => damage(`update payout set ${column} = $2 where id = $1`, [id, value]),
  };
}

function flipped(sealed: Buffer): Buffer {
  const copy = Buffer.from(sealed);
  copy[20] = (copy[20] as number) ^ 1;
  return copy;
}

const OTHER_KEY = new Vault({ dataKeys: [{ number: 7, key: randomBytes(32) }], dataHashKey: 'x' });
const byOtherKey = (id: string) => OTHER_KEY.seal('{}', { table: 'payout', column: 'personal_sealed', id });

const PAYOUTS: readonly Case[] = [
  ['a flipped byte', 'personal_sealed', (_: string, now: Buffer) => flipped(now), ['Restore the column']],
  ['a sealed column that is cut', 'personal_sealed', (_: string, now: Buffer) => now.subarray(0, 12), ['not a sealed']],
  ['a key that is gone', 'personal_sealed', byOtherKey, ['Put key 7 back into DATA_KEYS']],
  [
    'sealed JSON that is no object',
    'personal_sealed',
    (id: string) => SEALED.sealPersonal(id, 'no' as never),
    ['JSON'],
  ],
  ['sealed JSON of another form', 'personal_sealed', (id: string) => SEALED.sealPersonal(id, {} as never), ['form']],
  ['a rail of a later release', 'rail', () => 'duitku.later', ['does not know the rail duitku.later']],
  ['a status of a later release', 'status', () => 'held', ['does not know its status']],
].map(([what, column, spoilt, says]) => ({
  loops: ['work-due-payouts'],
  what: `a payout with ${what}`,
  begin: () => payoutStory(column as string, spoilt as never, says as string[]),
}));

const ATTEMPTS: Case = {
  loops: ['work-due-payouts'],
  what: 'a payout with an attempt that cannot be opened',
  begin: async () => {
    const story = await payoutStory('purpose', () => null, ['attempt.account_name_sealed'], { status: 'pending' });
    const id = story.subject.slice('payout/'.length);
    const [{ value }] = await db.query(`select account_name_sealed as value from attempt where payout_id = $1`, [id]);
    const set = (bytes: Buffer) =>
      db.query(`update attempt set account_name_sealed = $2 where payout_id = $1`, [id, bytes]);
    await set(flipped(value));
    // Once it can be read, it is asked about; the sandbox has never received it.
    const isDone = () => exists(`select from exchange where payout_id = $1 and step = 'status'`, [id]);
    return { ...story, isDone, mend: () => set(value) };
  },
};

const UNKNOWN_PROVIDER: Case = {
  loops: ['work-due-payouts'],
  what: 'a payout of a provider that only a later release knows',
  begin: async () => {
    const story = await payoutStory('provider', () => 'later', ['does not know the provider later']);
    const fresh = await Loops.start(database.url, sandbox.environment);
    // A process looks for such payouts when it starts, and once a minute.
    await fresh.run('work-due-payouts').finally(() => fresh.stop());
    return story;
  },
};

const FUNDS: Case = {
  loops: ['release-funds', 'work-due-payouts'],
  what: 'a payout that waits for funds, with a rail of a later release',
  begin: async () => {
    const story = await payoutStory('rail', () => 'duitku.later', ['duitku.later']);
    await db.query(
      `update payout set waiting_reason = 'funds', funds_since = now(), waiting_until = now() + interval '1 day', due_at = now() + interval '1 day'
       where status = 'created' and due_at is not null`,
    );
    await db.query(
      `insert into provider_account (provider, available, balance_at) values ('duitku', 1000000000, now())
       on conflict (provider) do update set available = excluded.available, balance_at = now(), shared_out_at = null`,
    );
    return story;
  },
};

const CALLBACKS: Case = {
  loops: ['process-callbacks'],
  what: 'a callback whose JSON has another form',
  begin: async () => {
    const client = await newPayout(db, { status: 'pending', keys: [`disburseId:${newId()}`] });
    const [{ key, attempt_id: attemptId }] = await db.query(
      `select key, attempt_id from attempt_key join attempt on attempt.id = attempt_id where payout_id = $1`,
      [client],
    );
    const [id, other] = [newId(), newId()];
    const about = '{"amount":null,"bankCode":null,"destinationHash":null}';
    for (const [each, json] of [
      [id, 'null'],
      [other, about],
    ] as const)
      await db.query(
        `insert into callback (id, provider, path, source, headers, body_sealed, body_sha256, keys, hint, about)
         values ($1, 'duitku', 'clearing', '127.0.0.1', '{}', $2, $3, $4, 'paid', $5)`,
        [each, SEALED.sealCallbackBody(each, Buffer.from('body')), randomBytes(32), [key], json],
      );
    const isProcessed = (each: string) =>
      exists(`select from callback where id = $1 and attempt_id = $2 and due_at is null`, [each, attemptId]);
    return {
      subject: `callback/${id}`,
      kind: 'row_unreadable',
      says: [id, 'another form'],
      othersAreDone: () => isProcessed(other),
      isDone: () => isProcessed(id),
      makeDue: () => db.query(`update callback set due_at = now() where id = $1 and result is null`, [id]),
      mend: () => db.query(`update callback set about = $2 where id = $1`, [id, about]),
    };
  },
};

/** A client with an endpoint, and payouts of it that are cancelled: an event each. */
async function cancelled(count: number) {
  const clientId = await newClient(db);
  const { endpoint } = await loops
    .get(ManageEndpoints)
    .create(clientId, { url: receiver.url(), events: ['payout.cancelled'], description: null }, testActor());
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const id = await newPayout(db, { clientId, status: 'cancelled' });
    await db.query(
      `insert into outbox (payout_id, version, type, client_id, snapshot)
       select id, version, 'payout.cancelled', client_id, to_jsonb(payout) from payout where id = $1`,
      [id],
    );
    ids.push(id);
  }
  const isDelivered = (id: string) =>
    exists(`select from webhook_delivery where payout_id = $1 and status = 'delivered'`, [id]);
  return { clientId, endpointId: endpoint.id, ids: ids as [string, string, ...string[]], isDelivered };
}

const OUTBOX: readonly Case[] = [
  ['with a sealed value that is cut', `jsonb_set(snapshot, '{personal_sealed}', '"\\\\x0107"')`, 'cannot be opened'],
  ['of another form', `'{}'::jsonb`, 'another form'],
].map(([what, spoilt, says]) => ({
  loops: ['drain-outbox', 'deliver-webhooks'],
  what: `an event in the outbox ${what}`,
  begin: async (): Promise<Story> => {
    const { endpointId, ids, isDelivered } = await cancelled(3);
    const [{ id, snapshot }] = await db.query(`select id, snapshot from outbox where payout_id = $1`, [ids[0]]);
    await db.query(`update outbox set snapshot = ${spoilt} where id = $1`, [id]);
    return {
      subject: `webhook_endpoint/${endpointId}`,
      kind: 'webhook_unreadable',
      says: [`The row ${id} of outbox`, says as string],
      othersAreDone: async () => (await isDelivered(ids[1])) && (await isDelivered(ids[2] as string)),
      isDone: () => isDelivered(ids[0]),
      makeDue: async () => undefined,
      mend: async () => {
        await db.query(`update outbox set snapshot = $2 where id = $1`, [id, snapshot]);
        // The keys belong to the process: one that starts looks at once.
        const restarted = await Loops.start(database.url, sandbox.environment);
        await restarted.run('drain-outbox').finally(() => restarted.stop());
      },
    };
  },
}));

const DELIVERIES: Case = {
  loops: ['deliver-webhooks'],
  what: 'a delivery that cannot be opened',
  begin: async () => {
    const { clientId, endpointId, ids, isDelivered } = await cancelled(3);
    const soon = loops.get(DeliverWebhooks).soon;
    loops.get(DeliverWebhooks).soon = () => undefined;
    await loops.run('drain-outbox');
    loops.get(DeliverWebhooks).soon = soon;
    const [{ id, body }] = await db.query(`select id, body_sealed as body from webhook_delivery where payout_id = $1`, [
      ids[0],
    ]);
    const set = (bytes: Buffer) => db.query(`update webhook_delivery set body_sealed = $2 where id = $1`, [id, bytes]);
    await set(flipped(body));
    return {
      subject: `webhook_endpoint/${endpointId}`,
      kind: 'webhook_unreadable',
      says: [`The row ${id} of webhook_delivery`, 'salur webhook redeliver'],
      othersAreDone: async () => (await isDelivered(ids[1])) && (await isDelivered(ids[2] as string)),
      isDone: () => isDelivered(ids[0]),
      makeDue: async () => undefined,
      mend: async () => {
        await set(body);
        await loops.get(Redeliver).one(clientId, id, testActor());
      },
    };
  },
};

const BALANCES: Case = {
  loops: ['refresh-balances'],
  what: 'a balance without a usable time',
  begin: async () => {
    await loops.run('refresh-balances');
    await db.query(`update provider_account set balance_at = 'infinity', available = 1 where provider = 'duitku'`);
    await db.query(`update provider_account set available = 4711, balance_at = now() where provider = 'doku'`);
    await loops.get(LoadRailFacts).reload();
    const balanceOf = (provider: string) => loops.get(RailFacts).balanceOf(provider)?.available;
    const own = async () => (balanceOf('duitku') ?? 0n) > 1n;
    return {
      subject: 'provider_account/duitku',
      kind: 'row_unreadable',
      says: ['duitku', 'balance_at'],
      othersAreDone: async () => balanceOf('doku') === 4711n,
      isDone: own,
      makeDue: async () => undefined,
      // The next response of the provider replaces it.
      mend: () => db.query(`update provider_account set balance_due_at = now() where provider = 'duitku'`),
    };
  },
};

const COMPARISONS: readonly Case[] = [
  {
    loops: ['compare-payouts'],
    what: 'a statement line of a kind that only a later release knows',
    begin: async () => {
      const [id, other] = [await newPayout(db, { status: 'succeeded' }), await newPayout(db, { status: 'succeeded' })];
      const statementId = newId();
      await db.query(
        `insert into statement (id, provider, sha256, covers_from, covers_to, line_count, repeated_count, counts, imported_at, imported_by)
         values ($1, 'duitku', $2, now() - interval '1 day', now(), 2, 0, '{}', now(), 'operator:test')`,
        [statementId, newId()],
      );
      const lineIds = [newId(), newId()];
      for (const [index, payoutId] of [id, other].entries())
        await db.query(
          `insert into statement_line (id, statement_id, number, provider, kind, keys, amount, booked_at, identity, copy, attempt_id, payout_id)
           select $1, $2, $3, 'duitku', 'paid', '{}', 1, now(), $4, 1, attempt.id, payout_id from attempt where payout_id = $5`,
          [lineIds[index], statementId, index + 2, newId(), payoutId],
        );
      await db.query(`insert into comparison (payout_id) values ($1), ($2)`, [id, other]);
      const setKind = (kind: string) => damage(`update statement_line set kind = $2 where id = $1`, [lineIds[0], kind]);
      await setKind('escheated');
      const differs = (payoutId: string) =>
        exists(`select from difference where payout_id = $1 and kind = 'amount_differs'`, [payoutId]);
      return {
        subject: `comparison/${id}`,
        kind: 'row_unreadable',
        says: [id, lineIds[0] as string],
        othersAreDone: () => differs(other),
        isDone: () => differs(id),
        makeDue: () => db.query(`update comparison set again_at = now() where payout_id = $1`, [id]),
        mend: () => setKind('paid'),
      };
    },
  },
];

const ERASE: Case = {
  loops: ['erase-personal-data'],
  what: 'a payout that PostgreSQL refuses to change',
  begin: async () => {
    const completedAt = new Date(Date.now() - 40 * 86_400_000);
    const old = () => newPayout(db, { status: 'succeeded', completedAt });
    const [id, other] = [await old(), await old()];
    await db.query(`alter table payout add constraint spoilt check (id <> '${id}') not valid`);
    const isErased = (each: string) => exists(`select from payout where id = $1 and erased_at is not null`, [each]);
    return {
      subject: `payout/${id}`,
      kind: 'row_unreadable',
      says: [id, 'SQLSTATE 23514'],
      othersAreDone: () => isErased(other),
      isDone: () => isErased(id),
      makeDue: async () => undefined,
      mend: () => db.query(`alter table payout drop constraint spoilt`),
    };
  },
};

const CASES: readonly Case[] = [
  ...PAYOUTS,
  ATTEMPTS,
  UNKNOWN_PROVIDER,
  FUNDS,
  CALLBACKS,
  ...OUTBOX,
  DELIVERIES,
  BALANCES,
  ...COMPARISONS,
  ERASE,
];

/** Loops that interpret nothing of the rows that they read; below they pass by the oddest of them. */
const READ_NOTHING = [
  'look-at-database',
  'send-alerts',
  'show-life',
  'link-audit-entries',
  'forget-webhooks',
  'refresh-banks',
];

async function runAll(names: readonly string[]): Promise<void> {
  for (const name of names) await loops.run(name);
}

describe('a row that cannot be read', () => {
  it('is tried for each loop', () => {
    const covered = new Set([...CASES.flatMap((each) => each.loops), ...READ_NOTHING]);
    expect([...covered].sort()).toEqual(LOOPS.map(({ name }) => name).sort());
  });

  it.each(CASES)('$loops.0: $what is left out with one alert, and is done when it is mended', async (each) => {
    const { subject, kind, says, othersAreDone, isDone, makeDue, mend } = await each.begin();
    await eventually('the others are done', async () => {
      await runAll(each.loops);
      return othersAreDone();
    });
    for (let turn = 0; turn < 6; turn += 1) {
      await makeDue();
      await runAll(each.loops);
    }
    const alerted = () =>
      db.query(`select kind, message from alert where subject = $1 or payout_id = $2`, [
        subject,
        subject.startsWith('payout/') ? subject.slice('payout/'.length) : null,
      ]);
    await eventually('the alert is written', async () => (await alerted()).length > 0);
    const alerts = await alerted();
    expect(alerts.map((alert: { kind: string }) => alert.kind)).toEqual([kind]);
    for (const word of says) expect(alerts[0].message).toMatch(word);
    expect(alerts[0].message).not.toContain('8760673566');
    if (each.what !== BALANCES.what) expect(await isDone()).toBe(false);

    await mend();
    await eventually('it is done', async () => {
      await makeDue();
      await runAll(each.loops);
      return isDone();
    });
  });

  it.each(['tries', 'fence'])('work-due-payouts: a payout whose %s is at the end of its type', async (column) => {
    const [id, other] = [await newPayout(db), await newPayout(db)];
    await damage(`update payout set ${column} = 2147483647 where id = $1`, [id]);
    await makePayoutDue(id);
    await makePayoutDue(other);
    await eventually('the other one is done', async () => {
      await loops.run('work-due-payouts');
      return hasStatus(other, 'succeeded');
    });
    await damage(`update payout set ${column} = 5 where id = $1`, [id]);
    await eventually('it is done', async () => {
      await loops.run('work-due-payouts');
      return hasStatus(id, 'succeeded');
    });
  });

  it('send-alerts: an alert without a usable time and a kind of a later release hold up no other alert', async () => {
    const settings = { alertWebhookUrl: receiver.url('/alerts'), alertWebhookSecret: null };
    const alerts = new SendAlerts(db, loops.get(PostWebhook), settings);
    const raise = async (kind: string, at: string) => {
      const id = newId();
      await db.query(`insert into alert (id, kind, message, at) values ($1, $2, 'x', $3)`, [id, kind, at]);
      return id;
    };
    const [later, odd] = [await raise('later', '2026-01-01'), await raise('erased', 'infinity')];
    const [beside, other] = [await raise('erased', '2026-01-01'), await raise('review', '2026-01-01')];
    await alerts.send();
    const sent: { id: string }[] = await db.query(`select id from alert where sent_at is not null`);
    expect(sent.map(({ id }) => id)).toEqual(expect.arrayContaining([odd, beside, other]));
    expect(sent.map(({ id }) => id)).not.toContain(later);
    const waits = await db.query(
      `select from alert_notice where kind = 'later' and due_at > now() and leased_until is null`,
    );
    expect(waits).toHaveLength(1);
  });

  it('link-audit-entries: an entry without a usable time is linked like the others', async () => {
    await db.transaction(async (tx) => {
      for (const subjectId of ['before', 'odd', 'after'])
        await recordAudit(tx, testActor(), { action: 'payout.cancel', subjectId });
    });
    await damage(`update audit_entry set at = 'infinity' where subject_id = $1`, ['odd']);
    await loops.run('link-audit-entries');
    const unlinked = `select from audit_entry where not exists (select from audit_link where entry_id = audit_entry.id)`;
    expect(await db.query(unlinked)).toEqual([]);
  });

  it('forget-webhooks: a delivery without a usable time does not keep the old ones', async () => {
    const { ids } = await cancelled(2);
    await runAll(['drain-outbox', 'deliver-webhooks']);
    await loops.get(DeliverWebhooks).settled();
    const set = (payoutId: string, time: string) =>
      db.query(
        `update webhook_delivery set status = 'delivered', due_at = null, leased_until = null, created_at = $2, delivered_at = $2 where payout_id = $1`,
        [payoutId, time],
      );
    await set(ids[0], 'infinity');
    await set(ids[1], '2020-01-01');
    await loops.run('forget-webhooks');
    expect(await exists(`select from webhook_delivery where payout_id = $1`, [ids[1]])).toBe(false);
  });

  it('refresh-banks: a list that PostgreSQL refuses to store leaves the loop running, and is stored later', async () => {
    const stored = () => loops.get(RailFacts).current.bankLimits.get('duitku')?.size ?? 0;
    const setDue = () => db.query(`update provider_account set banks_due_at = now(), banks_at = 'infinity'`);
    await loops.run('refresh-banks');
    await setDue();
    await db.query(`alter table provider_bank add constraint spoilt check (name = '') not valid`);
    await loops.run('refresh-banks');
    await loops.get(LoadRailFacts).reload();
    await db.query(`alter table provider_bank drop constraint spoilt`);
    await setDue();
    await loops.run('refresh-banks');
    expect(stored()).toBeGreaterThan(0);
  });
});
