import { standingKind } from '../law/standing.queries.js';

/**
 * Payouts that are not final by where they stand. Those that were not sent yet are in the index by which workers claim them, the
 * others in one of their own. Parameters: whole rupiah from which on a payout takes two people, how many to count at most.
 */
export const STANDINGS = `
  select standing, count(*)::int as count, sum(amount)::bigint as amount, min(created_at) as "oldestAt"
  from (
    select ${standingKind('$1')} as standing, payout.amount, payout.created_at
    from (
      (select * from payout where due_at is not null and status in ('created', 'inquired') limit $2)
      union all
      (select * from payout where status in ('transferring', 'pending', 'review') limit $2)) as payout) as open
  group by standing order by standing`;

/** Payouts that a worker should have taken on, and since when the oldest waits. Parameter: how many to count at most. */
export const OVERDUE = `
  select count(*)::int as count, min(due_at) as "oldestDueAt",
    coalesce(extract(epoch from now() - min(due_at))::float8 * 1000, 0) as "lateMs"
  from (
    select due_at from payout
    where due_at <= now() and (leased_until is null or leased_until <= now())
    limit $1) as late`;
