import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction } from '../database/transaction.js';
import type { Vault } from './vault.js';

/** A column with values sealed by a {@link Vault}, and how its rows are identified. */
interface SealedColumnRule {
  readonly table: string;
  readonly column: string;
  /** The column that identifies a row, a UUID. */
  readonly id: string;
  /** The column that the values are bound to: a different one where values are moved into this column later. */
  readonly boundTo: string;
}

/** Every sealed column; a test compares this list with the schema, where sealed columns end in `_sealed`. */
export const SEALED_COLUMNS = [
  { table: 'payout', column: 'personal_sealed', id: 'id', boundTo: 'personal_sealed' },
  { table: 'payout', column: 'account_name_sealed', id: 'id', boundTo: 'account_name_sealed' },
  { table: 'payout', column: 'ticket_sealed', id: 'id', boundTo: 'ticket_sealed' },
  { table: 'payout', column: 'answer_sealed', id: 'id', boundTo: 'answer_sealed' },
  { table: 'attempt', column: 'account_name_sealed', id: 'id', boundTo: 'account_name_sealed' },
  { table: 'attempt', column: 'ticket_sealed', id: 'id', boundTo: 'ticket_sealed' },
  { table: 'cash_pickup', column: 'code_sealed', id: 'attempt_id', boundTo: 'code_sealed' },
  { table: 'callback', column: 'body_sealed', id: 'id', boundTo: 'body_sealed' },
  { table: 'webhook_endpoint', column: 'secret_sealed', id: 'id', boundTo: 'secret_sealed' },
  { table: 'webhook_endpoint', column: 'previous_secret_sealed', id: 'id', boundTo: 'secret_sealed' },
  { table: 'webhook_delivery', column: 'body_sealed', id: 'id', boundTo: 'body_sealed' },
] as const satisfies readonly SealedColumnRule[];

export type SealedColumn = (typeof SEALED_COLUMNS)[number];

/** Rows locked in one short transaction, so that moving a payout does not wait for long. */
const ROWS_PER_TRANSACTION = 200;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** The result for one column. */
export interface ReEncrypted {
  readonly table: string;
  readonly column: string;
  readonly reEncrypted: number;
  /** Values still under an older key, because their rows were locked. Repeat before the older key is removed. */
  readonly left: number;
}

/**
 * Re-encrypts values of older data keys with the newest one. It can run while the service runs, be interrupted, and run
 * concurrently with itself.
 *
 * @throws SealBroken when a value cannot be opened; values re-encrypted before stay so
 */
export async function reEncryptData(
  dataSource: DataSource,
  vault: Vault,
  onColumn: (done: ReEncrypted) => void = () => undefined,
): Promise<readonly ReEncrypted[]> {
  const all: ReEncrypted[] = [];
  for (const sealed of SEALED_COLUMNS) {
    const done = await reEncryptColumn(dataSource, vault, sealed);
    all.push(done);
    onColumn(done);
  }
  return all;
}

async function reEncryptColumn(dataSource: DataSource, vault: Vault, sealed: SealedColumn): Promise<ReEncrypted> {
  let reEncrypted = 0;
  for (let after: string | undefined = FIRST_ID; after !== undefined; ) {
    const from: string = after;
    const page = await inTransaction(dataSource, (tx) => reEncryptPage(tx, vault, sealed, from));
    reEncrypted += page.length;
    after = page.at(-1);
  }
  const { table, column } = sealed;
  const [{ left }]: [{ left: number }] = await dataSource.query(
    `select count(*)::int as left from ${table} where get_byte(${column}, 1) <> $1`,
    [vault.sealingKey],
  );
  return { table, column, reEncrypted, left };
}

/** @returns the ids of the re-encrypted rows, in order */
async function reEncryptPage(tx: EntityManager, vault: Vault, sealed: SealedColumn, after: string): Promise<string[]> {
  const { table, column, id, boundTo } = sealed;
  const rows: { id: string; value: Buffer }[] = await tx.query(
    `select ${id} as id, ${column} as value from ${table}
     where ${id} > $1 and get_byte(${column}, 1) <> $2 order by ${id} limit $3 for no key update skip locked`,
    [after, vault.sealingKey, ROWS_PER_TRANSACTION],
  );
  const ids = rows.map((row) => row.id);
  const values = rows.map(({ id: rowId, value }) => {
    const place = { table, column: boundTo, id: rowId };
    return vault.seal(vault.open(value, place), place);
  });
  await tx.query(
    `update ${table} set ${column} = fresh.value from unnest($1::uuid[], $2::bytea[]) as fresh (id, value)
     where ${table}.${id} = fresh.id`,
    [ids, values],
  );
  return ids;
}
