import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction, newId } from '#libs/platform';
import { eventually } from '../../../test/support/eventually.js';
import { testActor } from '../../../test/support/test-actor.js';
import { openTestDataSource } from '../../../test/support/test-data-source.js';
import { AuditTrail } from './audit-trail.js';
import { hashOfLink } from './hash-chain.js';
import { LinkEntries } from './link-entries.js';
import { recordAudit } from './record-audit.js';
import { readAnchor, verifyAuditTrail } from './verify-trail.js';

let db: DataSource;
let close: () => Promise<void>;
let link: LinkEntries;

beforeEach(async () => {
  ({ dataSource: db, close } = await openTestDataSource());
  link = new LinkEntries(db);
});
afterEach(() => close());

/** Writes entries, each in its own transaction. @returns their subject ids */
async function writeEntries(db: DataSource, count: number): Promise<string[]> {
  const subjects = Array.from({ length: count }, () => newId());
  for (const subject of subjects) await inTransaction(db, (tx) => writeEntry(tx, subject));
  return subjects;
}

function writeEntry(tx: EntityManager, subjectId: string = newId()): Promise<void> {
  const details = { amount: 50_000n, rails: ['some.rail'], 'with "quotes"': 'and ünïcödé\n' };
  return recordAudit(tx, testActor(), { action: 'payout.cancel', subjectId, reason: 'asked for', details });
}

/** Changes append-only tables, as a superuser with triggers switched off. */
async function tamper(db: DataSource, ...statements: string[]): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query(`set local session_replication_role = replica`);
    for (const statement of statements) await tx.query(statement);
  });
}

async function linkedSubjects(): Promise<string[]> {
  const rows: { subject: string }[] = await db.query(
    `select subject_id as subject from audit_link join audit_entry on audit_entry.id = entry_id order by seq`,
  );
  return rows.map(({ subject }) => subject);
}

describe('an audit entry', () => {
  it('is rolled back with its change (S35)', async () => {
    const write = db.transaction(async (tx) => {
      await writeEntry(tx);
      throw new Error('the change fails');
    });
    await expect(write).rejects.toThrow('the change fails');
    expect(await db.query('select id from audit_entry')).toEqual([]);
  });

  it('records the actor, the address, the request, the action, the subject and the reason (S35)', async () => {
    const subjectId = newId();
    await writeEntry(db.manager, subjectId);
    const [entry] = await db.query('select * from audit_entry');
    expect(entry).toMatchObject({
      actor: 'client:test',
      address: '203.0.113.7',
      request_id: 'request-of-a-test',
      action: 'payout.cancel',
      subject_type: 'payout',
      subject_id: subjectId,
      reason: 'asked for',
      details: { amount: '50000' },
    });
    expect(Math.abs(entry.at.getTime() - Date.now())).toBeLessThan(60_000);
  });
});

