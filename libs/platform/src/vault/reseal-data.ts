import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction } from '../database/transaction.js';
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns.js';
import type { Vault } from './vault.js';

/** Rows that are locked together, shortly: whoever moves a payout does not wait for long. */
const ROWS_PER_TRANSACTION = 200;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** What became of the values of one column. */
export interface Resealed {
  readonly table: string;
  readonly column: string;
  readonly resealed: number;
  /** Still under an older key: somebody held their rows. Run it again before the older key is taken away. */
  readonly left: number;
}

/**
 * Seals with the newest key what an older one had sealed. May run while the service does, may be broken off, and may run
 * twice at once.
 *
 * @throws SealBroken when a value does not open; what was sealed anew until then stays so
 */
export async function resealData(
  dataSource: DataSource,
  vault: Vault,
  onColumn: (done: Resealed) => void = () => undefined,
): Promise<readonly Resealed[]> {
  const all: Resealed[] = [];
  for (const sealed of SEALED_COLUMNS) {
    const done = await resealColumn(dataSource, vault, sealed);
    all.push(done);
    onColumn(done);
  }
  return all;
}

async function resealColumn(dataSource: DataSource, vault: Vault, sealed: SealedColumn): Promise<Resealed> {
  let resealed = 0;
  for (let after: string | undefined = FIRST_ID; after !== undefined; ) {
    const from: string = after;
    const page = await inTransaction(dataSource, (tx) => resealPage(tx, vault, sealed, from));
    resealed += page.length;
    after = page.at(-1);
  }
  const { table, column } = sealed;
  const [{ left }]: [{ left: number }] = await dataSource.query(
    `select count(*)::int as left from ${table} where get_byte(${column}, 1) <> $1`,
    [vault.sealingKey],
  );
  return { table, column, resealed, left };
}

/** @returns the ids of the rows it sealed anew, in order */
async function resealPage(tx: EntityManager, vault: Vault, sealed: SealedColumn, after: string): Promise<string[]> {
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
