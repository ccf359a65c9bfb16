import type { DataSource } from 'typeorm';

/**
 * Writes a confirmation as Salur records it, past the rules about persons: with its entry in the audit trail, without which PostgreSQL
 * refuses it.
 *
 * @param more other columns of the payout that are set with it
 */
export function setConfirmedBy(
  db: Pick<DataSource, 'query'>,
  payoutId: string,
  actor: string,
  more = '',
): Promise<[{ id: string }[], number]> {
  return db.query(
    `with audited as (
       insert into audit_entry (id, actor, address, action, subject_type, subject_id)
       values (gen_random_uuid(), $2::text, '203.0.113.7', 'payout.confirm', 'payout', $1::uuid::text)
     )
     update payout set confirmed_at = now(), confirmed_by = $2::text ${more} where id = $1 and status = 'inquired' returning id`,
    [payoutId, actor],
  );
}
