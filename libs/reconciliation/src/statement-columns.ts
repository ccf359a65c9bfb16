import type { FieldError } from '#libs/platform';
import type { StatementKey, StatementLayout } from '#libs/providers';
import { normalForm } from './read-cells.js';
import type { KindPlaces } from './read-kind.js';
import type { MoneyPlaces } from './read-movement.js';

/** The columns of a statement in addition to its transfer keys, with the accepted headers. */
export const COLUMNS = {
  date: { headers: ['date', 'time', 'date time', 'transaction date', 'tanggal', 'waktu'], required: true },
  type: { headers: ['type', 'transaction type', 'jenis', 'jenis transaksi', 'tipe', 'tipe transaksi'], required: true },
  amount: { headers: ['amount', 'amountTransfer', 'transaction amount', 'nominal', 'jumlah'], required: true },
  fee: { headers: ['fee', 'feeAmount', 'biaya'], required: false },
  /** With `credit`, in place of `amount`. */
  debit: { headers: ['debit', 'debet', 'debit amount', 'withdrawal', 'keluar', 'uang keluar'], required: false },
  credit: { headers: ['credit', 'kredit', 'credit amount', 'masuk', 'uang masuk'], required: false },
  /** Beside `amount`: whether it left or came back. */
  direction: {
    headers: [
      'direction',
      'arah',
      'D/C',
      'D/K',
      'DB/CR',
      'DB/KR',
      'DR/CR',
      'debit/credit',
      'debit/kredit',
      'debet/kredit',
    ],
    required: false,
  },
  /** Beside `type`, or in its place; a file can have several. */
  status: {
    headers: [
      ...['status', 'transaction status', 'transfer status', 'payment status', 'disbursement status', 'payout status'],
      ...['status transaksi', 'status transfer', 'status pembayaran'],
    ],
    required: false,
  },
} as const;

type ColumnName = keyof typeof COLUMNS;

/** The column positions in a file. */
export interface Places extends MoneyPlaces, KindPlaces {
  readonly date: number;
  /** null: the statement has no such column. */
  readonly fee: number | null;
  /** The columns that name the transfer, the most reliable first. */
  readonly keys: readonly (StatementKey & { readonly place: number })[];
}

/** The header in the file by our column name, as given with the import. */
export type NamedColumns = Readonly<Record<string, string>>;

/** @returns our names of all columns of a provider's statement */
export function columnNames({ keys }: StatementLayout): string[] {
  return [...keys.map(({ column }) => column), ...Object.keys(COLUMNS)];
}

/** Finds the columns in the header of a file. @returns the places, or each missing or repeated column with its remedy */
export function readHeader(
  header: readonly string[],
  layout: StatementLayout,
  named: NamedColumns,
): { readonly places: Places } | { readonly errors: readonly FieldError[] } {
  const finder = new Finder(header.map(normalForm), named);
  const known = columnNames(layout);
  for (const name of Object.keys(named)) {
    if (!known.includes(name)) finder.fail('columns', `there is no column ${name}; known columns: ${known.join(', ')}`);
  }
  const place = (name: ColumnName, required: boolean = COLUMNS[name].required) =>
    finder.find(name, COLUMNS[name].headers, required);
  const statuses = finder.findAll('status', COLUMNS.status.headers);
  const [date, ownType, fee] = [place('date'), place('type', statuses.length === 0), place('fee')];
  // A status that is named as the type does not hide the type.
  const type =
    ownType !== null && statuses.includes(ownType) ? (finder.other('type', COLUMNS.type.headers) ?? ownType) : ownType;
  const [debit, credit] = [place('debit'), place('credit')];
  if ((debit === null) !== (credit === null) && ('debit' in named || 'credit' in named))
    finder.fail('columns', 'name debit and credit both: a row has its amount in one of the two');
  const sides = debit === null || credit === null ? null : { debit, credit };
  const money = { amount: place('amount', sides === null), fee, sides, direction: place('direction') };
  const keys = layout.keys.flatMap((key) => {
    const place = finder.find(key.column, key.headers, false);
    return place === null ? [] : [{ ...key, place }];
  });
  if (keys.length === 0) {
    const wanted = layout.keys.map(({ column }) => column).join(' nor ');
    finder.fail(
      'header',
      `neither ${wanted} is there, so rows do not name their transfers; ${HOW_TO_NAME}; ${HOW_TO_SKIP}`,
    );
  }
  if (finder.errors.length > 0) return { errors: finder.errors };
  return { places: { date: date as number, type, statuses, ...money, keys } };
}

