import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds earlier payouts to the destination of one that is accepted, which may repeat one of them. */
export class PossibleDuplicates1795580000000 implements MigrationInterface {
  name = 'PossibleDuplicates1795580000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RECENT_PAYOUTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function recent_payouts_to');
  }
}

/**
 * The newest payouts to a destination since a time, of all clients, at most 30: a few reads of `payout_by_destination`, whatever goes
 * there. Those that failed, were cancelled or returned are left out: to pay again is what follows. `first_id` is the smallest id
 * that a payout of that time may have.
 *
 * A function, because it may use no other plan: the statement that accepts payouts is prepared while `payout` is small, and its
 * plan would read the whole of a table that has grown. The comparison of rows leaves that index alone to give the order.
 */
const RECENT_PAYOUTS = `create function recent_payouts_to(hash bytea, since timestamptz, first_id uuid)
  returns table (id uuid, client_id uuid, bank_code text, amount bigint)
  language plpgsql stable rows 10 set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off as $$
  begin
    return query select newest.id, newest.client_id, newest.bank_code, newest.amount from (
      select p.id, p.client_id, p.bank_code, p.amount, p.status, p.created_at from payout p
      where (p.destination_hash, p.id) >= (hash, first_id)
        and (p.destination_hash, p.id) <= (hash, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
      order by p.destination_hash desc, p.id desc limit 30
    ) newest
    where newest.status not in ('failed', 'cancelled', 'returned') and newest.created_at >= since;
  end $$`;
