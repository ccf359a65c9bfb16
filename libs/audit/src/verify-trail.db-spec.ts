import type { DataSource } from 'typeorm';
import { openTestDataSource } from '../../../test/support/test-data-source.js';
import { AuditTrail } from './audit-trail.js';
import { hashOfLink } from './hash-chain.js';
import { LinkEntries } from './link-entries.js';
import { tamper, writeEntries } from './testing/trail.js';
import { readAnchor, verifyAuditTrail } from './verify-trail.js';

let db: DataSource;
let close: () => Promise<void>;

beforeEach(async () => {
  ({ dataSource: db, close } = await openTestDataSource());
  await writeEntries(db, 7);
  await new LinkEntries(db).run();
});
afterEach(() => close());

const ENTRY = (seq: number) => `(select entry_id from audit_link where seq = ${seq})`;

/** What verifying finds, as `kind@seq`. */
async function problems(wishes: Parameters<typeof verifyAuditTrail>[1] = {}): Promise<string[]> {
  const report = await verifyAuditTrail(db, { rowsPerPage: 3, ...wishes });
  return report.problems.map(({ kind, seq }) => `${kind}@${seq}`);
}

describe('verifying the audit trail', () => {
  it('finds nothing wrong with one that nobody touched, and says where it ends (S35)', async () => {
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
  ])('finds an entry whose %s was altered (S35)', async (column, value) => {
    await tamper(db, `update audit_entry set ${column} = ${value} where id = ${ENTRY(4)}`);
    expect(await problems()).toEqual(['entry_altered@4']);
  });

  it('finds an entry that was deleted (S35)', async () => {
    await tamper(db, `delete from audit_entry where id = ${ENTRY(4)}`);
    expect(await problems()).toEqual(['entry_deleted@4']);
  });

  it('finds an entry that was altered together with its link (S35)', async () => {
    await tamper(db, `update audit_entry set reason = 'another' where id = ${ENTRY(4)}`);
    const [link] = await db.query(`select * from audit_link where seq = 4`);
    const forged = hashOfLink(link.previous_hash, Buffer.alloc(32, 1)).toString('hex');
    await tamper(
      db,
      `update audit_link set entry_hash = decode(repeat('01', 32), 'hex'), hash = decode('${forged}', 'hex') where seq = 4`,
    );
    expect(await problems()).toEqual(['entry_altered@4', 'link_altered@5']);
  });

  it('finds a link whose hash was altered, and one that was taken out (S35)', async () => {
    await tamper(db, `update audit_link set hash = decode(repeat('01', 32), 'hex') where seq = 3`);
    expect(await problems()).toEqual(['link_altered@3', 'link_altered@4']);
    await tamper(db, `delete from audit_link where seq = 6`);
    expect(await problems()).toEqual(['link_altered@3', 'link_altered@4', 'link_missing@6']);
  });

  it('finds an entry and its link that were deleted from the middle (S35)', async () => {
    await tamper(db, `delete from audit_entry where id = ${ENTRY(4)}`, `delete from audit_link where seq = 4`);
    expect(await problems()).toEqual(['link_missing@4']);
  });

  it('finds an entry that stands outside of the chain for too long (S35)', async () => {
    await writeEntries(db, 1);
    expect(await problems()).toEqual([]);
    await tamper(db, `update audit_entry set at = at - interval '2 minutes'`);
    expect(await problems({ unlinkedAfterMs: 60_000 })).toContain('entry_unlinked@null');
    expect((await verifyAuditTrail(db, { unlinkedAfterMs: 600_000 })).problems.at(-1)?.kind).toBe('entry_altered');
  });

  it('finds an entry that was slipped in with a time of long ago, although it is chained (S35)', async () => {
    await db.query(
      `insert into audit_entry (id, at, actor, address, action, subject_type, subject_id)
       values (gen_random_uuid(), now() - interval '1 day', 'key:x', '203.0.113.7', 'payout.cancel', 'payout', 'x')`,
    );
    const report = await new AuditTrail(db, new LinkEntries(db)).verify();
    expect(report.links).toBe(8);
    expect(report.problems).toMatchObject([{ kind: 'entry_backdated', seq: 8 }]);
  });

  it('finds an end that was cut off by an anchor from elsewhere, and by nothing else (S35)', async () => {
    const { head } = await verifyAuditTrail(db);
    const anchor = readAnchor(`${head.seq}:${head.hash}`);
    await writeEntries(db, 1);
    await new LinkEntries(db).run();
    expect(await problems({ anchors: [anchor] })).toEqual([]);
    await tamper(
      db,
      `delete from audit_entry where id = ${ENTRY(8)} or id = ${ENTRY(7)}`,
      `delete from audit_link where seq > 6`,
    );
    expect(await problems()).toEqual([]);
    expect(await problems({ anchors: [anchor] })).toEqual(['anchor_missing@7']);
    await writeEntries(db, 1);
    await new LinkEntries(db).run();
    expect(await problems({ anchors: [anchor] })).toEqual(['anchor_missing@7']);
  });

  it('tells of the first hundred problems, and how many more there are', async () => {
    await writeEntries(db, 150);
    await new LinkEntries(db).run();
    await tamper(db, `delete from audit_entry`);
    const report = await verifyAuditTrail(db);
    expect(report).toMatchObject({ entries: 0, links: 157, moreProblems: 57 });
    expect(report.problems).toHaveLength(100);
  });

  it('says how an anchor looks', () => {
    expect(() => readAnchor('7:abc')).toThrow('an anchor is a number, a colon and 64 hexadecimal digits');
  });
});
