import type { DataSource } from 'typeorm';
import {
  type Difference,
  type Direction,
  type Imported,
  ImportStatement,
  type NumberStyle,
} from '#libs/reconciliation';
import type { Domain } from './domain.js';
import { testActor } from './test-actor.js';

/** A row of a provider's statement, as a test wants it. */
export interface Row {
  /** By the provider's own name of the column: `disburseId`, `partnerReferenceNo`. */
  readonly names: Readonly<Record<string, string>>;
  readonly type: string;
  readonly amount: bigint;
  readonly fee?: bigint;
  readonly bookedAt: Date;
}

const KEY_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  duitku: ['disburseId', 'custRefNumber'],
  doku: ['partnerReferenceNo', 'referenceNo'],
};

export interface Style {
  readonly numbers?: NumberStyle;
  readonly delimiter?: ',' | ';';
  /** How times are written; in UTC when not given. */
  readonly zone?: 'utc' | 'jakarta';
}

/** Writes rows as the CSV file of a provider. */
export function csvOf(
  provider: string,
  rows: readonly Row[],
  { numbers = 'plain', delimiter = ',', zone }: Style = {},
) {
  const keys = KEY_COLUMNS[provider] as readonly string[];
  const amount = (value: bigint) => (numbers === 'indonesian' ? `${grouped(value)},00` : `${value}.00`);
  const time = (value: Date) =>
    zone === 'jakarta'
      ? new Date(value.getTime() + 7 * 3_600_000).toISOString().replace('T', ' ').replace('Z', '')
      : value.toISOString();
  const lines = rows.map(({ names, type, amount: value, fee, bookedAt }) => [
    time(bookedAt),
    ...keys.map((key) => names[key] ?? ''),
    type,
    amount(value),
    fee === undefined ? '' : amount(fee),
  ]);
  return [['date', ...keys, 'type', 'amount', 'fee'], ...lines].map((cells) => `${cells.join(delimiter)}\r\n`).join('');
}

function grouped(value: bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, '.');
}

export interface FileToImport {
  readonly provider?: string;
  readonly from: Date;
  readonly to: Date;
  readonly text: string;
  readonly numbers?: NumberStyle;
  readonly columns?: Readonly<Record<string, string>>;
  readonly minus?: Direction;
  /** Whose key imports it; an operator when not given. */
  readonly clientId?: string;
}

/** Imports a file through the library. */
export function importFile(domain: Domain, file: FileToImport): Promise<Imported> {
  const { provider = 'duitku', from, to, text, numbers = 'plain', columns = {}, minus, clientId = null } = file;
  return domain
    .get(ImportStatement)
    .import(
      { provider, coversFrom: from, coversTo: to, numbers, minus, columns, content: chunksOf(text) },
      { ...testActor('operator:test'), clientId },
    );
}

/** In pieces that end anywhere, as they come from a network. */
async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 1_013) yield bytes.subarray(at, at + 1_013);
}

export type ReportedDifference = Pick<
  Difference,
  'kind' | 'payoutId' | 'status' | 'closedBecause' | 'found' | 'expected'
>;

/** Everything that was ever reported, oldest first. */
export function reportedDifferences(db: DataSource): Promise<(ReportedDifference & { names: string | null })[]> {
  return db.query(
    `select kind, payout_id as "payoutId", status, closed_because as "closedBecause", expected, found, found ->> 'names' as names
     from difference order by id`,
  );
}
