import type { EntityManager } from 'typeorm';
import { SealBroken } from '../vault/vault.js';
import { alertOnce } from './alert-once.js';
import { isDatabaseTrouble, sqlStateOf } from './transaction.js';

/** A stored row that this process cannot read, by the table and the key of the row. */
export interface StoredRow {
  readonly table: string;
  readonly id: string;
}

/**
 * A stored row has a content that this release does not know or cannot read: JSON of another form, a status or a rail that a
 * later release wrote. Names the row, never its content.
 */
export class RowUnreadable extends Error {
  constructor(
    { table, id }: StoredRow,
    /** What cannot be read: `this release does not know the rail x.y`. */
    readonly why: string,
  ) {
    super(`${table} ${id} cannot be read: ${why}`);
    this.name = 'RowUnreadable';
  }
}

/** Whether an error is about the content of a stored row, so that a retry at once is of no use. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof SealBroken || error instanceof RowUnreadable;
}

/**
 * Reads stored JSON that must be an object.
 *
 * @throws RowUnreadable
 */
export function readStoredJson<T>(text: string, row: StoredRow, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The error of JSON.parse quotes the text.
    throw new RowUnreadable(row, `${what} is not JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RowUnreadable(row, `${what} is not a JSON object`);
  return value as T;
}

/** One row that a loop left out, for {@link alertUnreadable}. */
export interface LeftOut {
  readonly row: StoredRow;
  /** The payout that the row belongs to, when there is one. */
  readonly payoutId?: string | null;
  readonly error: unknown;
  /** What continues it once the cause is removed: a sentence. */
  readonly after: string;
}

/**
 * Raises an alert about a row that a loop left out: one a week for each row. An error that says that the database is away raises
 * none, because the row is not the cause.
 *
 * @returns the message of the alert, to be logged after the commit; null: none was raised
 */
export async function alertUnreadable(
  tx: EntityManager,
  { row, payoutId, error, after }: LeftOut,
): Promise<string | null> {
  if (isDatabaseTrouble(error)) return null;
  const message = wordsOfUnreadable(row, error, after);
  const subject = `${row.table}/${row.id}`;
  const detail = { table: row.table, id: row.id };
  const isNew = await alertOnce(tx, { kind: 'row_unreadable', subject, message, payoutId: payoutId ?? null, detail });
  return isNew ? message : null;
}

/** Why a row is left out, the remedy, and what continues it afterwards. Nothing of its content is in it. */
export function wordsOfUnreadable({ table, id }: StoredRow, error: unknown, after: string): string {
  return `The row ${id} of ${table} is left out: ${causeOf(error)}. ${remedyOf(error)} ${after}`;
}

/** Without content: of an error that this code did not make only the kind is shown. */
function causeOf(error: unknown): string {
  if (error instanceof RowUnreadable) return error.why;
  if (error instanceof SealBroken) return error.message;
  const state = sqlStateOf(error);
  if (state !== null) return `PostgreSQL refuses to write it (SQLSTATE ${state})`;
  return `this release cannot read its content (${error instanceof Error ? error.name : 'unknown error'})`;
}

function remedyOf(error: unknown): string {
  if (error instanceof SealBroken && error.missingKey !== null)
    return `Put key ${error.missingKey} back into DATA_KEYS of every process and restart it.`;
  if (error instanceof SealBroken) return 'Restore the column from a backup.';
  if (sqlStateOf(error) !== null) return 'The log has the error.';
  return 'Run the release that wrote it, or restore the row from a backup.';
}
