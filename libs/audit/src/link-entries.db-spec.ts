import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { newId } from '#libs/platform';
import { eventually } from '../../../test/support/eventually.js';
import { somebody } from '../../../test/support/somebody.js';
import { openTestDataSource } from '../../../test/support/test-data-source.js';
import { LinkEntries } from './link-entries.js';
import { recordAudit } from './record-audit.js';
import { tamper, writeEntries, writeEntry } from './testing/trail.js';
import { readAnchor, verifyAuditTrail } from './verify-trail.js';

let db: DataSource;
let close: () => Promise<void>;
let link: LinkEntries;

beforeEach(async () => {
  ({ dataSource: db, close } = await openTestDataSource());
  link = new LinkEntries(db);
});
afterEach(() => close());

async function linkedSubjects(): Promise<string[]> {
  const rows: { subject: string }[] = await db.query(
    `select subject_id as subject from audit_link join audit_entry on audit_entry.id = entry_id order by seq`,
  );
  return rows.map(({ subject }) => subject);
}

describe('an audit entry', () => {
  it('is gone when the change that it tells of is (S35)', async () => {
    const write = db.transaction(async (tx) => {
      await writeEntry(tx);
      throw new Error('the change fails');
    });
    await expect(write).rejects.toThrow('the change fails');
    expect(await db.query('select id from audit_entry')).toEqual([]);
  });

  it('says who, from where, by which request, what, of what and why (S35)', async () => {
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
  it('has every entry once, in the order in which they were written (S35)', async () => {
    const subjects = await writeEntries(db, 5);
    expect(await link.run()).toBe(5);
    expect(await link.run()).toBe(0);
    subjects.push(...(await writeEntries(db, 3)));
    expect(await link.run()).toBe(3);
    expect(await linkedSubjects()).toEqual(subjects);
  });

  it('stays one chain when several processes link at once (S35)', async () => {
    const others = [link, new LinkEntries(db), new LinkEntries(db)];
    let written = false;
    const writing = writeEntries(db, 60).finally(() => {
      written = true;
    });
    let linked = 0;
    const round = async () => {
      for (const count of await Promise.all(others.map((each) => each.run()))) linked += count;
    };
    while (!written) await round();
    await writing;
    await round();
    expect(linked).toBe(60);
    expect(await verifyAuditTrail(db)).toMatchObject({ entries: 60, links: 60, problems: [] });
  });

  it('gets an entry whose transaction ends after later ones were linked (S35)', async () => {
    const slow = db.createQueryRunner();
    await slow.startTransaction();
    const late = newId();
    await writeEntry(slow.manager, late);
    const early = await writeEntries(db, 3);
    expect(await link.run()).toBe(3);
    await writeEntries(db, 1);
    expect(await link.run()).toBe(1);
    await slow.commitTransaction();
    await slow.release();
    expect(await link.run()).toBe(1);
    expect((await linkedSubjects()).filter((subject) => ![...early].includes(subject)).at(-1)).toBe(late);
  });

  it('gets an entry that is committed behind the place the linking has come to (S35)', async () => {
    const slow = db.createQueryRunner();
    await slow.startTransaction();
    await writeEntry(slow.manager);
    // More than one round takes, in one transaction, to be quick.
    await recordAudit(
      db.manager,
      somebody(),
      ...Array.from({ length: 2_500 }, () => ({ action: 'payout.check', subjectId: newId() }) as const),
    );
    // Holds the first round up, when it has read its page.
    await db.query(`create function hold() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock(4711); return null; end $$`);
    await db.query(`create trigger hold after insert on audit_link for each statement execute function hold()`);
    const holder = db.createQueryRunner();
    await holder.query('select pg_advisory_lock(4711)');
    const linking = link.run();
    await eventually('the first round is held up', async () => {
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
    expect((await linking) + (await link.run())).toBe(2_501);
  });

  it('is continued by a process that starts, with what was written while none ran (S35)', async () => {
    await writeEntries(db, 2);
    await link.run();
    const meanwhile = await writeEntries(db, 2);
    expect(await new LinkEntries(db).run()).toBe(2);
    expect((await linkedSubjects()).slice(2)).toEqual(meanwhile);
  });

  it('is told to the log where it ends, once a day, and what was overlooked is found that day (S35)', async () => {
    const told: string[] = [];
    const log = jest.spyOn(Logger.prototype, 'log').mockImplementation((message) => void told.push(String(message)));
    const startedAt = performance.now();
    const clock = jest.spyOn(performance, 'now');
    try {
      await writeEntries(db, 2);
      await link.run();
      await link.run();
      expect(told).toHaveLength(1);
      const { head } = await verifyAuditTrail(db);
      expect(readAnchor(told[0]?.replace('the audit trail ends at ', '') as string)).toEqual(head);
      await writeEntries(db, 1);
      await tamper(db, `update audit_entry set transaction_id = 1 where id not in (select entry_id from audit_link)`);
      expect(await link.run()).toBe(0);
      clock.mockReturnValue(startedAt + 25 * 3_600_000);
      expect(await link.run()).toBe(1);
      expect(told).toHaveLength(2);
      expect(told[1]).toContain(' 3:');
    } finally {
      log.mockRestore();
      clock.mockRestore();
    }
  });

  it('is continued in a copy of the database, whose transactions are counted anew (S35)', async () => {
    await writeEntries(db, 2);
    await link.run();
    await tamper(db, `update audit_entry set transaction_id = transaction_id + 1000000000`);
    const link2 = new LinkEntries(db);
    await writeEntries(db, 1);
    expect(await link2.run()).toBe(1);
    await writeEntries(db, 1);
    expect(await link2.run()).toBe(1);
    expect(await verifyAuditTrail(db)).toMatchObject({ entries: 4, links: 4, problems: [] });
  });
});
