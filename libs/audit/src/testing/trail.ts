import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction, newId } from '#libs/platform';
import { somebody } from '../../../../test/support/somebody.js';
import { recordAudit } from '../record-audit.js';

/** Writes entries, each in a transaction of its own. @returns what they are of */
export async function writeEntries(db: DataSource, count: number): Promise<string[]> {
  const subjects = Array.from({ length: count }, () => newId());
  for (const subject of subjects) await inTransaction(db, (tx) => writeEntry(tx, subject));
  return subjects;
}

export function writeEntry(tx: EntityManager, subjectId: string = newId()): Promise<void> {
  const details = { amount: 50_000n, rails: ['some.rail'], 'with "quotes"': 'and ünïcödé\n' };
  return recordAudit(tx, somebody(), { action: 'payout.cancel', subjectId, reason: 'asked for', details });
}

/** Does what nobody may: as a superuser who switches the triggers off. */
export async function tamper(db: DataSource, ...statements: string[]): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query(`set local session_replication_role = replica`);
    for (const statement of statements) await tx.query(statement);
  });
}
