/** What the resources have in common: how they call the API, and how they read lists page by page. */
import type { Client } from 'openapi-fetch';
import type { Fetch } from './send.js';
import type { paths } from './types.js';

/** For one request. */
export interface RequestOptions {
  /** Aborts the request; it may have been carried out all the same. */
  readonly signal?: AbortSignal;
  /** For each attempt of this request, in ms, instead of the client's own. */
  readonly timeoutMs?: number;
}

/** For the requests that read one list. */
export interface ListOptions extends RequestOptions {
  /** Items in one page, 1 to 200; 200 if absent. */
  readonly pageSize?: number;
}

/** What a resource needs of the client that it belongs to. */
export interface Transport {
  readonly api: Client<paths>;
  /** What `openapi-fetch` takes for one request. */
  init(options?: RequestOptions): { readonly signal?: AbortSignal; readonly fetch?: Fetch };
}

/** One page of a list. */
export interface Page<Item> {
  readonly data: readonly Item[];
  /** Reads the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/**
 * A list that is read as it is needed. `for await (const item of list)` reads all items, a page at a time; each loop starts
 * again at the first page.
 */
export class List<Item> implements AsyncIterable<Item> {
  /** @internal */
  constructor(private readonly read: (cursor: string | null) => Promise<Page<Item>>) {}

  /** One page: the first, or the one that `nextCursor` of another page names. */
  page(cursor: string | null = null): Promise<Page<Item>> {
    return this.read(cursor);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void> {
    let cursor: string | null = null;
    do {
      const page: Page<Item> = await this.read(cursor);
      yield* page.data;
      cursor = page.nextCursor;
    } while (cursor !== null);
  }

  /** The first `most` items, or all if there are fewer. */
  async toArray(most: number): Promise<Item[]> {
    const items: Item[] = [];
    if (most <= 0) return items;
    for await (const item of this) {
      items.push(item);
      if (items.length >= most) break;
    }
    return items;
  }
}

const PAGE_SIZE = 200;

/** The part of a query that says which page. */
export function pageQuery(
  cursor: string | null,
  { pageSize = PAGE_SIZE }: ListOptions,
): { limit: number; cursor?: string } {
  return { limit: pageSize, ...(cursor !== null && { cursor }) };
}

/** The body of a successful response: errors are thrown before there is one. */
export async function bodyOf<Body>(response: Promise<{ readonly data?: Body }>): Promise<Body> {
  return (await response).data as Body;
}

/** The parameters of a path that names one resource. */
export function byId(id: string): { readonly params: { readonly path: { readonly id: string } } } {
  return { params: { path: { id } } };
}