describe('the chain of audit entries', () => {
  it('links every entry once, in the order in which the entries were written (S35)', async () => {
    const subjects = await writeEntries(db, 5);
    expect(await link.link()).toBe(5);
    expect(await link.link()).toBe(0);
    subjects.push(...(await writeEntries(db, 3)));
    expect(await link.link()).toBe(3);
    expect(await linkedSubjects()).toEqual(subjects);
  });

  it('stays one chain when several processes link concurrently (S35)', async () => {
    const others = [link, new LinkEntries(db), new LinkEntries(db)];
    let written = false;
    const writing = writeEntries(db, 60).finally(() => {
      written = true;
    });
    let linked = 0;
    const round = async () => {
      for (const count of await Promise.all(others.map((each) => each.link()))) linked += count;
    };
    while (!written) await round();
    await writing;
    await round();
    expect(linked).toBe(60);
    expect(await verifyAuditTrail(db)).toMatchObject({ entries: 60, links: 60, problems: [] });
  });

  it('links an entry whose transaction ends after later entries were linked (S35)', async () => {
    const slow = db.createQueryRunner();
    await slow.startTransaction();
    const late = newId();
    await writeEntry(slow.manager, late);
    const early = await writeEntries(db, 3);
    expect(await link.link()).toBe(3);
    await writeEntries(db, 1);
    expect(await link.link()).toBe(1);
    await slow.commitTransaction();
    await slow.release();
    expect(await link.link()).toBe(1);
    expect((await linkedSubjects()).filter((subject) => ![...early].includes(subject)).at(-1)).toBe(late);
  });

  it('links an entry that is committed behind the current position of a pass (S35)', async () => {
    const slow = db.createQueryRunner();
    await slow.startTransaction();
    await writeEntry(slow.manager);
    // More than one page of entries; one transaction is faster.
    await recordAudit(
      db.manager,
      testActor(),
      ...Array.from({ length: 2_500 }, () => ({ action: 'payout.check', subjectId: newId() }) as const),
    );
    // Blocks the first page after it was read.
    await db.query(`create function hold() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock(4711); return null; end $$`);
    await db.query(`create trigger hold after insert on audit_link for each statement execute function hold()`);
    const holder = db.createQueryRunner();
    await holder.query('select pg_advisory_lock(4711)');
    const linking = link.link();
    await eventually('the first page is blocked', async () => {
      const held = await db.query(
        `select 1 from pg_locks where locktype = 'advisory' and objid = 4711 and not granted
           and database = (select oid from pg_database where datname = current_database())`,
      );
      return held.length > 0;
    });
    await slow.commitTransaction();
    await slow.release();
    await holder.query('select pg_advisory_unlock(4711)');
    await holder.release();
    expect((await linking) + (await link.link())).toBe(2_501);
  });

  it('is continued by a starting process with the entries that were written while none ran (S35)', async () => {
    await writeEntries(db, 2);
    await link.link();
    const meanwhile = await writeEntries(db, 2);
    expect(await new LinkEntries(db).link()).toBe(2);
    expect((await linkedSubjects()).slice(2)).toEqual(meanwhile);
  });

  it('logs its end once a day, and the daily pass links an overlooked entry (S35)', async () => {
    const logged: string[] = [];
    const log = jest.spyOn(Logger.prototype, 'log').mockImplementation((message) => void logged.push(String(message)));
    const startedAt = performance.now();
    const clock = jest.spyOn(performance, 'now');
    try {
      await writeEntries(db, 2);
      await link.link();
      await link.link();
      expect(logged).toHaveLength(1);
      const { head } = await verifyAuditTrail(db);
      expect(readAnchor(logged[0]?.replace('the audit trail ends at ', '') as string)).toEqual(head);
      await writeEntries(db, 1);
      await tamper(db, `update audit_entry set transaction_id = 1 where id not in (select entry_id from audit_link)`);
      expect(await link.link()).toBe(0);
      clock.mockReturnValue(startedAt + 25 * 3_600_000);
      expect(await link.link()).toBe(1);
      expect(logged).toHaveLength(2);
      expect(logged[1]).toContain(' 3:');
    } finally {
      log.mockRestore();
      clock.mockRestore();
    }
  });

  it('is continued in a restored copy of the database, whose transaction ids start again (S35)', async () => {
    await writeEntries(db, 2);
    await link.link();
    await tamper(db, `update audit_entry set transaction_id = transaction_id + 1000000000`);
    const link2 = new LinkEntries(db);
    await writeEntries(db, 1);
    expect(await link2.link()).toBe(1);
    await writeEntries(db, 1);
    expect(await link2.link()).toBe(1);
    expect(await verifyAuditTrail(db)).toMatchObject({ entries: 4, links: 4, problems: [] });
  });
});

const ENTRY = (seq: number) => `(select entry_id from audit_link where seq = ${seq})`;

/** The problems that verification reports, as `kind@seq`. */
async function problems(options: Parameters<typeof verifyAuditTrail>[1] = {}): Promise<string[]> {
  const report = await verifyAuditTrail(db, { rowsPerPage: 3, ...options });
  return report.problems.map(({ kind, seq }) => `${kind}@${seq}`);
}

