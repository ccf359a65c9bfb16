import { type FieldError, Problem } from '#libs/platform';
import type { StatementLayout } from '#libs/providers';
import { type NamedColumns, type Places, readHeader, resemblesHeader } from './statement-columns.js';
import { FIRST_LINES } from './statement-text.js';

interface Line {
  readonly number: number;
  readonly cells: readonly string[];
}

/** A row has at least a time, a type, an amount and a transfer, or the names of these; a line with less is none. */
const LEAST_CELLS = 4;

/** The header of a file, and where its columns are. */
export interface FoundHeader {
  /** Its line in the file. */
  readonly number: number;
  readonly cells: readonly string[];
  readonly places: Places;
}

/** Looks for the header in the first lines of a file. Lines above it that are too short for a row are left out. */
export class HeaderSearch {
  private readonly above: Line[] = [];

  constructor(
    private readonly layout: StatementLayout,
    private readonly named: NamedColumns,
  ) {}

  /**
   * @returns null: the line is not the header
   * @throws Problem `validation_failed` when lines above the header can be rows, or there is no header in the first lines
   */
  add(cells: readonly string[], number: number): FoundHeader | null {
    const read = readHeader(cells, this.layout, this.named);
    if ('places' in read) {
      const rows = this.above.filter(isLong);
      if (rows.length > 0) throw unclear([{ field: 'header', message: skipRemedy(number) }, ...this.errors()]);
      return { number, cells, places: read.places };
    }
    if (cells.some((cell) => cell !== '')) this.above.push({ number, cells });
    if (this.above.length >= FIRST_LINES) this.fail();
    if (resemblesHeader(cells, this.layout, this.named)) throw unclear(read.errors);
    return null;
  }

  /** @throws Problem `validation_failed` */
  fail(): never {
    throw unclear(this.errors());
  }

  /** What is wrong with the line that most likely is the header. */
  private errors(): readonly FieldError[] {
    const likely = this.above.find(isLong) ?? this.above[0];
    if (likely === undefined) return [{ field: 'header', message: 'the file is empty: it has no header' }];
    const read = readHeader(likely.cells, this.layout, this.named);
    return 'errors' in read ? read.errors : [];
  }
}

function isLong({ cells }: Line): boolean {
  return cells.filter((cell) => cell !== '').length >= LEAST_CELLS;
}

function skipRemedy(header: number): string {
  return `line ${header} has the names of the columns, and lines above it can be rows: leave them out with \`skip\` ${header - 1}`;
}

function unclear(errors: readonly FieldError[]): Problem {
  return new Problem('validation_failed', 'The columns of the statement are not clear. Nothing was imported.', {
    errors,
  });
}