/** @returns the header in the file by our name of each column that is read; of several columns with a status, all */
export function namesOf(header: readonly string[], places: Places): Record<string, string> {
  const { date, type, statuses, amount, fee, sides, direction, keys } = places;
  const found: readonly (readonly [name: string, place: number | null])[] = [
    ...keys.map(({ column, place }) => [column, place] as const),
    ...Object.entries({
      date,
      type,
      amount,
      fee,
      direction,
      debit: sides?.debit ?? null,
      credit: sides?.credit ?? null,
    }),
    ...statuses.map((place, at) => [at === 0 ? 'status' : `status ${at + 1}`, place] as const),
  ];
  const read = found.flatMap(([name, place]) => (place === null ? [] : [{ name, place }]));
  read.sort((one, other) => one.place - other.place);
  return Object.fromEntries(read.map(({ name, place }) => [name, header[place] ?? '']));
}

/** Whether most cells of a line are names of columns, so that it is meant as the header even if a column is missing. */
export function resemblesHeader(cells: readonly string[], layout: StatementLayout, named: NamedColumns): boolean {
  const headers = [...layout.keys, ...Object.values(COLUMNS)].flatMap((column) => column.headers);
  const known = new Set([...headers, ...Object.values(named)].map(normalForm));
  const filled = cells.filter((cell) => cell !== '');
  const count = filled.filter((cell) => known.has(normalForm(cell))).length;
  return count >= 2 && count > filled.length / 2;
}

const HOW_TO_NAME = 'map other column names with `columns`, such as amount=Nominal';
const HOW_TO_SKIP = 'leave out lines above the header with `skip`';

class Finder {
  readonly errors: FieldError[] = [];

  constructor(
    private readonly header: readonly string[],
    private readonly named: NamedColumns,
  ) {}

  /** Every column with one of the headers; a named one does not hide the others. */
  findAll(name: string, headers: readonly string[]): readonly number[] {
    const given = this.named[name];
    if (given !== undefined && this.placesOf([given]).length === 0)
      this.fail('header', `${name} is missing; ${HOW_TO_NAME}`);
    return this.placesOf(given === undefined ? headers : [given, ...headers]);
  }

  /** The one column with one of the headers, whatever is named. */
  other(name: string, headers: readonly string[]): number | null {
    const places = this.placesOf(headers);
    if (places.length > 1) this.fail('header', `${name} occurs ${places.length} times; ${HOW_TO_NAME}`);
    return places[0] ?? null;
  }

  find(name: string, headers: readonly string[], required: boolean): number | null {
    const given = this.named[name];
    const places = this.placesOf(given === undefined ? headers : [given]);
    if (places.length > 1) this.fail('header', `${name} occurs ${places.length} times; ${HOW_TO_NAME}`);
    if (places.length === 0 && (required || given !== undefined)) {
      this.fail('header', `${name} is missing; ${HOW_TO_NAME}`);
    }
    return places[0] ?? null;
  }

  private placesOf(headers: readonly string[]): readonly number[] {
    const accepted = new Set(headers.map(normalForm));
    return this.header.flatMap((header, place) => (accepted.has(header) ? [place] : []));
  }

  fail(field: string, message: string): void {
    this.errors.push({ field, message });
  }
}
