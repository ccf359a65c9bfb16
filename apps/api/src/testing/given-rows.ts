import { randomInt } from 'node:crypto';
import { newId } from '#libs/platform';
import { newPayout } from '../../../../test/support/new-payout.js';
import type { Answer, Api } from './start-api.js';

/** The facts that a provider has returned; one that is left out was never returned. */
export interface ProviderFacts {
  readonly balance?: { readonly available: bigint; readonly ledger?: bigint; readonly askedAt?: Date };
  /** The most per transfer by bank code; 0: switched off. */
  readonly banks?: Readonly<Record<string, bigint>>;
}

/** Stores facts as if the provider had just returned them; it is not queried again. */
export async function setFacts(
  { dataSource, loadFacts }: Api,
  facts: ProviderFacts,
  provider = 'duitku',
): Promise<void> {
  const { balance, banks } = facts;
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

/** Writes a difference of a client's payout, as comparing it would. */
export async function newDifference({ dataSource }: Api, clientId: string): Promise<string> {
  const id = newId();
  const payoutId = await newPayout(dataSource, { clientId, status: 'succeeded' });
  await dataSource.query(
    `insert into difference (id, key, kind, provider, client_id, payout_id, expected, found)
     values ($1, 'missing_line:' || $2::text, 'missing_line', 'duitku', $3, $2::uuid,
       '{"status": "succeeded", "amount": "50000"}', '{"paid": 0, "returned": 0, "refused": 0, "newestLine": null}')`,
    [id, payoutId, clientId],
  );
  return id;
}

export const STATEMENT_PATH =
  '/v1/statements?provider=duitku&from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z&columns=disburseId=ID';

/** A unique file with one row of an unknown transfer. */
export function newStatementFile(): string {
  return `date,ID,type,amount\n2026-11-01 12:00:00,${randomInt(2 ** 47)},transfer,50000\n`;
}

/** @param file what it has; the same again is the same statement */
export function importStatement(api: Api, file = newStatementFile(), key?: string): Promise<Answer> {
  return api.call(STATEMENT_PATH, { method: 'POST', key, body: file, headers: { 'content-type': 'text/csv' } });
}
