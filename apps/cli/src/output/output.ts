import { printable } from '#libs/platform';

/** Some items of a list, and whether there are more. */
export interface Part<T> {
  readonly items: readonly T[];
  readonly more: boolean;
}

const PER_READ = 200;

/** Reads a list part by part, until it ends or there are enough items. */
export async function* readParts<T>(
  limit: number,
  find: (limit: number, after: string | null) => Promise<readonly T[]>,
  idOf: (item: T) => string,
): AsyncGenerator<Part<T>> {
  let after: string | null = null;
  for (let left = limit; ; left -= PER_READ) {
    const wanted = Math.min(left, PER_READ);
    // One more than wanted: if it is there, there are more.
    const found = await find(wanted + 1, after);
    const more = found.length > wanted;
    const items = found.slice(0, wanted);
    yield { items, more };
    if (!more || left <= PER_READ) return;
    after = idOf(items.at(-1) as T);
  }
}

/** The same list with each item turned into another. */
export async function* mapParts<T, U>(
  parts: AsyncIterable<Part<T>>,
  turn: (items: readonly T[]) => Promise<readonly U[]>,
): AsyncGenerator<Part<U>> {
  for await (const { items, more } of parts) yield { items: await turn(items), more };
}

/** All items of a list as one part. */
export async function collect<T>(parts: AsyncIterable<Part<T>>): Promise<Part<T>> {
  const items: T[] = [];
  let more = false;
  for await (const part of parts) {
    items.push(...part.items);
    more = part.more;
  }
  return { items, more };
}

/**
 * JSON for a program and for a terminal at once: characters that would command the terminal, or turn the reading
 * direction, are escaped. JSON escapes C0 controls itself.
 */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  const characters = Array.from(text, (character) =>
    character === '\n' || printable(character) === character ? character : escaped(character),
  );
  return characters.join('');
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16).padStart(4, '0');
    return `\\u${unit}`;
  }).join('');
}

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
