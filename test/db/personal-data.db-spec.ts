import { randomBytes, randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { ErasePersonalData, Payout, SealedData } from '#libs/payouts';
import {
  newId,
  reEncryptData,
  runMigrations,
  SEALED_COLUMNS,
  SEALED_SNAPSHOTS,
  type Settings,
  Vault,
} from '#libs/platform';
import { newAttempt, newClient, newPayout, SEALED } from '../support/new-payout.js';
import { openTestDataSource } from '../support/test-data-source.js';

let db: DataSource;

let close: () => Promise<void>;
beforeAll(async () => {
  ({ dataSource: db, close } = await openTestDataSource());
});
afterAll(() => close());

const read = (id: string) => db.getRepository(Payout).findOneByOrFail({ id });

const HOLDS_NOTHING_SEALED = [
  ...['alert.detail', 'api_key.secret_hash', 'audit_entry.details'],
  ...['audit_link.entry_hash', 'audit_link.hash', 'audit_link.previous_hash'],
  ...['callback.about', 'callback.body_sha256', 'callback.headers', 'difference.expected', 'difference.found'],
  ...['payout.destination_hash', 'payout.metadata', 'payout.request_hash', 'payout_event.detail'],
  ...['difference.closed_before', 'statement.counts', 'statement.sums', 'statement_line.identity', 'worker.loops'],
];

/** A succeeded payout with all that is sealed of one: names, an answer, a pickup code and a callback. */
async function fullPayout() {
  const id = await newPayout(db, { status: 'succeeded' });
  const [{ id: attemptId }] = await db.query(`select id from attempt where payout_id = $1`, [id]);
  await db.query(
    `update payout set account_name_sealed = $2, answer_sealed = $3, purpose = 'rent', metadata = '{"a":"b"}' where id = $1`,
    [id, SEALED.sealAccountName(id, 'Siti Rahayu'), SEALED.sealAnswer(id, { body: '{}' })],
  );
  await db.query(`insert into cash_pickup (payout_id, attempt_id, code_sealed) values ($1, $2, $3)`, [
    id,
    attemptId,
    SEALED.sealPickupCode(attemptId, { token: 'known', pin: '1234' }),
  ]);
  const callbackId = newId();
  await newCallback(callbackId, attemptId);
  return { id, attemptId, callbackId };
}

function newCallback(id: string, attemptId: string | null): Promise<unknown> {
  return db.query(
    `insert into callback (id, provider, path, source, headers, body_sealed, body_sha256, keys, hint, about, attempt_id, due_at)
     values ($1, 'duitku', 'clearing', '127.0.0.1', '{}', $2, $3, '{}', 'paid', '{}', $4, null)`,
    [id, SEALED.sealCallbackBody(id, Buffer.from('body')), randomBytes(32), attemptId],
  );
}

/** Lets the payout have ended so many days ago. */
const endedDaysAgo = (id: string, days: number) =>
  db.query(`update payout set completed_at = now() - $2 * interval '1 day' where id = $1`, [id, days]);

describe('what the schema says of sealed data', () => {
  it('is what the list of sealed columns says', async () => {
    const columns: { table: string; column: string }[] = await db.query(
      `select table_name as table, column_name as column from information_schema.columns
       where table_schema = 'public' and column_name like '%\\_sealed'`,
    );
    const listed = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`);
    expect(columns.map(({ table, column }) => `${table}.${column}`).sort()).toEqual([...listed].sort());
  });

  // A column of one of these types holds what is sealed, or it stands here with what it holds instead.
  it('is known of every column of bytes and of JSON, so that a new one is not forgotten by the rotation of keys', async () => {
    const rows: { name: string }[] = await db.query(
      `select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = 'public' and data_type in ('bytea', 'json', 'jsonb')`,
    );
    const sealed = [...SEALED_COLUMNS, ...SEALED_SNAPSHOTS].map(({ table, column }) => `${table}.${column}`);
    const found = rows.map(({ name }) => name).filter((name) => !sealed.includes(name));
    expect(found.sort()).toEqual([...HOLDS_NOTHING_SEALED].sort());
  });

  it('is that a value copied into another row does not open (S30)', async () => {
    const [one, other] = [await newPayout(db), await newPayout(db, { accountNumber: '1112223334' })];
    await db.query(
      `update payout set personal_sealed = (select personal_sealed from payout where id = $2) where id = $1`,
      [one, other],
    );
    const copied = await read(one);
    expect(() => SEALED.personalOf(copied)).toThrow(`payout.personal_sealed of ${one} cannot be opened`);
    expect(SEALED.personalOf(await read(other)).accountNumber).toBe('1112223334');
  });

  it('is that it changes alone, is erased only once the payout has ended, and stays erased', async () => {
    const refusalOf = (sql: string, id: string) =>
      db.query(sql, [id]).then(
        () => 'nothing refused',
        (error: { driverError: { constraint?: string } }) => error.driverError.constraint,
      );
    const open = await newPayout(db, { status: 'pending' });
    const erase = `update payout set personal_sealed = null, erased_at = now() where id = $1`;
    expect(await refusalOf(erase, open)).toBe('payout_is_erased_when_ended');
    expect(await refusalOf(`update payout set personal_sealed = '\\x01', due_at = now() where id = $1`, open)).toBe(
      'payout_order_is_fixed',
    );
    const ended = await newPayout(db, { status: 'succeeded' });
    expect(await refusalOf(`update payout set personal_sealed = null where id = $1`, ended)).toBe(
      'payout_is_erased_as_a_whole',
    );
    expect(await refusalOf(erase, ended)).toBe('nothing refused');
    expect(await refusalOf(`update payout set personal_sealed = '\\x01', erased_at = null where id = $1`, ended)).toBe(
      'payout_stays_erased',
    );
    expect(
      await refusalOf(`update attempt set account_name_sealed = null, fence = 7 where payout_id = $1`, ended),
    ).toBe('attempt_is_fixed');
  });
});

describe('a new data key', () => {
  const OLD = { number: 1, key: randomBytes(32) };
  const NEW = { number: 2, key: randomBytes(32) };
  const vaultOf = (...dataKeys: (typeof OLD)[]) => new Vault({ dataKeys, dataHashKey: 'hash key of this test alone' });

  it('takes over what the old one sealed, in every column, so that the old one can go (S30)', async () => {
    const fresh = await openTestDataSource();
    const before = new SealedData(vaultOf(OLD));
    const id = await newPayout(fresh.dataSource, { status: 'created' });
    const personal = { accountNumber: '42', accountHolderName: null, recipient: null, sender: null };
    const attemptId = await newAttempt(fresh.dataSource, id);
    const callbackId = newId();
    await fresh.dataSource.query(
      `update payout set personal_sealed = $2, account_name_sealed = $3, answer_sealed = $4, ticket_sealed = $5 where id = $1`,
      [
        id,
        before.sealPersonal(id, personal),
        before.sealAccountName(id, 'SITI'),
        before.sealAnswer(id, { a: 1 }),
        before.sealTicket(id, { a: 'b' }),
      ],
    );
    await fresh.dataSource.query(`update attempt set account_name_sealed = $2, ticket_sealed = $3 where id = $1`, [
      attemptId,
      before.sealAttemptName(attemptId, 'SITI'),
      before.sealAttemptTicket(attemptId, { a: 'b' }),
    ]);
    await fresh.dataSource.query(`insert into cash_pickup (payout_id, attempt_id, code_sealed) values ($1, $2, $3)`, [
      id,
      attemptId,
      before.sealPickupCode(attemptId, { token: 't', pin: null }),
    ]);
    await fresh.dataSource.query(
      `insert into callback (id, provider, path, source, headers, body_sealed, body_sha256, keys, hint, about)
       values ($1, 'duitku', 'clearing', '', '{}', $2, '\\x00', '{}', 'paid', '{}')`,
      [callbackId, before.sealCallbackBody(callbackId, Buffer.from('body'))],
    );

    const done = await reEncryptData(fresh.dataSource, vaultOf(NEW, OLD));
    const touched = done.filter(({ reEncrypted }) => reEncrypted > 0);
    expect(touched.map(({ reEncrypted, left }) => [reEncrypted, left])).toEqual(touched.map(() => [1, 0]));
    expect(touched.map(({ table, column }) => `${table}.${column}`)).toEqual([
      'payout.personal_sealed',
      'payout.account_name_sealed',
      'payout.ticket_sealed',
      'payout.answer_sealed',
      'attempt.account_name_sealed',
      'attempt.ticket_sealed',
      'cash_pickup.code_sealed',
      'callback.body_sealed',
    ]);

    const after = new SealedData(vaultOf(NEW));
    const payout = await fresh.dataSource.getRepository(Payout).findOneByOrFail({ id });
    expect(after.knownOf(payout)).toEqual({ ...personal, accountName: 'SITI' });
    expect(after.answerOf(payout)).toEqual({ a: 1 });
    const again = await reEncryptData(fresh.dataSource, vaultOf(NEW));
    expect(again.every(({ reEncrypted, left }) => reEncrypted === 0 && left === 0)).toBe(true);
    await fresh.close();
  });

  it('takes over events that wait in the outbox, in either table, and leaves the rest of them as it was', async () => {
    const fresh = await openTestDataSource();
    const before = new SealedData(vaultOf(OLD));
    const personal = { accountNumber: '42', accountHolderName: null, recipient: null, sender: null };
    const id = await newPayout(fresh.dataSource, { status: 'succeeded' });
    const hex = `\\x${before.sealPersonal(id, personal).toString('hex')}`;
    const snapshot = {
      id,
      amount: 9007199254740991,
      personal_sealed: hex,
      account_name_sealed: null,
      metadata: { b: 'c' },
    };
    const insert = `insert into outbox (payout_id, version, type, client_id, snapshot)
      select id, $2, 'payout.succeeded', client_id, $3 from payout where id = $1 returning id`;
    await fresh.dataSource.query(insert, [id, 4, snapshot]);
    const [{ id: older }] = await fresh.dataSource.query(insert, [id, 3, null]);
    await fresh.dataSource.query(
      `insert into outbox_snapshot (outbox_id, client_id, payout) select $2, client_id, $3 from payout where id = $1
       on conflict (outbox_id) do update set payout = excluded.payout`,
      [id, older, snapshot],
    );
    const spoilt = { ...snapshot, personal_sealed: hex.slice(0, 60) };
    await fresh.dataSource.query(insert, [id, 2, spoilt]);

    const done = await reEncryptData(fresh.dataSource, vaultOf(NEW, OLD));
    const [outbox, beside] = done.slice(-2);
    expect([outbox?.reEncrypted, outbox?.left, outbox?.unreadable.length]).toEqual([1, 0, 1]);
    expect(beside).toMatchObject({ table: 'outbox_snapshot', reEncrypted: 1, left: 0, unreadable: [] });
    const stored: { value: Record<string, string> }[] = await fresh.dataSource.query(
      `select snapshot as value from outbox where version = 4 union all select payout from outbox_snapshot`,
    );
    expect(stored).toHaveLength(2);
    for (const { value } of stored) {
      const { personal_sealed: sealed = '', ...rest } = value;
      expect({ ...rest, personal_sealed: hex }).toEqual(snapshot);
      const personalSealed = Buffer.from(sealed.slice(2), 'hex');
      expect(new SealedData(vaultOf(NEW)).personalOf({ id, personalSealed })).toEqual(personal);
    }
    await fresh.close();
  });

  it('goes past what cannot be opened and past a row that PostgreSQL refuses, and names both', async () => {
    const fresh = await openTestDataSource();
    const before = new SealedData(vaultOf(OLD));
    const personal = { accountNumber: '42', accountHolderName: null, recipient: null, sender: null };
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const id = await newPayout(fresh.dataSource);
      await fresh.dataSource.query(`update payout set personal_sealed = $2 where id = $1`, [
        id,
        before.sealPersonal(id, personal),
      ]);
      ids.push(id);
    }
    const [cut, , flipped, , refused] = ids;
    await fresh.dataSource.query(`update payout set personal_sealed = '\\x01' where id = $1`, [cut]);
    await fresh.dataSource.query(`update payout set personal_sealed = set_byte(personal_sealed, 20, 7) where id = $1`, [
      flipped,
    ]);
    await fresh.dataSource.query(`alter table payout add constraint spoilt check (id <> '${refused}') not valid`);
    const [column] = await reEncryptData(fresh.dataSource, vaultOf(NEW, OLD));
    expect(column).toMatchObject({ reEncrypted: 2, left: 0, unreadable: [cut, flipped, refused] });
    await fresh.close();
  });

  it('skips a locked row, and reports it', async () => {
    const fresh = await openTestDataSource();
    const id = await newPayout(fresh.dataSource);
    const before = new SealedData(vaultOf(OLD));
    const personal = { accountNumber: '42', accountHolderName: null, recipient: null, sender: null };
    await fresh.dataSource.query(`update payout set personal_sealed = $2 where id = $1`, [
      id,
      before.sealPersonal(id, personal),
    ]);
    const holder = fresh.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query(`select from payout where id = $1 for update`, [id]);
    const [held] = await reEncryptData(fresh.dataSource, vaultOf(NEW, OLD));
    expect(held).toMatchObject({ column: 'personal_sealed', reEncrypted: 0, left: 1 });
    await holder.rollbackTransaction();
    await holder.release();
    const [free] = await reEncryptData(fresh.dataSource, vaultOf(NEW, OLD));
    expect(free).toMatchObject({ reEncrypted: 1, left: 0 });
    await fresh.close();
  });
});

describe('erasing personal data', () => {
  const KEPT_MS = 30 * 86_400_000;
  const erase = (keptMs?: number) =>
    new ErasePersonalData(db, { personalDataKeptMs: KEPT_MS } as Settings).erase(keptMs);

  it('leaves nothing of people in a payout that ended long ago, and everything else as it was', async () => {
    const { id, attemptId, callbackId } = await fullPayout();
    await endedDaysAgo(id, 31);
    const before = await read(id);
    expect(await erase()).toEqual({ payouts: 1, callbacks: 0, failed: 0 });
    const after = await read(id);
    expect(after).toEqual({
      ...before,
      personalSealed: null,
      accountNameSealed: null,
      ticketSealed: null,
      answerSealed: null,
      purpose: null,
      metadata: {},
      erasedAt: expect.any(Date),
    });
    const [attempt] = await db.query(
      `select account_name_sealed as name, ticket_sealed as ticket, request_sha256 from attempt where id = $1`,
      [attemptId],
    );
    expect(attempt).toEqual({ name: null, ticket: null, request_sha256: 'x' });
    expect(await db.query(`select from cash_pickup where payout_id = $1`, [id])).toEqual([]);
    const [callback] = await db.query(
      `select body_sealed, octet_length(body_sha256) as hash from callback where id = $1`,
      [callbackId],
    );
    expect(callback).toEqual({ body_sealed: null, hash: 32 });
    expect(await erase()).toEqual({ payouts: 0, callbacks: 0, failed: 0 });
  });

  it('leaves a payout alone that ended later, is open, or will be looked at again', async () => {
    const ids = [
      await newPayout(db, { status: 'succeeded' }),
      await newPayout(db, { status: 'review' }),
      await newPayout(db, { status: 'succeeded' }),
    ];
    await endedDaysAgo(ids[0] as string, 29);
    await endedDaysAgo(ids[2] as string, 31);
    await db.query(`update payout set due_at = now() + interval '1 day' where id = $1`, [ids[2]]);
    expect(await erase()).toEqual({ payouts: 0, callbacks: 0, failed: 0 });
    for (const id of ids) expect((await read(id)).personalSealed).not.toBeNull();
  });

  it('takes callbacks along that were never about any payout of ours', async () => {
    const [old, young] = [newId(), newId()];
    await newCallback(old, null);
    await newCallback(young, null);
    await db.query(`update callback set received_at = now() - interval '31 days' where id = $1`, [old]);
    expect(await erase()).toEqual({ payouts: 0, callbacks: 1, failed: 0 });
    const left = await db.query(`select id from callback where id = any ($1) and body_sealed is not null`, [
      [old, young],
    ]);
    expect(left).toEqual([{ id: young }]);
  });

  it('comes to an end with more payouts than one transaction takes', async () => {
    const clientId = await newClient(db);
    const ids = [];
    for (let count = 0; count < 7; count += 1) ids.push(await newPayout(db, { clientId, status: 'succeeded' }));
    await db.query(`update payout set completed_at = now() - interval '40 days' where id = any ($1)`, [ids]);
    expect((await Promise.all([erase(), erase()])).reduce((sum, { payouts }) => sum + payouts, 0)).toBe(7);
  });
});

describe('a database that was filled before anything was sealed', () => {
  const VAULT = new Vault({
    dataKeys: [{ number: 3, key: randomBytes(32) }],
    dataHashKey: 'hash key of this test alone',
  });

  it('is sealed by the migration, which needs the keys for that', async () => {
    const older = await openTestDataSource();
    const { dataSource } = older;
    while ((await lastMigration(dataSource)) !== 'Clients1795350000000') await dataSource.undoLastMigration();
    const [id, attemptId, callbackId] = [newId(), newId(), newId()];
    await fillAsBefore(dataSource, { id, attemptId, callbackId });

    await expect(runMigrations(older.url)).rejects.toThrow('run this with DATA_KEYS');
    expect(await lastMigration(dataSource)).toBe('Clients1795350000000');
    await runMigrations(older.url, { vault: VAULT });

    const sealed = new SealedData(VAULT);
    const payout = await dataSource.getRepository(Payout).findOneByOrFail({ id });
    expect(sealed.knownOf(payout)).toEqual({
      accountNumber: '8760673566',
      accountHolderName: 'Siti',
      recipient: null,
      sender: { id: '7', name: 'Finance', phoneNumber: null },
      accountName: 'SITI RAHAYU',
    });
    expect(sealed.answerOf(payout)).toEqual({ body: '{}' });
    expect(payout.destinationHash).toEqual(sealed.destinationHash('8760673566'));
    const [attempt] = await dataSource.query(
      `select id, account_name_sealed as "accountNameSealed", ticket_sealed as "ticketSealed" from attempt where id = $1`,
      [attemptId],
    );
    expect(sealed.attemptNameOf(attempt)).toBe('SITI RAHAYU');
    expect([sealed.ticketOf(payout), sealed.attemptTicketOf(attempt)]).toEqual([{ a: 'b' }, { a: 'b' }]);
    const [callback] = await dataSource.query(`select body_sealed from callback where id = $1`, [callbackId]);
    expect(sealed.callbackBodyOf(callbackId, callback.body_sealed).toString()).toBe('the very bytes');
    await older.close();
  });
});

async function lastMigration(dataSource: DataSource): Promise<string> {
  const [{ name }] = await dataSource.query(`select name from migration order by timestamp desc limit 1`);
  return name;
}

async function fillAsBefore(dataSource: DataSource, ids: { id: string; attemptId: string; callbackId: string }) {
  const clientId = await newClient(dataSource);
  await dataSource.transaction(async (tx) => {
    await tx.query(
      `insert into payout (id, client_id, reference, idempotency_key, request_hash, amount, requested_rail, rail, created_rail,
         provider, destination_type, bank_code, account_number, account_holder_name, account_name, sender, ticket, answer,
         confirmation, status, version, fence)
       values ($1, $2, $3, $3, '\\x00', 50000, 'auto', 'duitku.online', 'duitku.online', 'duitku', 'bank_account', '014',
         '8760673566', 'Siti', 'SITI RAHAYU', '{"id":"7","name":"Finance","phoneNumber":null}', '{"a":"b"}', '{"body":"{}"}',
         'automatic', 'created', 1, 1)`,
      [ids.id, clientId, randomUUID()],
    );
    await tx.query(
      `insert into payout_event (payout_id, version, event, from_status, to_status, actor) values ($1, 1, 'created', null, 'created', 'test')`,
      [ids.id],
    );
    await tx.query(
      `insert into attempt (id, payout_id, number, rail, provider, reference, account_name, ticket, request_sha256, fence, owner, signed_at)
       values ($2, $1, 1, 'duitku.online', 'duitku', nextval('attempt_reference')::text, 'SITI RAHAYU', '{"a":"b"}', 'x', 1, 'test', now())`,
      [ids.id, ids.attemptId],
    );
    await tx.query(
      `insert into callback (id, provider, path, source, headers, body, body_sha256, keys, hint, about)
       values ($1, 'duitku', 'clearing', '', '{}', 'the very bytes', '\\x00', '{}', 'paid', '{"accountNumber":"8760673566"}')`,
      [ids.callbackId],
    );
  });
}
