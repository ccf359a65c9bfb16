export const IS_FREE = '(leased_until is null or leased_until <= now())';

/** The fence and the count of tries are integers: a row at their end must not fail the statement for its neighbours. */
export const MOST_INTEGER = 2_147_483_647;

/** `$2`: how long the lease lasts, in milliseconds. */
export const TAKEN = `fence = payout.fence + 1, leased_until = now() + $2::float8 * interval '1 millisecond', wanted_at = null`;

const UNSENT = `and status in ('created', 'inquired')`;

/**
 * Leases due payouts. Parameters: how many, the lease in milliseconds, the provider, ids to leave out, the clients of which this
 * process has payouts, and how many of each.
 *
 * An index by provider, client and due time serves every part, so that the cost depends on how many clients have work and on how much is
 * claimed, and not on how much is due. `present` jumps from client to client. `turns` numbers the first payouts of each client, those that it has
 * already counted in; the lowest turns win, which gives each client its share. `due` locks so many of each client, past those that another
 * process is claiming at the same moment. (`order by client_id, due_at` and the array leave the planner no other index.)
 */
const claim = (which: string) => {
  const theirs = (client: string) => `provider = $3 and client_id = ${client} and due_at <= now() ${which}
      and ${IS_FREE} and id <> all($4::uuid[]) and fence < ${MOST_INTEGER}`;
  return `with recursive present (client_id) as (
      (select client_id from payout where provider = $3 and due_at is not null ${which} order by client_id, due_at limit 1)
      union all
      select (select client_id from payout where provider = $3 and due_at is not null ${which}
        and client_id > present.client_id order by client_id, due_at limit 1)
      from present where client_id is not null
    ), held as (
      select * from unnest($5::uuid[], $6::integer[]) as t (client_id, count)
    ), turns as (
      select client_id, due_at,
        coalesce(held.count, 0) + row_number() over (partition by client_id order by due_at) as turn
      from present left join held using (client_id) cross join lateral (
        select due_at from payout where ${theirs('present.client_id')} order by due_at limit $1) as first
    ), shares as (
      select client_id, count(*) as share from (select client_id from turns order by turn, due_at limit $1) as next
      group by client_id
    ), due as materialized (
      select payout.id from shares cross join lateral (
        select id from payout where ${theirs('shares.client_id')}
        order by due_at limit shares.share for update skip locked) as payout
    )
    update payout set ${TAKEN} where id = any (array (select id from due)) returning *`;
};

/** Payouts that have not been sent. */
export const CLAIM_UNSENT = claim(UNSENT);

/** Payouts of every status. */
export const CLAIM_ANY = claim('');
