import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction, isDatabaseTrouble } from '../database/transaction.js';
import type { SealedPlace, Vault } from './vault.js';

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

/**
 * Columns with a row of `payout` as JSON by column name, in which the sealed columns of that payout stand as text. A test compares
 * both lists with the schema.
 */
export const SEALED_SNAPSHOTS = [
  { table: 'outbox', column: 'snapshot', id: 'id', of: 'payout' },
  { table: 'outbox_snapshot', column: 'payout', id: 'outbox_id', of: 'payout' },
] as const;
type SealedSnapshot = (typeof SEALED_SNAPSHOTS)[number];

/** Rows locked in one short transaction, so that moving a payout does not wait for long. */
const ROWS_PER_TRANSACTION = 200;

/** The result for one column. */
export interface ReEncrypted {
  readonly table: string;
  readonly column: string;
  readonly reEncrypted: number;
  /** Values still under an older key, because their rows were locked. Repeat before the older key is removed. */
  readonly left: number;
  /** The rows whose value cannot be re-encrypted: no key of `DATA_KEYS` opens it, or PostgreSQL refuses the row. */
  readonly unreadable: readonly string[];
}

/**
 * Re-encrypts values of older data keys with the newest one. It can run while the service runs, be interrupted, and run
 * concurrently with itself. It goes past values that cannot be opened, and names their rows.
 */
export async function reEncryptData(
  dataSource: DataSource,
  vault: Vault,
  onColumn: (done: ReEncrypted) => void = () => undefined,
): Promise<readonly ReEncrypted[]> {
  const all: ReEncrypted[] = [];
  for (const sealed of [...SEALED_COLUMNS.map(valueColumn), ...SEALED_SNAPSHOTS.map(snapshotColumn)]) {
    const done = await reEncryptColumn(dataSource, vault, sealed);
    all.push(done);
    onColumn(done);
  }
  return all;
}

/** A column of either list, with what differs between them. */
interface Resealed {
  readonly table: (SealedColumn | SealedSnapshot)['table'];
  readonly column: (SealedColumn | SealedSnapshot)['column'];
  readonly id: (SealedColumn | SealedSnapshot)['id'];
  readonly idType: 'uuid' | 'bigint';
  /** PostgreSQL's type of the values. */
  readonly type: 'bytea' | 'jsonb';
  /** @throws when the value cannot be opened */
  readonly reseal: (vault: Vault, value: unknown, id: string) => unknown;
}

function valueColumn({ table, column, id, boundTo }: SealedColumn): Resealed {
  return {
    table,
    column,
    id,
    idType: 'uuid',
    type: 'bytea',
    reseal: (vault, value, rowId) => resealed(vault, value as Buffer, { table, column: boundTo, id: rowId }),
  };
}

function snapshotColumn({ table, column, id, of }: SealedSnapshot): Resealed {
  return {
    table,
    column,
    id,
    idType: 'bigint',
    type: 'jsonb',
    reseal: (vault, value) => {
      const row = value as Readonly<Record<string, unknown>>;
      // Nothing else of it is read and written again.
      const sealed = Object.entries(row).filter(([name, text]) => name.endsWith('_sealed') && text !== null);
      const fields = sealed.map(([name, text]) => {
        const place = { table: of, column: name, id: String(row.id) };
        return [name, `\\x${resealed(vault, Buffer.from(String(text).slice(2), 'hex'), place).toString('hex')}`];
      });
      return JSON.stringify(Object.fromEntries(fields));
    },
  };
}

/** A condition: a value under another key than number `$1`, or one too short to have a number. */
function isOlder({ type, column }: Resealed): string {
  return type === 'bytea'
    ? // In this order: of a value that is cut there is no second byte.
      `case when octet_length(${column}) < 2 then true else get_byte(${column}, 1) <> $1::int end`
    : // As `to_jsonb` writes bytes: `\\x`, the format and the number of the key, two hexadecimal digits each.
      `case when jsonb_typeof(${column}) = 'object' then exists (select from jsonb_each_text(${column}) as field (name, value)
        where name like '%\\_sealed' and substr(value, 5, 2) <> lpad(to_hex($1::int), 2, '0')) else false end`;
}

