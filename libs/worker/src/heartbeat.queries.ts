/**
 * One heartbeat. It also removes the rows of workers that ended without a word an hour ago; until then they show what happened.
 * Parameters: id, release, host, process id, kind, providers, problem, loops.
 */
export const BEAT = `
  with gone as (
    delete from worker where id in (
      select id from worker where seen_at < now() - interval '1 hour' and id <> $1 for update skip locked))
  insert into worker (id, release, host, pid, kind, providers, problem, loops)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict (id) do update set seen_at = now(), problem = excluded.problem, loops = excluded.loops`;

/** A clean stop. Parameter: id. */
export const FORGET = `delete from worker where id = $1`;
