import { bodyOf, byId, List, type ListOptions, pageQuery, type RequestOptions, type Transport } from '../request.js';
import type {
  CreatePayout,
  Payout,
  PayoutEvent,
  PayoutExchange,
  PayoutFilter,
  PayoutSumFilter,
  PayoutSums,
  ResolvePayout,
  SearchPayouts,
} from '../types.js';

export interface WaitOptions extends RequestOptions {
  /** 0 to 60: Salur holds the response until the payout is final, `pending`, in `review` or waits for a confirmation. */
  readonly waitSeconds?: number;
}

export interface CreateOptions extends WaitOptions {
  /**
   * 1 to 255 visible ASCII characters, one for each payout. Store it with your record, or derive it from the record (e.g. from
   * the id of the invoice), before the first call: then a second call, also after a crash of your service, returns the first
   * payout. Without it the client makes a random key, which protects the attempts of this one call only;
   * `SalurError.idempotencyKey` has it.
   */
  readonly idempotencyKey?: string;
}

export interface ConfirmOptions extends WaitOptions {
  /** Why, for the history and the audit trail. */
  readonly reason?: string;
}

/** `salur.payouts` */
export class Payouts {
  /** @internal */
  constructor(private readonly transport: Transport) {}

  /**
   * Creates a payout, once for each `idempotencyKey`. Repeats the request with the same key after a lost connection, a timeout,
   * 429, 503 with `Retry-After`, or while an earlier attempt is in progress.
   *
   * @throws SalurError; if its `outcome` is `unknown`, call again with the same key
   */
  create(payout: CreatePayout, options: CreateOptions = {}): Promise<Payout> {
    const { idempotencyKey = crypto.randomUUID() } = options;
    const header = { 'Idempotency-Key': idempotencyKey, ...preferWait(options) };
    const { api, init } = this.transport;
    return bodyOf(api.POST('/v1/payouts', { params: { header }, body: payout, ...init(options) }));
  }

  get(id: string, options?: RequestOptions): Promise<Payout> {
    return bodyOf(this.transport.api.GET('/v1/payouts/{id}', { ...byId(id), ...this.transport.init(options) }));
  }

  /** The payouts that match, newest first. `cashPickup` is always null in lists. */
  list(filter: PayoutFilter = {}, options: ListOptions = {}): List<Payout> {
    const { api, init } = this.transport;
    return new List((cursor) => {
      const query = { ...filter, ...pageQuery(cursor, options) };
      return bodyOf(api.GET('/v1/payouts', { params: { query }, ...init(options) }));
    });
  }

  /** Counts and sums of the payouts that match: with `createdFrom` or `completedFrom`, or of statuses in which none has ended. */
  sum(filter: PayoutSumFilter, options?: RequestOptions): Promise<PayoutSums> {
    const { api, init } = this.transport;
    return bodyOf(api.GET('/v1/payouts/summary', { params: { query: filter }, ...init(options) }));
  }

  /** The payouts to one account number, or to the phone number of a cash pickup; newest first. */
  search(search: SearchPayouts, options: ListOptions = {}): List<Payout> {
    const { api, init } = this.transport;
    return new List((cursor) => {
      const body = { ...search, ...pageQuery(cursor, options) };
      return bodyOf(api.POST('/v1/payouts/search', { body, ...init(options) }));
    });
  }

  /** The history of a payout, oldest first. */
  async events(id: string, options?: RequestOptions): Promise<readonly PayoutEvent[]> {
    const { api, init } = this.transport;
    return (await bodyOf(api.GET('/v1/payouts/{id}/events', { ...byId(id), ...init(options) }))).data;
  }

  /** The requests to providers and their responses, oldest first. */
  async evidence(id: string, options?: RequestOptions): Promise<readonly PayoutExchange[]> {
    const { api, init } = this.transport;
    return (await bodyOf(api.GET('/v1/payouts/{id}/evidence', { ...byId(id), ...init(options) }))).data;
  }

  /** Confirms a payout that waits as `inquired`. Not repeated: if the outcome is `unknown`, read the payout. */
  confirm(id: string, { reason, ...options }: ConfirmOptions = {}): Promise<Payout> {
    const { api, init } = this.transport;
    const params = { path: { id }, header: preferWait(options) };
    const body = reason === undefined ? {} : { reason };
    return bodyOf(api.POST('/v1/payouts/{id}/confirm', { params, body, ...init(options) }));
  }

  /** Cancels a payout that is `created` or `inquired`. */
  cancel(id: string, options?: RequestOptions): Promise<Payout> {
    const { api, init } = this.transport;
    return bodyOf(api.POST('/v1/payouts/{id}/cancel', { ...byId(id), ...init(options) }));
  }

  /** Checks the status at the provider now. Never sends a transfer. */
  check(id: string, options?: RequestOptions): Promise<Payout> {
    const { api, init } = this.transport;
    return bodyOf(api.POST('/v1/payouts/{id}/check', { ...byId(id), ...init(options) }));
  }

  /** Resolves a payout in `review` as paid or failed. Large payouts need the same resolution from a second key. */
  resolve(id: string, resolution: ResolvePayout, options?: RequestOptions): Promise<Payout> {
    const { api, init } = this.transport;
    return bodyOf(api.POST('/v1/payouts/{id}/resolve', { ...byId(id), body: resolution, ...init(options) }));
  }
}

function preferWait({ waitSeconds }: WaitOptions): { Prefer?: string } {
  return waitSeconds === undefined ? {} : { Prefer: `wait=${waitSeconds}` };
}