describe('verifying the audit trail', () => {
  beforeEach(async () => {
    await writeEntries(db, 7);
    await link.link();
  });

  it('reports no problem for an unchanged trail, and returns its end (S35)', async () => {
    const report = await verifyAuditTrail(db, { rowsPerPage: 3 });
    const [{ hash }] = await db.query(`select encode(hash, 'hex') as hash from audit_link where seq = 7`);
    expect(report).toEqual({ entries: 7, links: 7, head: { seq: 7, hash }, problems: [], moreProblems: 0 });
    expect(await verifyAuditTrail(db)).toEqual(report);
  });

  it.each([
    ['actor', `'key:another'`],
    ['client_id', `gen_random_uuid()`],
    ['address', `'198.51.100.1'`],
    ['request_id', `null`],
    ['action', `'payout.check'`],
    ['subject_type', `'key'`],
    ['subject_id', `'another'`],
    ['reason', `null`],
    ['details', `details || '{"amount": "50001"}'`],
    ['at', `at + interval '1 microsecond'`],
  ])('reports an entry whose %s was altered (S35)', async (column, value) => {
    await tamper(db, `update audit_entry set ${column} = ${value} where id = ${ENTRY(4)}`);
    expect(await problems()).toEqual(['entry_altered@4']);
  });

  it('reports an entry that was deleted (S35)', async () => {
    await tamper(db, `delete from audit_entry where id = ${ENTRY(4)}`);
    expect(await problems()).toEqual(['entry_deleted@4']);
  });

  it('reports an entry that was altered together with its link (S35)', async () => {
    await tamper(db, `update audit_entry set reason = 'another' where id = ${ENTRY(4)}`);
    const [{ previous_hash }] = await db.query(`select * from audit_link where seq = 4`);
    const forged = hashOfLink(previous_hash, Buffer.alloc(32, 1)).toString('hex');
    await tamper(
      db,
      `update audit_link set entry_hash = decode(repeat('01', 32), 'hex'), hash = decode('${forged}', 'hex') where seq = 4`,
    );
    expect(await problems()).toEqual(['entry_altered@4', 'link_altered@5']);
  });

  it('reports a link whose hash was altered, and one that was deleted (S35)', async () => {
    await tamper(db, `update audit_link set hash = decode(repeat('01', 32), 'hex') where seq = 3`);
    expect(await problems()).toEqual(['link_altered@3', 'link_altered@4']);
    await tamper(db, `delete from audit_link where seq = 6`);
    expect(await problems()).toEqual(['link_altered@3', 'link_altered@4', 'link_missing@6']);
  });

  it('reports an entry and its link that were deleted from the middle (S35)', async () => {
    await tamper(db, `delete from audit_entry where id = ${ENTRY(4)}`, `delete from audit_link where seq = 4`);
    expect(await problems()).toEqual(['link_missing@4']);
  });

  it('reports an entry that has had no link for too long (S35)', async () => {
    await writeEntries(db, 1);
    expect(await problems()).toEqual([]);
    await tamper(db, `update audit_entry set at = at - interval '2 minutes'`);
    expect(await problems({ unlinkedAfterMs: 60_000 })).toContain('entry_unlinked@null');
    expect((await verifyAuditTrail(db, { unlinkedAfterMs: 600_000 })).problems.at(-1)?.kind).toBe('entry_altered');
  });

  it('reports a backdated entry, although it is linked (S35)', async () => {
    await db.query(
      `insert into audit_entry (id, at, actor, address, action, subject_type, subject_id)
       values (gen_random_uuid(), now() - interval '1 day', 'key:x', '203.0.113.7', 'payout.cancel', 'payout', 'x')`,
    );
    const report = await new AuditTrail(db, link).verify();
    expect(report.links).toBe(8);
    expect(report.problems).toMatchObject([{ kind: 'entry_backdated', seq: 8 }]);
  });

  it('detects a cut end only with an anchor from outside the database (S35)', async () => {
    const { head } = await verifyAuditTrail(db);
    const anchor = readAnchor(`${head.seq}:${head.hash}`);
    await writeEntries(db, 1);
    await link.link();
    expect(await problems({ anchors: [anchor] })).toEqual([]);
    await tamper(
      db,
      `delete from audit_entry where id = ${ENTRY(8)} or id = ${ENTRY(7)}`,
      `delete from audit_link where seq > 6`,
    );
    expect(await problems()).toEqual([]);
    expect(await problems({ anchors: [anchor] })).toEqual(['anchor_missing@7']);
    await writeEntries(db, 1);
    await link.link();
    expect(await problems({ anchors: [anchor] })).toEqual(['anchor_missing@7']);
  });

  it('reports the first hundred problems and the number of further ones', async () => {
    await writeEntries(db, 150);
    await link.link();
    await tamper(db, `delete from audit_entry`);
    const report = await verifyAuditTrail(db);
    expect(report).toMatchObject({ entries: 0, links: 157, moreProblems: 57 });
    expect(report.problems).toHaveLength(100);
  });

  it('explains the format of an anchor in its error', () => {
    expect(() => readAnchor('7:abc')).toThrow('an anchor is a number, a colon and 64 hexadecimal digits');
  });
});
