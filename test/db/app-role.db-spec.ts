import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { LinkEntries } from '#libs/audit';
import { EDGES, type PayoutStatus } from '#libs/payouts';
import { APP_TABLES, assertSafeDatabase, dataSourceOptions, judgeRole, newId, runMigrations } from '#libs/platform';
import { type AppRole, newAppRole, newRole } from '../support/app-role.js';
import { setConfirmedBy } from '../support/confirmed-by.js';
import { newClient, newPayout } from '../support/new-payout.js';
import { openTestDataSource } from '../support/test-data-source.js';

let db: DataSource;
let url: string;
let close: () => Promise<void>;
let role: AppRole;
let app: pg.Client;

beforeAll(async () => {
  ({ dataSource: db, url, close } = await openTestDataSource());
  role = await newAppRole(url);
  app = new pg.Client({ connectionString: role.url });
  await app.connect();
  await db.query(
    `insert into audit_entry (id, actor, address, action, subject_type, subject_id)
     values ($1, 'key:x', '203.0.113.7', 'payout.cancel', 'payout', 'x')`,
    [newId()],
  );
});
afterAll(async () => {
  await app.end();
  await close();
  await role.drop();
});

const INSUFFICIENT_PRIVILEGE = '42501';

async function codeOf(statement: string): Promise<string> {
  return app.query(statement).then(
    () => 'done',
    ({ code }: { code: string }) => code,
  );
}

/** The constraint by which PostgreSQL refuses statements of the service's role, all in one transaction; `done`: it does not. */
async function refusalOf(...statements: (readonly [sql: string, parameters?: unknown[]])[]): Promise<string> {
  try {
    await app.query('begin');
    for (const [sql, parameters] of statements) await app.query(sql, parameters);
    await app.query('commit');
    return 'done';
  } catch (error) {
    await app.query('rollback');
    const { constraint, code } = error as { constraint?: string; code: string };
    return constraint ?? code;
  }
}

/** The privileges of a role, as PostgreSQL reports them. */
async function rightsOf({ name }: AppRole): Promise<unknown[]> {
  return db.query(
    `select table_schema, table_name, column_name, privilege_type from information_schema.column_privileges
     where grantee = $1 order by 1, 2, 3, 4`,
    [name],
  );
}

