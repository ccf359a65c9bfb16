import type { Callback } from '../records/callback.entity.js';

/** What is written of a callback when it arrives. */
export type CallbackRow = Pick<
  Callback,
  | 'id'
  | 'provider'
  | 'path'
  | 'source'
  | 'headers'
  | 'bodySealed'
  | 'bodySha256'
  | 'secretSha256'
  | 'keys'
  | 'hint'
  | 'statusWords'
  | 'about'
>;

/**
 * Stores many callbacks in one statement. The same callback at the same address is one row, which counts how often they came
 * again. One whose address has a secret that no transfer has is left out of the answer and out of the database. Rows are
 * written in one order everywhere, so that two statements never wait for each other.
 */
export const STORE_CALLBACKS = {
  name: 'store-callbacks',
  text: `with came as (
      select * from unnest(
        $1::uuid[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::bytea[], $7::bytea[], $8::text[], $9::jsonb[],
        $10::text[], $11::text[], $12::jsonb[], $13::integer[]
      ) as t (id, provider, path, source, headers, body_sealed, body_sha256, secret_sha256, keys, hint, status_words, about, repeats)
    )
    insert into callback (id, provider, path, source, headers, body_sealed, body_sha256, secret_sha256, keys, hint, status_words,
      about, duplicates)
    select id, provider, path, source, headers, body_sealed, body_sha256, secret_sha256,
      array(select jsonb_array_elements_text(keys)), hint, status_words, about, repeats
    from came
    where secret_sha256 = '' or exists (
      select from attempt_key where attempt_key.provider = came.provider and key = 'secret:' || secret_sha256)
    order by provider, path, body_sha256, secret_sha256
    on conflict on constraint callback_is_stored_once do update
      set duplicates = callback.duplicates + excluded.duplicates + 1, last_at = now()
    returning id, provider, path, body_sha256, secret_sha256`,
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
    column((row) => row.bodySealed),
    column((row) => row.bodySha256),
    column((row) => row.secretSha256),
    column((row) => JSON.stringify(row.keys)),
    column((row) => row.hint),
    column((row) => row.statusWords),
    column((row) => JSON.stringify(row.about)),
    rows.map(({ repeats }) => repeats),
  ];
}
