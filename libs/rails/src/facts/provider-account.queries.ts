/** What of a provider's account can be due. */
export type DueColumn = 'balance_due_at' | 'banks_due_at';

/**
 * Takes a due question upon this process: the row's lock lets one replica find it due, and the others not until the lease
 * has run out. Parameters: provider, lease in milliseconds. Answers the time of asking, in microseconds, or no row.
 */
export function claimQuestion(due: DueColumn): string {
  return `insert into provider_account (provider, ${due}) values ($1, now() + $2::double precision * interval '1 millisecond')
    on conflict (provider) do update set ${due} = excluded.${due} where provider_account.${due} <= now()
    returning now()::text as "askedAt"`;
}

/** After no answer: asks again after a while. Parameters: provider, wait in milliseconds. */
export function askAgain(due: DueColumn): string {
  return `update provider_account set ${due} = now() + $2::double precision * interval '1 millisecond' where provider = $1`;
}

/** Never over a newer answer. Parameters: provider, available, ledger, time of asking, wait in milliseconds. */
export const STORE_BALANCE = `update provider_account
  set available = $2, ledger = $3, balance_at = $4, balance_due_at = now() + $5::double precision * interval '1 millisecond'
  where provider = $1 and (balance_at is null or balance_at < $4)`;

/** First, because it makes writers of one list take turns. Parameters: provider, wait in milliseconds. */
export const NOTE_BANKS = `update provider_account
  set banks_at = clock_timestamp(), banks_due_at = now() + $2::double precision * interval '1 millisecond' where provider = $1`;

/** Parameters: provider, then columns: codes, names, limits. */
export const INSERT_BANKS = `insert into provider_bank (provider, bank_code, name, max_amount)
  select $1, code, name, max_amount from unnest($2::text[], $3::text[], $4::bigint[]) as bank (code, name, max_amount)`;
