import { toJson } from './json.js';
import { note, print } from './print.js';
import { type Column, toTable } from './table.js';

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
    // One more than wanted tells whether there are more.
    const found = await find(wanted + 1, after);
    const more = found.length > wanted;
    const items = found.slice(0, wanted);
    yield { items, more };
    if (!more || left <= PER_READ) return;
    after = idOf(items.at(-1) as T);
  }
}

/** All items that a list gives, as one part. */
export async function collect<T>(parts: AsyncIterable<Part<T>>): Promise<Part<T>> {
  const items: T[] = [];
  let more = false;
  for await (const part of parts) {
    items.push(...part.items);
    more = part.more;
  }
  return { items, more };
}

/** A list as a table for people, or as `{"data": [...], "more": false}` for programs. */
export async function printList<T>(
  format: string,
  { items, more }: Part<T>,
  { columns, body }: { readonly columns: readonly Column<T>[]; readonly body: (item: T) => object },
): Promise<void> {
  if (format === 'json') return print(`${toJson({ data: items.map(body), more })}\n`);
  if (items.length === 0) note('There are none.');
  else await print(toTable(columns, items));
  if (more) note('There are more: --limit all, or a narrower search.');
}

/** One thing: as JSON for programs, or in words for people. */
export async function printOne(format: string, body: object, words: string): Promise<void> {
  await print(`${format === 'json' ? toJson(body) : words}\n`);
}
