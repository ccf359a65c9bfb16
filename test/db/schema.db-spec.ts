import type { DataSource } from 'typeorm';
import { EDGES } from '#libs/payouts';
import { runMigrations } from '#libs/platform';
import { newAttempt, newClient, newPayout } from '../support/new-payout.js';
import { openTestDataSource } from '../support/test-data-source.js';

let db: DataSource;
let url: string;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ dataSource: db, url, close } = await openTestDataSource());
});
afterAll(() => close());

/** The name of the constraint by which PostgreSQL refuses the statements, all in one transaction. */
async function refusalOf(...statements: [sql: string, parameters?: unknown[]][]): Promise<string | undefined> {
  try {
    await db.transaction(async (tx) => {
      for (const [sql, parameters] of statements) await tx.query(sql, parameters);
    });
  } catch (error) {
    const { constraint, code } = (error as { driverError: { constraint?: string; code: string } }).driverError;
    return constraint ?? code;
  }
  return undefined;
}

describe('the schema', () => {
  it('is what the entities say: TypeORM finds nothing to change', async () => {
    const changes = await db.driver.createSchemaBuilder().log();
    expect(changes.upQueries.map((query) => query.query)).toEqual([]);
  });

  it('goes up, down and up again', async () => {
    for (let step = 0; step < db.migrations.length; step += 1) await db.undoLastMigration();
    const left = await db.query(
      `select tablename from pg_tables where schemaname = 'public' and tablename <> 'migration'`,
    );
    expect(left).toEqual([]);
    const functions = await db.query(`select proname from pg_proc where pronamespace = 'public'::regnamespace`);
    expect(functions).toEqual([]);
    expect(await runMigrations(url)).toHaveLength(db.migrations.length);
    expect(await runMigrations(url)).toHaveLength(0);
  });

  it('is migrated once when two replicas start at the same moment', async () => {
    const replica = await openTestDataSource();
    for (let step = 0; step < db.migrations.length; step += 1) await replica.dataSource.undoLastMigration();
    const results = await Promise.all([runMigrations(replica.url), runMigrations(replica.url)]);
    expect(results.flat()).toHaveLength(db.migrations.length);
    await replica.close();
  });

  it('knows the same moves as the table in code', async () => {
    const rows = await db.query(`select from_status as "from", event, to_status as "to" from payout_transition`);
    expect(new Set(rows.map((row: unknown) => JSON.stringify(row)))).toEqual(
      new Set(EDGES.map((edge) => JSON.stringify(edge))),
    );
    expect(rows).toHaveLength(EDGES.length);
  });
});

