/**
 * A client of Salur's REST API for services in TypeScript. The types are generated from docs/openapi.json; this is the little
 * that they do not say: the key, which errors mean what, what may be repeated, and pages.
 */
import createClient, { type Client } from 'openapi-fetch';
import { type Fetch, sendWith } from './send.js';
import type {
  CreatePayout,
  Difference,
  DifferenceFilter,
  Payout,
  PayoutEvent,
  PayoutExchange,
  PayoutFilter,
  paths,
  ResolvePayout,
  Statement,
  StatementAbout,
} from './types.js';

export interface SalurOptions {
  /** Where Salur is, as `https://salur.internal`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Instead of the global one, e.g. with an agent of its own. */
  readonly fetch?: Fetch;
  /** For one try of a request, 30 s when not given; seconds asked for by `waitSeconds` come on top. */
  readonly timeoutMs?: number;
  /** How long a request that can be repeated without harm is repeated, 30 s when not given; 0: never. */
  readonly repeatForMs?: number;
}

export interface CreateOptions {
  /**
   * 1 to 255 visible ASCII characters, one for each payout that is wanted, kept with it or derived from it (such as the id
   * of the invoice) before the first try. It is what makes a second try find the first one's payout, also after a crash
   * of yours: a random one for each call would make a second payout instead, so none is made up here.
   */
  readonly idempotencyKey: string;
  /** 0 to 60: hold the answer back until the payout rests (`Prefer: wait`). */
  readonly waitSeconds?: number;
}

const TIMEOUT_MS = 30_000;
const REPEAT_FOR_MS = 30_000;
/** The most that the service puts on a page. */
const PAGE_SIZE = 200;

/** Every method throws {@link SalurProblem} or {@link SalurUnknown}; what it returns has been done. */
export interface SalurClient {
  /**
   * Creates a payout, once for each `idempotencyKey`. Tried again with that key, within `repeatForMs` and as `Retry-After`
   * says, after 429, 503 and while an earlier try is under way. After {@link SalurUnknown} call it again with the same key.
   */
  createPayout(wish: CreatePayout, options: CreateOptions): Promise<Payout>;
  getPayout(id: string): Promise<Payout>;
  /** All payouts that fit, newest first; further pages, of 200 unless `pageSize` says less, are read as they are needed. */
  listPayouts(filter?: PayoutFilter, options?: { readonly pageSize?: number }): AsyncGenerator<Payout, void>;
  /** The history of a payout, oldest first. */
  listPayoutEvents(id: string): Promise<readonly PayoutEvent[]>;
  /** What was said to and heard from providers about a payout, oldest first. */
  listPayoutEvidence(id: string): Promise<readonly PayoutExchange[]>;
  /** Lets a payout go that waits as `inquired`. Not repeated: after {@link SalurUnknown} read the payout first. */
  confirmPayout(id: string, options?: Pick<CreateOptions, 'waitSeconds'>): Promise<Payout>;
  /** Calls a payout off that is `created` or `inquired`. */
  cancelPayout(id: string): Promise<Payout>;
  /** Has the provider asked now. Never sends a transfer. */
  checkPayout(id: string): Promise<Payout>;
  /** Says what became of a payout in `review`. */
  resolvePayout(id: string, resolution: ResolvePayout): Promise<Payout>;
  /**
   * Imports a provider's statement, a CSV file in UTF-8 as text or bytes, and has payouts compared with it. Not repeated by
   * itself, but without harm: the same file for the same time is the same statement. Give a large file more `timeoutMs`.
   */
  importStatement(about: StatementAbout, file: string | Uint8Array | Blob): Promise<Statement>;
  /** All differences that fit, newest first, page by page. Close one by `api.POST('/v1/differences/{id}/close', ...)`. */
  listDifferences(
    filter?: DifferenceFilter,
    options?: { readonly pageSize?: number },
  ): AsyncGenerator<Difference, void>;
  /** Every path of the API, with the same errors; use it with {@link bodyOf}. */
  readonly api: Client<paths>;
}

/** Needs nothing but `fetch`; keeps no connection and no state of its own. */
export function createSalurClient({
  baseUrl,
  apiKey,
  fetch = globalThis.fetch,
  timeoutMs = TIMEOUT_MS,
  repeatForMs = REPEAT_FOR_MS,
}: SalurOptions): SalurClient {
  const api = createClient<paths>({
    baseUrl,
    headers: { authorization: `Bearer ${apiKey}` },
    fetch: sendWith(fetch, { timeoutMs, repeatForMs }),
    // The key goes where it was meant to go, and nowhere else.
    redirect: 'error',
  });
  const of = (id: string) => ({ params: { path: { id } } });
  return {
    api,
    createPayout: (body, { idempotencyKey, waitSeconds }) => {
      const header = { 'Idempotency-Key': idempotencyKey, ...preferring(waitSeconds) };
      return bodyOf(api.POST('/v1/payouts', { params: { header }, body }));
    },
    getPayout: (id) => bodyOf(api.GET('/v1/payouts/{id}', of(id))),
    listPayouts: (filter = {}, { pageSize = PAGE_SIZE } = {}) =>
      everyItem((cursor) => {
        const query = { ...filter, limit: pageSize, ...(cursor !== null && { cursor }) };
        return bodyOf(api.GET('/v1/payouts', { params: { query } }));
      }),
    listPayoutEvents: async (id) => (await bodyOf(api.GET('/v1/payouts/{id}/events', of(id)))).data,
    listPayoutEvidence: async (id) => (await bodyOf(api.GET('/v1/payouts/{id}/evidence', of(id)))).data,
    confirmPayout: (id, { waitSeconds } = {}) =>
      bodyOf(api.POST('/v1/payouts/{id}/confirm', { params: { path: { id }, header: preferring(waitSeconds) } })),
    cancelPayout: (id) => bodyOf(api.POST('/v1/payouts/{id}/cancel', of(id))),
    checkPayout: (id) => bodyOf(api.POST('/v1/payouts/{id}/check', of(id))),
    resolvePayout: (id, body) => bodyOf(api.POST('/v1/payouts/{id}/resolve', { ...of(id), body })),
    importStatement: (query, file) =>
      bodyOf(
        api.POST('/v1/statements', {
          params: { query },
          headers: { 'content-type': 'text/csv' },
          // The types know text only; it is sent as it is, whatever it is.
          body: file as string,
          bodySerializer: (body) => body,
        }),
      ),
    listDifferences: (filter = {}, { pageSize = PAGE_SIZE } = {}) =>
      everyItem((cursor) => {
        const query = { ...filter, limit: pageSize, ...(cursor !== null && { cursor }) };
        return bodyOf(api.GET('/v1/differences', { params: { query } }));
      }),
  };
}

/** The body of a successful answer: there is no other, because everything else is thrown. */
export async function bodyOf<Body>(answer: Promise<{ readonly data?: Body }>): Promise<Body> {
  return (await answer).data as Body;
}

function preferring(waitSeconds: number | undefined): { Prefer?: string } {
  return waitSeconds === undefined ? {} : { Prefer: `wait=${waitSeconds}` };
}

interface Page<Item> {
  readonly data: readonly Item[];
  readonly nextCursor: string | null;
}

async function* everyItem<Item>(read: (cursor: string | null) => Promise<Page<Item>>): AsyncGenerator<Item, void> {
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await read(cursor);
    yield* page.data;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