describe('the role of the service', () => {
  it('has declared privileges on every table of the schema (S36)', async () => {
    const tables: { name: string }[] = await db.query(
      `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    );
    // A new table needs a row in libs/platform/src/database/app-grants.ts.
    expect(tables.map(({ name }) => name)).toEqual(Object.keys(APP_TABLES).sort());
  });

  it.each([
    'create table another (id int)',
    'create schema another',
    'create function another() returns int language sql as $$ select 1 $$',
    'alter table payout add column another int',
    'alter table audit_entry disable trigger all',
    'drop trigger audit_entry_is_append_only on audit_entry',
    'drop table audit_link',
    'create index another on payout (amount)',
    'grant all on audit_entry to current_user',
    'set session_replication_role = replica',
    'create role another',
  ])('cannot change the schema: %s (S36)', async (statement) => {
    const code = await codeOf(statement);
    // PostgreSQL only warns of a grant that grants nothing.
    if (statement.startsWith('grant'))
      expect(await codeOf('update audit_entry set actor = actor')).toBe(INSUFFICIENT_PRIVILEGE);
    else expect(code).toBe(INSUFFICIENT_PRIVILEGE);
  });

  it.each(['audit_entry', 'audit_link'])('cannot change, delete or truncate %s (S35)', async (table) => {
    const column = table === 'audit_entry' ? 'actor' : 'hash';
    for (const statement of [`update ${table} set ${column} = ${column}`, `delete from ${table}`, `truncate ${table}`])
      expect([statement, await codeOf(statement)]).toEqual([statement, INSUFFICIENT_PRIVILEGE]);
    expect(await codeOf(`select * from ${table}`)).toBe('done');
  });

  it('cannot say when an audit entry was written, or by which transaction (S35)', async () => {
    const insert = (columns: string, values: string) =>
      codeOf(`insert into audit_entry (id, actor, address, action, subject_type, subject_id${columns})
        values ('${newId()}', 'key:x', '203.0.113.7', 'payout.cancel', 'payout', 'x'${values})`);
    expect(await insert(', at', `, '2020-01-01'`)).toBe(INSUFFICIENT_PRIVILEGE);
    expect(await insert(', transaction_id', ', 1')).toBe(INSUFFICIENT_PRIVILEGE);
    expect(await insert('', '')).toBe('done');
  });

  it.each(['payout_event', 'exchange', 'payout_transition', 'calendar_change', 'alert', 'migration'])(
    'cannot rewrite %s (S36)',
    async (table) => {
      const [{ name }] = await db.query(
        `select attname as name from pg_attribute where attrelid = $1::regclass and attnum = 2`,
        [table],
      );
      expect(await codeOf(`update ${table} set ${name} = ${name}`)).toBe(INSUFFICIENT_PRIVILEGE);
      expect(await codeOf(`delete from ${table}`)).toBe(INSUFFICIENT_PRIVILEGE);
    },
  );

  it('cannot truncate anything (S36)', async () => {
    const tables: { name: string }[] = await db.query(
      `select schemaname || '.' || tablename as name from pg_tables where schemaname = 'public'`,
    );
    for (const { name } of tables)
      expect([name, await codeOf(`truncate ${name} cascade`)]).toEqual([name, INSUFFICIENT_PRIVILEGE]);
  });

  describe('may update a table, but not what is final in it', () => {
    const attemptOf = async (status: PayoutStatus, result: string) => {
      const id = await newPayout(db, { status });
      await app.query(`update attempt set result = $2, result_at = now() where payout_id = $1`, [id, result]);
      return id;
    };
    const setResult = (id: string, result: string | null) =>
      refusalOf([
        `update attempt set result = $2, result_at = case when $2::text is null then null else now() end where payout_id = $1`,
        [id, result],
      ]);

    it.each(['not_sent', 'refused', null])('an attempt that was paid does not become %s', async (result) => {
      const id = await attemptOf('succeeded', 'paid');
      expect(await setResult(id, result)).toBe('attempt_paid_is_final');
      expect(await setResult(id, 'returned')).toBe('done');
      expect(await setResult(id, 'paid')).toBe('attempt_paid_is_final');
    });

    it('an attempt that was paid is refused only with its payout, which failed after all', async () => {
      const id = await attemptOf('failed', 'paid');
      expect(await setResult(id, 'not_sent')).toBe('attempt_paid_is_final');
      expect(await setResult(id, 'refused')).toBe('done');
      expect(await setResult(id, 'paid')).toBe('attempt_end_is_final');
    });

    it('no person confirms a payout without an entry in the audit trail', async () => {
      const id = await newPayout(db, { status: 'inquired' });
      const set = `update payout set confirmed_by = 'key:other', confirmed_at = clock_timestamp() where id = $1`;
      expect(await refusalOf([set, [id]])).toBe('payout_confirmer_is_audited');
      await setConfirmedBy(db, id, 'key:budi');
      expect(await refusalOf([set, [id]])).toBe('payout_confirmer_is_audited');
      for (const value of [`'key:other'`, 'null'])
        expect(await refusalOf([`update payout set confirmed_by = ${value} where id = $1`, [id]])).toBe(
          'payout_confirmer_is_fixed',
        );
      // Another person confirms it, as Salur records that.
      await setConfirmedBy(db, id, 'key:ani');
    });

    it.each(['created', 'transferring', 'pending', 'review', 'succeeded', 'failed', 'cancelled', 'returned'] as const)(
      'no person confirms a payout that is %s',
      async (status) => {
        const id = await newPayout(db, { status });
        const entry = `insert into audit_entry (id, actor, address, action, subject_type, subject_id)
          values (gen_random_uuid(), 'key:other', '', 'payout.confirm', 'payout', $1)`;
        const set = `update payout set confirmed_by = 'key:other', confirmed_at = now() where id = $1`;
        expect(await refusalOf([entry, [id]], [set, [id]])).toBe('payout_confirmer_is_fixed');
      },
    );

    it('a key stays the key that it is, and in its line', async () => {
      const clientId = await newClient(db);
      const [first, second] = [newId(), newId()];
      const insert = `insert into api_key (id, client_id, secret_hash, scopes, replaces_key_id) values ($1, $2, $3, '{}', $4)`;
      await app.query(insert, [first, clientId, Buffer.from(first), null]);
      await app.query(insert, [second, clientId, Buffer.from(second), first]);
      for (const change of ['replaces_key_id = null', `created_at = '2020-01-01'`, 'id = gen_random_uuid()'])
        expect([change, await refusalOf([`update api_key set ${change} where id = $1`, [second]])]).toEqual([
          change,
          'api_key_is_fixed',
        ]);
      expect(
        await refusalOf([
          `update api_key set revoked_at = now(), expires_at = now(), last_used_at = now() where id = $1`,
          [first],
        ]),
      ).toBe('done');
    });

    it.each(['succeeded', 'failed', 'cancelled', 'returned', 'pending'] as const)(
      'the history of a payout that is %s gets no row without a move of it',
      async (status) => {
        const id = await newPayout(db, { status });
        const [{ version }] = await db.query(`select version from payout where id = $1`, [id]);
        const insert = `insert into payout_event (payout_id, version, event, from_status, to_status, actor) values ($1, $2, $3, $4, $5, 'salur')`;
        for (const { event, from, to } of EDGES) {
          for (const each of [version, version + 1, version + 2, 0, -1]) {
            const refusal = await refusalOf([insert, [id, each, event, from, to]]);
            expect([event, from, to, each, refusal]).not.toEqual([event, from, to, each, 'done']);
          }
        }
      },
    );

    it('a link of the audit trail continues the chain, or is refused', async () => {
      await new LinkEntries(db).link();
      const entryId = newId();
      await db.query(
        `insert into audit_entry (id, actor, address, action, subject_type, subject_id)
         values ($1, 'key:x', '', 'payout.cancel', 'payout', 'x')`,
        [entryId],
      );
      const [{ seq, hash }] = await db.query(`select seq::int, hash from audit_link order by seq desc limit 1`);
      const [entryHash, other] = [randomBytes(32), randomBytes(32)];
      const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
      const right = sha256(hash, entryHash);
      const insert = `insert into audit_link (seq, entry_id, entry_hash, previous_hash, hash) values ($1, $2, $3, $4, $5)`;
      for (const [what, values] of [
        ['a gap', [seq + 2, entryId, entryHash, hash, right]],
        ['the end of the numbers', ['9223372036854775807', entryId, entryHash, hash, right]],
        ['another link before it', [seq + 1, entryId, entryHash, other, right]],
        ['another hash', [seq + 1, entryId, entryHash, hash, other]],
        ['no hash of an entry', [seq + 1, entryId, Buffer.alloc(0), hash, sha256(hash)]],
        ['no entry', [seq + 1, newId(), entryHash, hash, right]],
      ] as const)
        expect([what, await refusalOf([insert, [...values]])]).toEqual([what, 'audit_link_continues_the_chain']);
      await new LinkEntries(db).link();
      expect(await db.query(`select from audit_link where entry_id = $1`, [entryId])).toHaveLength(1);
    });
  });

  it('is judged restricted, and the owner is not (S36)', async () => {
    const restricted = new DataSource(dataSourceOptions({ url: role.url, poolSize: 2, applicationName: 'test' }, []));
    await restricted.initialize();
    expect(await judgeRole(restricted)).toBe('restricted');
    await restricted.destroy();
    expect(await judgeRole(db)).toBe('unrestricted');
  });
});

describe('granting', () => {
  it('grants the same again, and revokes what was granted besides (S36)', async () => {
    const before = await rightsOf(role);
    expect(before.length).toBeGreaterThan(100);
    await db.query(`grant delete, update on audit_entry to ${role.name}`);
    await db.query(`grant update (actor) on payout_event to ${role.name}`);
    expect(await rightsOf(role)).not.toEqual(before);
    expect(await runMigrations(url, { appRole: role.name })).toEqual([]);
    expect(await rightsOf(role)).toEqual(before);
    expect(await codeOf('delete from audit_entry')).toBe(INSUFFICIENT_PRIVILEGE);
  });

  it('takes no right from a service that runs meanwhile (S36)', async () => {
    const clientId = await newClient(db);
    let granting = true;
    const grants = (async () => {
      for (let turn = 0; turn < 5; turn += 1) await runMigrations(url, { appRole: role.name });
      granting = false;
    })();
    const codes = new Set<string>();
    while (granting) codes.add(await codeOf(`update client set updated_at = now() where id = '${clientId}'`));
    await grants;
    expect([...codes]).toEqual(['done']);
  });

  it.each([
    ['is a superuser', () => newRole(url, 'superuser'), 'is a superuser'],
    [
      'owns a table',
      () => roleWith((name) => `alter table alert owner to ${name}`),
      'owns the tables or can act as their owner',
    ],
    ['may create tables', () => roleWith((name) => `grant create on schema public to ${name}`), 'may create tables'],
  ])('refuses a role that %s, and grants it nothing (S36)', async (_, make, words) => {
    const wrong = await make();
    await expect(runMigrations(url, { appRole: wrong.name })).rejects.toThrow(words);
    await db.query(`alter table alert owner to current_user`);
    const may = await db.query(`select from information_schema.table_privileges where grantee = $1`, [wrong.name]);
    expect(may).toEqual([]);
    await db.query(`drop owned by ${wrong.name}`);
    await wrong.drop();
  });

  it('reports an unknown role (S36)', async () => {
    await expect(runMigrations(url, { appRole: 'nobody_is_this' })).rejects.toThrow(
      'there is no role nobody_is_this: create it first',
    );
  });
});

async function roleWith(statement: (name: string) => string): Promise<AppRole> {
  const made = await newRole(url);
  await db.query(statement(made.name));
  return made;
}

describe('a service whose role was not granted its tables', () => {
  const check = async (as: AppRole) => {
    const source = new DataSource(dataSourceOptions({ url: as.url, poolSize: 2, applicationName: 'test' }, []));
    await source.initialize();
    await assertSafeDatabase(source, { allowLossy: true }).finally(() => source.destroy());
  };

  it('does not start and prints the remedy, for all tables or one new table (S36)', async () => {
    const bare = await newRole(url);
    await expect(check(bare)).rejects.toThrow(
      /may not read the table migration: run `npm run migrate` with DATABASE_APP_ROLE/,
    );
    await expect(check(role)).resolves.toBeUndefined();
    await db.query(`revoke all on audit_link from ${role.name}`);
    await expect(check(role)).rejects.toThrow('may not read the table audit_link');
    await runMigrations(url, { appRole: role.name });
    await expect(check(role)).resolves.toBeUndefined();
    await bare.drop();
  });

  it('does not start on a schema that is not up to date, and does not migrate it (S36)', async () => {
    await newPayout(db);
    await db.query(`delete from migration where name like 'Audit%'`);
    await expect(check(role)).rejects.toThrow('the schema is not up to date: run `npm run migrate` first');
  });
});