describe('PostgreSQL refuses, for every role,', () => {
  it('a payout of zero or less', async () => {
    await expect(newPayout(db, { amount: 0n })).rejects.toThrow('payout_amount_is_positive');
    await expect(newPayout(db, { amount: -1n })).rejects.toThrow('payout_amount_is_positive');
    const id = await newPayout(db);
    expect(await refusalOf([`update payout set destination_hash = '\\x00' where id = $1`, [id]])).toBe(
      'payout_order_is_fixed',
    );
  });

  it.each([
    ['amount', '1'],
    ['destination_hash', `'\\x01'`],
    ['outlet', `'indomaret'`],
    ['personal_sealed', `'\\x01', amount = 1`],
    ['created_rail', `'duitku.llg'`],
    ['confirmation', `'manual'`],
  ])('another %s than the client asked for', async (column, value) => {
    const id = await newPayout(db);
    expect(await refusalOf([`update payout set ${column} = ${value} where id = $1`, [id]])).toBe(
      'payout_order_is_fixed',
    );
  });

  it('the same reference or the same Idempotency-Key twice for one client', async () => {
    const clientId = await newClient(db);
    const first = await newPayout(db, { clientId, reference: 'INV-1' });
    await expect(newPayout(db, { clientId, reference: 'INV-1' })).rejects.toThrow('payout_reference_is_unique');
    await expect(newPayout(db, { reference: 'INV-1' })).resolves.toBeDefined();
    const copy = `insert into payout select (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'reference', 'INV-2'))).* from payout p where id = $1`;
    expect(await refusalOf([copy, [first]])).toBe('payout_idempotency_key_is_unique');
  });

  it('a payout that starts anywhere but at created, version 1', async () => {
    const id = await newPayout(db);
    const copy = `insert into payout select (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'reference', gen_random_uuid(),
      'idempotency_key', gen_random_uuid(), 'status', 'inquired'))).* from payout p where id = $1`;
    expect(await refusalOf([copy, [id]])).toBe('payout_starts_as_created');
  });

  it('every move that is not in the table', async () => {
    const statuses = [...new Set(EDGES.flatMap(({ from, to }) => [from, to]))];
    for (const from of statuses) {
      const id = await newPayout(db, { status: from });
      for (const to of statuses) {
        if (to === from || EDGES.some((edge) => edge.from === from && edge.to === to)) continue;
        const refusal = await refusalOf([
          `update payout set status = $2, version = version + 1 where id = $1`,
          [id, to],
        ]);
        expect([from, to, refusal]).toEqual([from, to, 'payout_moves_legally']);
      }
    }
  });

  it('a status without the event that explains it', async () => {
    const id = await newPayout(db);
    expect(await refusalOf([`update payout set status = 'inquired' where id = $1`, [id]])).toBe(
      'payout_moves_one_version',
    );
    expect(await refusalOf([`update payout set status = 'inquired', version = 2 where id = $1`, [id]])).toBe(
      'payout_status_has_its_event',
    );
  });

  it('an event without the move that it explains, or one that skips, forks or invents history', async () => {
    const event = `insert into payout_event (payout_id, version, event, from_status, to_status, actor) values ($1, $2, $3, $4, $5, 'test')`;
    const id = await newPayout(db);
    expect(await refusalOf([event, [id, 2, 'inquiry_passed', 'created', 'inquired']])).toBe(
      'payout_event_moves_its_payout',
    );
    expect(await refusalOf([event, [id, 1, 'created', null, 'created']])).toBe('payout_event_pkey');
    const move = `update payout set status = 'inquired', version = 2 where id = $1`;
    expect(await refusalOf([move, [id]], [event, [id, 2, 'paid', 'created', 'inquired']])).toBe(
      'payout_event_is_legal',
    );
    expect(await refusalOf([move, [id]], [event, [id, 2, 'inquiry_passed', 'created', 'inquired']])).toBeUndefined();
    expect(
      await refusalOf(
        [`update payout set status = 'cancelled', version = 3, completed_at = now() where id = $1`, [id]],
        [event, [id, 3, 'cancelled', 'created', 'cancelled']],
      ),
    ).toBe('payout_event_continues_history');
  });

  it('going back to an older status by an older version', async () => {
    const id = await newPayout(db, { status: 'inquired' });
    expect(await refusalOf([`update payout set status = 'created', version = 1 where id = $1`, [id]])).toBe(
      'payout_moves_one_version',
    );
  });

  it('rewriting, deleting or truncating history and evidence', async () => {
    const id = await newPayout(db, { status: 'succeeded' });
    expect(await refusalOf([`update payout_event set actor = 'unknown' where payout_id = $1`, [id]])).toBe(
      'payout_event_is_append_only',
    );
    expect(await refusalOf([`delete from payout_event where payout_id = $1`, [id]])).toBe(
      'payout_event_is_append_only',
    );
    expect(await refusalOf(['truncate payout_event cascade'])).toMatch(/_is_append_only$/);
    expect(await refusalOf([`delete from payout where id = $1`, [id]])).toBe('payout_is_append_only');
    expect(await refusalOf([`delete from attempt where payout_id = $1`, [id]])).toBe('attempt_is_append_only');
    expect(await refusalOf([`delete from payout_transition`])).toBe('payout_transition_is_append_only');
    await db.query(
      `insert into exchange (id, payout_id, provider, step, method, url, request, request_sha256, outcome, started_at, duration_ms)
       values (gen_random_uuid(), $1, 'p', 'status', 'POST', 'u', '', '', 'paid', now(), 1)`,
      [id],
    );
    expect(await refusalOf([`update exchange set outcome = 'refused' where payout_id = $1`, [id]])).toBe(
      'exchange_is_append_only',
    );
  });

  it('a proposed resolution outside its review, and a change of a proposal (S5)', async () => {
    const propose = `insert into resolution_proposal (payout_id, version, actor, resolution, reason) values ($1, $2, 'test', $3, 'x')`;
    const id = await newPayout(db, { status: 'review' });
    for (const version of [4, 6])
      expect(await refusalOf([propose, [id, version, 'paid']])).toBe('resolution_proposal_is_for_a_review');
    const pending = await newPayout(db, { status: 'pending' });
    expect(await refusalOf([propose, [pending, 4, 'paid']])).toBe('resolution_proposal_is_for_a_review');
    expect(await refusalOf([propose, [id, 5, 'maybe']])).toBe('resolution_proposal_is_known');
    expect(await refusalOf([propose, [id, 5, 'paid']])).toBeUndefined();
    for (const change of [`update resolution_proposal set actor = 'unknown'`, `delete from resolution_proposal`])
      expect(await refusalOf([change])).toBe('resolution_proposal_is_append_only');
    expect(await refusalOf([`truncate resolution_proposal`])).toBe('resolution_proposal_is_append_only');
  });

  it('rewriting, deleting or truncating the audit trail (S35)', async () => {
    await db.query(
      `insert into audit_entry (id, actor, address, action, subject_type, subject_id)
       values (gen_random_uuid(), 'key:x', '203.0.113.7', 'payout.cancel', 'payout', 'x')`,
    );
    const [genesis, hash] = [`decode(repeat('00', 32), 'hex')`, `decode(repeat('01', 32), 'hex')`];
    await db.query(
      `insert into audit_link select 1, id, ${hash}, ${genesis}, sha256(${genesis} || ${hash}) from audit_entry`,
    );
    for (const [table, column] of [
      ['audit_entry', 'actor'],
      ['audit_link', 'hash'],
    ] as const) {
      for (const statement of [
        `update ${table} set ${column} = ${column}`,
        `delete from ${table}`,
        `truncate ${table}`,
      ])
        expect([statement, await refusalOf([statement])]).toEqual([statement, `${table}_is_append_only`]);
    }
  });

  it('changing what the client asked for', async () => {
    const id = await newPayout(db);
    for (const change of [
      `amount = 1`,
      `destination_hash = '\\x01'`,
      `bank_code = '002'`,
      `reference = 'x'`,
      `client_id = gen_random_uuid()`,
    ]) {
      expect([change, await refusalOf([`update payout set ${change} where id = $1`, [id]])]).toEqual([
        change,
        'payout_order_is_fixed',
      ]);
    }
  });

  it('a second live attempt, while one is unknown, paid or returned', async () => {
    const id = await newPayout(db, { status: 'pending' });
    const second = () =>
      refusalOf([
        `insert into attempt (id, payout_id, number, rail, provider, reference, account_name_sealed, ticket_sealed, request_sha256, fence, owner, signed_at)
         values (gen_random_uuid(), $1, 2, 'r', 'p', nextval('attempt_reference')::text, '\\x00', '\\x00', 'x', 1, 'test', now())`,
        [id],
      ]);
    expect(await second()).toBe('attempt_one_live');
    await db.query(`update attempt set result = 'paid', result_at = now() where payout_id = $1`, [id]);
    expect(await second()).toBe('attempt_one_live');
    const other = await newPayout(db, { status: 'pending' });
    await db.query(`update attempt set result = 'refused', result_at = now() where payout_id = $1`, [other]);
    await expect(newAttempt(db, other, 2)).resolves.toBeDefined();
  });

  it('reviving an attempt that ended, or changing what was sent', async () => {
    const id = await newPayout(db, { status: 'pending' });
    expect(await refusalOf([`update attempt set request_sha256 = 'y' where payout_id = $1`, [id]])).toBe(
      'attempt_is_fixed',
    );
    await db.query(`update attempt set result = 'refused', result_at = now() where payout_id = $1`, [id]);
    expect(await refusalOf([`update attempt set result = null, result_at = null where payout_id = $1`, [id]])).toBe(
      'attempt_end_is_final',
    );
  });

  it('transferring without a recorded attempt', async () => {
    const id = await newPayout(db, { status: 'inquired' });
    expect(
      await refusalOf(
        [`update payout set status = 'transferring', version = 3 where id = $1`, [id]],
        [
          `insert into payout_event (payout_id, version, event, from_status, to_status, actor) values ($1, 3, 'confirmed', 'inquired', 'transferring', 'test')`,
          [id],
        ],
      ),
    ).toBe('payout_transfers_with_an_attempt');
  });

  it('a final status without its proof, and a fence that goes back', async () => {
    const id = await newPayout(db, { status: 'succeeded' });
    expect(await refusalOf([`update payout set proof = null where id = $1`, [id]])).toBe('payout_final_says_its_proof');
    expect(await refusalOf([`update payout set fence = 0 where id = $1`, [id]])).toBe('payout_fence_only_grows');
  });
});
