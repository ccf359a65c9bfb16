import { TextField } from '../validation/fields.js';
import { DEFAULT_LIMIT, LIMIT, LIMIT_BOUNDS } from '../validation/query-words.js';
import { type CursorScope, cursorAfter, readCursor } from './cursor.js';

/** What the query of every list has, beside its filters: texts, as a URL has them. */
export class PageQuery {
  @TextField({
    max: 3,
    pattern: LIMIT,
    integer: LIMIT_BOUNDS,
    optional: true,
    description: 'How many at most, 1 to 200; 50 when not given.',
    example: 50,
  })
  readonly limit?: string;

  @TextField({ max: 400, optional: true, description: '`nextCursor` of the page before, unchanged.' })
  readonly cursor?: string;
}

/** Which page of a list is asked for. */
export interface PageRequest {
  readonly limit: number;
  /** The last item of the page before; null: it is the first page. */
  readonly before: string | null;
  /** What the cursor of the next page belongs to. */
  readonly scope: CursorScope;
}

/** The same of a list with filters. */
export interface FilteredPageRequest<Filter> extends PageRequest {
  readonly filter: Filter;
}

/** @throws Problem `invalid_cursor` */
export function pageRequest({ limit, cursor }: PageQuery, scope: CursorScope): PageRequest {
  const before = cursor === undefined ? null : readCursor(cursor, scope);
  return { limit: limit === undefined ? DEFAULT_LIMIT : Number(limit), before, scope };
}

/** Where the items of a page come from, and how they are shown. */
export interface PageSource<Item, Shown> {
  readonly find: (limit: number, before: string | null) => Promise<readonly Item[]>;
  readonly idOf: (item: Item) => string;
  readonly show: (items: readonly Item[]) => readonly Shown[] | Promise<readonly Shown[]>;
}

/** Finds a page and shows it. */
export async function showPage<Item, Shown>(
  { limit, before, scope }: PageRequest,
  { find, idOf, show }: PageSource<Item, Shown>,
): Promise<{ data: Shown[]; nextCursor: string | null }> {
  // One more than asked for tells whether there is a next page.
  const found = await find(limit + 1, before);
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return { data: [...(await show(page))], nextCursor: last === undefined ? null : cursorAfter(idOf(last), scope) };
}
