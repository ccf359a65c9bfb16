import { printable } from '#libs/platform';

/** A column of a table for people. */
export interface Column<T> {
  readonly title: string;
  readonly of: (item: T) => string | null;
  /** Numbers stand below each other by their last digit. */
  readonly align?: 'right';
}

const GAP = '  ';

/** Rows below their titles, each as wide as its widest cell. */
export function toTable<T>(columns: readonly Column<T>[], items: readonly T[]): string {
  const rows = items.map((item) => columns.map(({ of }) => printable(of(item) ?? '')));
  const titles = columns.map(({ title }) => title);
  const widths = columns.map((_, index) => Math.max(...[titles, ...rows].map((row) => lengthOf(row[index] as string))));
  const line = (row: readonly string[]) => {
    const cells = row.map((cell, index) => pad(cell, widths[index] as number, columns[index]?.align === 'right'));
    return `${cells.join(GAP).trimEnd()}\n`;
  };
  return [titles, ...rows].map(line).join('');
}

function pad(cell: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - lengthOf(cell)));
  return right ? space + cell : cell + space;
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
