import type { Api } from './start-api.js';

/** What a provider is to have said; what is left out it has never told. */
export interface ToldFacts {
  readonly balance?: { readonly available: bigint; readonly ledger?: bigint; readonly askedAt?: Date };
  /** The most per transfer by bank code; 0: switched off. */
  readonly banks?: Readonly<Record<string, bigint>>;
}

/** Has a provider have said something, as if it had just been asked; it is not asked again. */
export async function tellFacts({ dataSource, loadFacts }: Api, told: ToldFacts, provider = 'duitku'): Promise<void> {
  const { balance, banks } = told;
  await dataSource.query(`delete from provider_bank where provider = $1`, [provider]);
  await dataSource.query(
    `insert into provider_account (provider, available, ledger, balance_at, balance_due_at, banks_at, banks_due_at)
     values ($1, $2, $3, $4, 'infinity', $5, 'infinity')
     on conflict (provider) do update set available = excluded.available, ledger = excluded.ledger,
       balance_at = excluded.balance_at, balance_due_at = 'infinity', banks_at = excluded.banks_at,
       banks_due_at = 'infinity'`,
    [
      provider,
      balance?.available.toString() ?? null,
      balance?.ledger?.toString() ?? null,
      balance && (balance.askedAt ?? new Date()),
      banks && new Date(),
    ],
  );
  for (const [code, most] of Object.entries(banks ?? {}))
    await dataSource.query(`insert into provider_bank values ($1, $2, 'a bank', $3)`, [
      provider,
      code,
      most.toString(),
    ]);
  await loadFacts();
}