function resealed(vault: Vault, value: Buffer, place: SealedPlace): Buffer {
  return vault.seal(vault.open(value, place), place);
}

async function reEncryptColumn(dataSource: DataSource, vault: Vault, sealed: Resealed): Promise<ReEncrypted> {
  const unreadable: string[] = [];
  let reEncrypted = 0;
  for (
    let after: string | null = sealed.idType === 'uuid' ? '00000000-0000-0000-0000-000000000000' : '0';
    after !== null;
  ) {
    const page: Page = await reEncryptPage(dataSource, vault, sealed, after);
    reEncrypted += page.reEncrypted;
    unreadable.push(...page.unreadable);
    after = page.last;
  }
  const { table, column, id, idType } = sealed;
  const [{ left }]: [{ left: number }] = await dataSource.query(
    `select count(*)::int as left from ${table} where ${isOlder(sealed)} and ${id} <> all ($2::${idType}[])`,
    [vault.sealingKey, unreadable],
  );
  return { table, column, reEncrypted, left, unreadable };
}

interface Page {
  /** The last row of the page; null: there are no more. */
  readonly last: string | null;
  readonly reEncrypted: number;
  readonly unreadable: readonly string[];
}

/** A page at once; where PostgreSQL refuses that, row by row. */
async function reEncryptPage(dataSource: DataSource, vault: Vault, sealed: Resealed, after: string): Promise<Page> {
  const read: string[] = [];
  try {
    return await inTransaction(dataSource, (tx) =>
      reEncryptRows(tx, vault, sealed, { after, most: ROWS_PER_TRANSACTION }, read),
    );
  } catch (error) {
    if (read.length === 0 || isDatabaseTrouble(error)) throw error;
  }
  const [last, unreadable]: [string | null, string[]] = [read.at(-1) ?? null, []];
  for (const id of read) {
    try {
      const one = await inTransaction(dataSource, (tx) => reEncryptRows(tx, vault, sealed, { only: id, most: 1 }, []));
      unreadable.push(...one.unreadable);
    } catch (error) {
      if (isDatabaseTrouble(error)) throw error;
      unreadable.push(id);
    }
  }
  return { last, reEncrypted: read.length - unreadable.length, unreadable };
}

/** @param read is filled with the ids of the rows, so that they are known also when writing fails */
async function reEncryptRows(
  tx: EntityManager,
  vault: Vault,
  sealed: Resealed,
  rows: { readonly after?: string; readonly only?: string; readonly most: number },
  read: string[],
): Promise<Page> {
  const { table, column, id, idType, type, reseal } = sealed;
  const found: { id: string; value: unknown }[] = await tx.query(
    `select ${id}::text as id, ${column} as value from ${table}
     where ${isOlder(sealed)} and ($2::${idType} is null or ${id} > $2) and ($3::${idType} is null or ${id} = $3)
     order by ${table}.${id} limit $4 for no key update skip locked`,
    [vault.sealingKey, rows.after ?? null, rows.only ?? null, rows.most],
  );
  const [fresh, unreadable]: [{ id: string; value: unknown }[], string[]] = [[], []];
  for (const row of found) {
    read.push(row.id);
    try {
      fresh.push({ id: row.id, value: reseal(vault, row.value, row.id) });
    } catch {
      unreadable.push(row.id);
    }
  }
  await tx.query(
    `update ${table} set ${column} = ${type === 'jsonb' ? `${column} || fresh.value` : 'fresh.value'} from unnest($1::${idType}[], $2::${type}[]) as fresh (id, value)
     where ${table}.${id} = fresh.id`,
    [fresh.map((row) => row.id), fresh.map((row) => row.value)],
  );
  return { last: found.at(-1)?.id ?? null, reEncrypted: fresh.length, unreadable };
}
