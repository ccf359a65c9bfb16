import { hash } from 'node:crypto';
import { isId, Problem } from '#libs/platform';
import { TextField } from '../validation/fields.js';
import { DEFAULT_LIMIT, LIMIT, LIMIT_BOUNDS } from '../validation/read-query.js';

export const LimitField = () =>
  TextField({
    max: 3,
    pattern: LIMIT,
    integer: LIMIT_BOUNDS,
    optional: true,
    description: 'How many at most, 1 to 200; 50 when not given.',
    example: 50,
  });

export const CursorField = () =>
  TextField({ max: 400, optional: true, description: '`nextCursor` of the page before, unchanged.' });

/** What the query of every list has, beside its filters: texts, as a URL has them. */
export class PageQuery {
  @LimitField()
  readonly limit?: string;

  @CursorField()
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
  readonly find: (limit: number, before: string | null) => Promise<readonly Item[] | SearchedItems<Item>>;
  readonly idOf: (item: Item) => string;
  readonly show: (items: readonly Item[]) => readonly Shown[] | Promise<readonly Shown[]>;
}

/** Items of a list that is searched: where the search ended before there were enough of them, it goes on after `examinedTo`. */
export interface SearchedItems<Item> {
  readonly items: readonly Item[];
  readonly examinedTo: string | null;
}

/** Finds a page and shows it. */
export async function showPage<Item, Shown>(
  { limit, before, scope }: PageRequest,
  { find, idOf, show }: PageSource<Item, Shown>,
): Promise<{ data: Shown[]; nextCursor: string | null }> {
  // One more than requested: it shows whether there is a next page.
  const searched = await find(limit + 1, before);
  const { items, examinedTo } = 'items' in searched ? searched : { items: searched, examinedTo: null };
  const page = items.slice(0, limit);
  const last = items.length > limit ? idOf(page.at(-1) as Item) : examinedTo;
  return { data: [...(await show(page))], nextCursor: last === null ? null : cursorAfter(last, scope) };
}

/** What a cursor belongs to: a client and its filters. */
export interface CursorScope {
  readonly clientId: string;
  readonly filters: Readonly<Record<string, unknown>>;
}

/** Where a page ended, sealed with whose page and which filters it was. Opaque to clients. */
export function cursorAfter(id: string, scope: CursorScope): string {
  return Buffer.from(JSON.stringify({ id, seal: sealOf(id, scope) })).toString('base64url');
}

/** @throws Problem `invalid_cursor` for anything but a cursor of the same client and filters, unchanged */
export function readCursor(cursor: string, scope: CursorScope): string {
  const { id, seal } = parse(cursor);
  if (typeof id === 'string' && isId(id) && seal === sealOf(id, scope)) return id;
  throw new Problem('invalid_cursor', 'The cursor was changed or belongs to other filters');
}

function parse(cursor: string): { id?: unknown; seal?: unknown } {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function sealOf(id: string, { clientId, filters }: CursorScope): string {
  const sorted = Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1));
  return hash('sha256', JSON.stringify([id, clientId, sorted]), 'base64url').slice(0, 22);
}
