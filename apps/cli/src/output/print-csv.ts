import { type Cell, csvLine } from './csv.js';
import { note, print } from './print.js';
import type { Part } from './print-list.js';

/** Columns of an export by their names. Those who read it by program go by these: new ones are added at the end. */
export type CsvColumns<T> = readonly (readonly [name: string, of: (item: T) => Cell])[];

/** An export, part by part, so that its length does not matter. Its first line has the names of the columns. */
export async function printCsv<T>(columns: CsvColumns<T>, parts: AsyncIterable<Part<T>>): Promise<void> {
  await print(csvLine(columns.map(([name]) => name)));
  let isCut = false;
  for await (const { items, more } of parts) {
    const lines = items.map((item) => csvLine(columns.map(([, of]) => of(item))));
    if (lines.length > 0) await print(lines.join(''));
    isCut = more;
  }
  if (isCut) note('There are more: --limit all, or a narrower search.');
}
