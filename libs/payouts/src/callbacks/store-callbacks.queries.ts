import type { Callback } from './callback.entity.js';

/** What is written of a callback when it arrives. */
export type CallbackRow = Pick<
  Callback,
  | 'id'
  | 'provider'
  | 'path'
  | 'source'
  | 'headers'
  | 'body'
  | 'bodySha256'
  | 'secretSha256'
  | 'keys'
  | 'hint'
  | 'statusWords'
  | 'about'
>;

/**
 * So many callbacks about one transfer are stored, or about one that nobody knows (those that share a key). A provider sends
 * a few. But no signature covers all of a callback, so whoever holds one can vary the rest without end, and each variant
 * would be a row for good and a status check at once. What comes beyond is answered as its provider wants and only counted:
 * the schedule of status checks goes on without it. That must not silence the provider, so a hint not yet heard about the
 * transfer is stored all the same. Not exact: statements that run at the same moment do not see each other's rows, so
 * each of them may store so many. Rows that were given up do not count, nor do repetitions of a stored row.
 */
export const ROWS_PER_TRANSFER = 20;

/** More earlier rows, or more transfers of one name, than can change the answer. */
const AS_MANY_AS_MATTER = 5 * ROWS_PER_TRANSFER;

/**
 * Stores many callbacks in one statement. The same bytes at the same address are one row, which counts how often they came
 * again. One whose address has a secret that no transfer has is left out of the answer and out of the database; one beyond
 * {@link ROWS_PER_TRANSFER} is not stored either, and the answer says so. Rows are written in one order everywhere, so that
 * two statements never wait for each other. `lateral` with a limit keeps the planner to the indexes, however large the
 * tables have become; a full join, all but its matches left out, is one that cannot be done row against row.
 */
export const STORE_CALLBACKS = {
  name: 'store-callbacks',
  text: `with came as (
      select * from unnest(
        $1::uuid[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::bytea[], $7::bytea[], $8::text[], $9::jsonb[],
        $10::text[], $11::text[], $12::jsonb[], $13::integer[]
      ) as t (id, provider, path, source, headers, body, body_sha256, secret_sha256, keys, hint, status_words, about, repeats)
      where secret_sha256 = '' or exists (
        select from attempt_key where attempt_key.provider = t.provider and key = 'secret:' || secret_sha256)
    ), naming as (
      select came.id as came_id, provider, key from came, jsonb_array_elements_text(keys) as key
      union all
      select id, provider, 'secret:' || secret_sha256 from came where secret_sha256 <> ''
    ), named as (
      select distinct came_id, attempt_id from naming, lateral (
        select attempt_id from attempt_key where provider = naming.provider and key = naming.key limit $14) known
    ), not_matched as (
      select callback.id, provider, hint, key
      from callback, unnest(keys || case secret_sha256 when '' then '{}' else array['secret:' || secret_sha256] end) as key
      where due_at is not null and attempt_id is null
    ), earlier as (
      select came_id, matched.id, hint from named, lateral (
        select id, hint from callback where attempt_id = named.attempt_id limit $14) matched
      union
      select came_id, id, hint from naming full join not_matched using (provider, key)
      where coalesce(came_id is not null and id is not null, false)
    ), counted as (
      select came_id, count(*) as rows, array_agg(distinct hint) as hints from earlier group by came_id
    ), about_same as (
      select came.*, coalesce((select min(attempt_id::text) from named where came_id = id), secret_sha256 || keys::text) as subject
      from came
    ), ordered as (
      select about_same.*, row_number() over same as place, row_number() over (partition by provider, subject, hint order by id) as place_of_hint
      from about_same window same as (partition by provider, subject order by id)
    ), wanted as (
      select ordered.*,
        coalesce(rows, 0) + place <= ${ROWS_PER_TRANSFER}
          or (place_of_hint = 1 and not hint = any(coalesce(hints, '{}')))
          or exists (select from callback where callback.provider = ordered.provider and callback.path = ordered.path
            and callback.body_sha256 = ordered.body_sha256 and callback.secret_sha256 = ordered.secret_sha256) as is_wanted
      from ordered left join counted on came_id = id
    ), stored as (
      insert into callback (id, provider, path, source, headers, body, body_sha256, secret_sha256, keys, hint, status_words,
        about, duplicates)
      select id, provider, path, source, headers, body, body_sha256, secret_sha256,
        array(select jsonb_array_elements_text(keys)), hint, status_words, about, repeats
      from wanted where is_wanted
      order by provider, path, body_sha256, secret_sha256
      on conflict on constraint callback_is_stored_once do update
        set duplicates = callback.duplicates + excluded.duplicates + 1, last_at = now()
      returning id, provider, path, body_sha256, secret_sha256
    )
    select id, provider, path, body_sha256, secret_sha256 from stored
    union all
    select null, provider, path, body_sha256, secret_sha256 from wanted where not is_wanted`,
} as const;

/** The parameters of {@link STORE_CALLBACKS}: one array per column. */
export function storeParameters(rows: readonly { readonly row: CallbackRow; readonly repeats: number }[]): unknown[] {
  const column = (read: (row: CallbackRow) => unknown) => rows.map(({ row }) => read(row));
  return [
    column((row) => row.id),
    column((row) => row.provider),
    column((row) => row.path),
    column((row) => row.source),
    column((row) => JSON.stringify(row.headers)),
    column((row) => row.body),
    column((row) => row.bodySha256),
    column((row) => row.secretSha256),
    column((row) => JSON.stringify(row.keys)),
    column((row) => row.hint),
    column((row) => row.statusWords),
    column((row) => JSON.stringify(row.about)),
    rows.map(({ repeats }) => repeats),
    AS_MANY_AS_MATTER,
  ];
}
