import { Problem } from '#libs/platform';
import type { StatementLayout } from '#libs/providers';
import { wordOf } from './line-kinds.js';

/** What a row of a statement has besides the names of its transfer, and the headers that mean it. */
export const COLUMNS = {
  date: { headers: ['date', 'time', 'date time', 'transaction date', 'tanggal', 'waktu'], required: true },
  type: { headers: ['type', 'status', 'transaction type', 'jenis', 'tipe'], required: true },
  amount: { headers: ['amount', 'amountTransfer', 'transaction amount', 'nominal', 'jumlah'], required: true },
  fee: { headers: ['fee', 'feeAmount', 'biaya'], required: false },
} as const;

type ColumnName = keyof typeof COLUMNS;

/** Which cell of a row is what. */
export interface Places {
  readonly date: number;
  readonly type: number;
  readonly amount: number;
  /** Null: the statement has no such column. */
  readonly fee: number | null;
  /** The cells that name the transfer, the surest first. */
  readonly keys: readonly {
    readonly column: string;
    readonly place: number;
    readonly keyOf: (cell: string) => string;
  }[];
}

/** By our name of a column, the header that whoever imports the file says it has. */
export type NamedColumns = Readonly<Record<string, string>>;

/** @returns our names of all columns that a provider's statement may have */
export function columnNames({ keys }: StatementLayout): string[] {
  return [...keys.map(({ column }) => column), ...Object.keys(COLUMNS)];
}

/**
 * Finds the columns in the header of a file.
 * @throws Problem `validation_failed` that names each column that is missing or there twice, and how to name it
 */
export function findColumns(header: readonly string[], layout: StatementLayout, named: NamedColumns): Places {
  const finder = new Finder(header.map(wordOf), named);
  const known = columnNames(layout);
  for (const name of Object.keys(named)) {
    if (!known.includes(name)) finder.fail('columns', `there is no column ${name}; there are ${known.join(', ')}`);
  }
  const places = Object.fromEntries(
    Object.entries(COLUMNS).map(([name, { headers, required }]) => [name, finder.find(name, headers, required)]),
  ) as Record<ColumnName, number | null>;
  const keys = layout.keys.flatMap(({ column, headers, keyOf }) => {
    const place = finder.find(column, headers, false);
    return place === null ? [] : [{ column, place, keyOf }];
  });
  if (keys.length === 0) {
    const wanted = layout.keys.map(({ column }) => column).join(' nor ');
    finder.fail('header', `neither ${wanted} is there, so no row says which transfer it is about; ${HOW_TO_NAME}`);
  }
  finder.done();
  return { ...(places as Record<'date' | 'type' | 'amount', number> & { fee: number | null }), keys };
}

const HOW_TO_NAME = 'if a column is called otherwise, say so with `columns`, such as amount=Nominal';

class Finder {
  private readonly errors: { field: string; message: string }[] = [];

  constructor(
    private readonly header: readonly string[],
    private readonly named: NamedColumns,
  ) {}

  find(name: string, headers: readonly string[], required: boolean): number | null {
    const wished = this.named[name];
    const words = new Set((wished === undefined ? headers : [wished]).map(wordOf));
    const places = this.header.flatMap((word, place) => (words.has(word) ? [place] : []));
    if (places.length > 1) this.fail('header', `${name} is there ${places.length} times; ${HOW_TO_NAME}`);
    if (places.length === 0 && (required || wished !== undefined)) {
      this.fail('header', `${name} is missing; ${HOW_TO_NAME}`);
    }
    return places[0] ?? null;
  }

  fail(field: string, message: string): void {
    this.errors.push({ field, message });
  }

  done(): void {
    if (this.errors.length === 0) return;
    throw new Problem('validation_failed', 'The columns of the statement are not clear. Nothing was imported.', {
      errors: this.errors,
    });
  }
}
