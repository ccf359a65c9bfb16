import type { ListPart } from '#libs/clients';
import { type CursorScope, cursorAfter, readCursor } from '../payouts/cursor.js';
import { TextField } from '../validation/fields.js';
import { DEFAULT_LIMIT, LIMIT, LIMIT_BOUNDS } from '../validation/query-words.js';
import { readQuery } from '../validation/read-query.js';

/** The query of a list without filters: texts, as a URL has them. */
export class ListPageQuery {
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

/**
 * Reads a page of a list, oldest first.
 *
 * @param find gives a part of the list
 * @throws Problem `validation_failed` or `invalid_cursor`
 */
export async function readPage<T, Shown>(
  query: unknown,
  scope: CursorScope,
  { find, idOf, show }: PageOf<T, Shown>,
): Promise<{ data: Shown[]; nextCursor: string | null }> {
  const { limit: text, cursor } = readQuery(ListPageQuery, query);
  const limit = text === undefined ? DEFAULT_LIMIT : Number(text);
  // One more than asked for tells whether there is a next page.
  const found = await find({ limit: limit + 1, after: cursor === undefined ? null : readCursor(cursor, scope) });
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return { data: page.map(show), nextCursor: last === undefined ? null : cursorAfter(idOf(last), scope) };
}

interface PageOf<T, Shown> {
  readonly find: (part: ListPart) => Promise<readonly T[]>;
  readonly idOf: (item: T) => string;
  readonly show: (item: T) => Shown;
}
