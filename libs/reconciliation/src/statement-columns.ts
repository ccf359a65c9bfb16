import type { FieldError } from '#libs/platform';
import type { StatementKey, StatementLayout } from '#libs/providers';
import { normalForm } from './read-cells.js';
import type { MoneyPlaces } from './read-movement.js';

/** The columns of a statement in addition to its transfer keys, with the accepted headers. */
export const COLUMNS = {
  date: { headers: ['date', 'time', 'date time', 'transaction date', 'tanggal', 'waktu'], required: true },
  type: { headers: ['type', 'status', 'transaction type', 'jenis', 'tipe'], required: true },
  amount: { headers: ['amount', 'amountTransfer', 'transaction amount', 'nominal', 'jumlah'], required: true },
  fee: { headers: ['fee', 'feeAmount', 'biaya'], required: false },
  /** With `credit`, in place of `amount`. */
  debit: { headers: ['debit', 'debet', 'debit amount', 'withdrawal', 'keluar', 'uang keluar'], required: false },
  credit: { headers: ['credit', 'kredit', 'credit amount', 'masuk', 'uang masuk'], required: false },
  /** Beside `amount`: whether it left or came back. */
  direction: {
    headers: ['direction', 'arah', 'D/C', 'D/K', 'DB/CR', 'DB/KR', 'DR/CR', 'debit/credit', 'debit/kredit', 'debet/kredit'],
    required: false,
  },
} as const;

type ColumnName = keyof typeof COLUMNS;

/** The column positions in a file. */
export interface Places extends MoneyPlaces {
  readonly date: number;
  readonly type: number;
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
  const [date, type, fee, debit, credit] = [place('date'), place('type'), place('fee'), place('debit'), place('credit')];
  if ((debit === null) !== (credit === null) && ('debit' in named || 'credit' in named))
    finder.fail('columns', 'name debit and credit both: a row has its amount in one of the two');
  const sides = debit === null || credit === null ? null : { debit, credit };
  const places = { date, type, amount: place('amount', sides === null), fee, sides, direction: place('direction') };
  const keys = layout.keys.flatMap((key) => {
    const place = finder.find(key.column, key.headers, false);
    return place === null ? [] : [{ ...key, place }];
  });
  if (keys.length === 0) {
    const wanted = layout.keys.map(({ column }) => column).join(' nor ');
    finder.fail('header', `neither ${wanted} is there, so rows do not name their transfers; ${HOW_TO_NAME}; ${HOW_TO_SKIP}`);
  }
  if (finder.errors.length > 0) return { errors: finder.errors };
  return { places: { ...(places as typeof places & Record<'date' | 'type', number>), keys } };
}

const HOW_TO_NAME = 'map other column names with `columns`, such as amount=Nominal';
const HOW_TO_SKIP = 'leave out lines above the header with `skip`';

class Finder {
  readonly errors: FieldError[] = [];

  constructor(
    private readonly header: readonly string[],
    private readonly named: NamedColumns,
  ) {}

  find(name: string, headers: readonly string[], required: boolean): number | null {
    const given = this.named[name];
    const accepted = new Set((given === undefined ? headers : [given]).map(normalForm));
    const places = this.header.flatMap((header, place) => (accepted.has(header) ? [place] : []));
    if (places.length > 1) this.fail('header', `${name} occurs ${places.length} times; ${HOW_TO_NAME}`);
    if (places.length === 0 && (required || given !== undefined)) {
      this.fail('header', `${name} is missing; ${HOW_TO_NAME}`);
    }
    return places[0] ?? null;
  }

  fail(field: string, message: string): void {
    this.errors.push({ field, message });
  }
}
