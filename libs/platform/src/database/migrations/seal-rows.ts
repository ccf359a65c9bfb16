import type { QueryRunner } from 'typeorm';
import type { Vault } from '../../vault/vault.js';

/** Rows that are sealed with one statement. */
const PER_STATEMENT = 500;

// biome-ignore lint/suspicious/noExplicitAny: rows of tables as they were before
export type Row = Readonly<Record<string, any>>;

/** How the rows of a table are sealed: what is read of each, and what is written instead. */
export interface Sealing {
  readonly table: string;
  readonly id: string;
  readonly read: string;
  /** `row.key` is its id. */
  readonly write: (vault: Vault, row: Row) => Readonly<Record<string, Buffer | null>>;
}

/** Seals what a table holds openly, for a migration. @throws Error when there is something to seal, and no vault */
export async function sealRows(runner: QueryRunner, vault: Vault | null, sealing: Sealing): Promise<void> {
  const { table, id, read } = sealing;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows: Row[] = await runner.query(
      `select ${id} as key, ${read} from ${table} where ${id} > $1 order by ${id} limit ${PER_STATEMENT}`,
      [after],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    if (vault === null) throw new Error('there is personal data to seal: run this with DATA_KEYS and DATA_HASH_KEY');
    await write(runner, sealing, rows, vault);
    after = last.key;
  }
}

async function write(runner: QueryRunner, sealing: Sealing, rows: readonly Row[], vault: Vault): Promise<void> {
  const sealed = rows.map((row) => sealing.write(vault, row));
  const columns = Object.keys(sealed[0] as object);
  await runner.query(
    `update ${sealing.table} set ${columns.map((column) => `${column} = sealed.${column}`).join(', ')}
     from unnest($1::uuid[], ${columns.map((_, index) => `$${index + 2}::bytea[]`).join(', ')}) as sealed (key, ${columns.join(', ')})
     where ${sealing.table}.${sealing.id} = sealed.key`,
    [rows.map(({ key }) => key), ...columns.map((column) => sealed.map((row) => row[column]))],
  );
}

/** Null stays null; what is neither text nor bytes is sealed as JSON. */
export function seal(vault: Vault, table: string, column: string, id: string, value: unknown): Buffer | null {
  if (value === null || value === undefined) return null;
  const isPlain = typeof value === 'string' || Buffer.isBuffer(value);
  return vault.seal(isPlain ? (value as string | Buffer) : JSON.stringify(value), { table, column, id });
}

/** @throws Error when a table has rows: what is sealed is not laid open again */
export async function refuseUnlessEmpty(runner: QueryRunner, table: string): Promise<void> {
  const [{ some }] = await runner.query(`select exists (select from ${table}) as some`);
  if (some)
    throw new Error('sealed data is not laid open again: this migration is taken back on an empty database only');
}
