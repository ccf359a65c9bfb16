/**
 * The client of Salur's REST API. The types are generated from docs/openapi.json; written by hand is the rest: the key, the
 * errors, which requests are safe to repeat, and lists.
 */
import createClient, { type Client } from 'openapi-fetch';
import type { RequestOptions, Transport } from './request.js';
import { ApiKeys, AuditEntries, Clients } from './resources/administration.js';
import { Payouts } from './resources/payouts.js';
import { Differences, Statements } from './resources/reconciliation.js';
import { BalanceList, BankCalendar, BankList, RailList } from './resources/reference.js';
import { Webhooks } from './resources/webhooks.js';
import { type Fetch, type SendLimits, sendWith } from './send.js';
import type { paths } from './types.js';

export interface SalurOptions {
  /** The address of Salur, e.g. `https://salur.internal`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Instead of the global one, e.g. with a proxy agent or a certificate authority of your own. */
  readonly fetch?: Fetch;
  /** For one attempt of a request, in ms, 30,000 if absent; `waitSeconds` come on top. */
  readonly timeoutMs?: number;
  /** How long requests that are safe to repeat are repeated, in ms, 30,000 if absent; 0 sends each request once. */
  readonly repeatForMs?: number;
}

const TIMEOUT_MS = 30_000;
const REPEAT_FOR_MS = 30_000;

/**
 * A client with one namespace for each resource. Each method returns what Salur has done, or throws {@link SalurError}. Uses
 * `fetch` alone, and keeps no connections and no state of its own.
 */
export class Salur {
  readonly payouts: Payouts;
  readonly banks: BankList;
  readonly rails: RailList;
  readonly balances: BalanceList;
  readonly calendar: BankCalendar;
  readonly statements: Statements;
  readonly differences: Differences;
  readonly webhooks: Webhooks;
  readonly clients: Clients;
  readonly keys: ApiKeys;
  readonly auditEntries: AuditEntries;
  /** Every path of the API as `openapi-fetch` has it, with the same errors, for what the namespaces do not have. */
  readonly api: Client<paths>;

  constructor({
    baseUrl,
    apiKey,
    fetch = (request) => globalThis.fetch(request),
    timeoutMs = TIMEOUT_MS,
    repeatForMs = REPEAT_FOR_MS,
  }: SalurOptions) {
    const send = (limits: Partial<SendLimits>) => sendWith(fetch, { timeoutMs, repeatForMs, ...limits });
    this.api = createClient<paths>({
      baseUrl,
      headers: { authorization: `Bearer ${apiKey}` },
      fetch: send({}),
      // Following a redirect would carry the key to another address; this way it is an unreadable response.
      redirect: 'manual',
    });
    const init = ({ signal, timeoutMs: withinMs }: RequestOptions = {}) => ({
      ...(signal !== undefined && { signal }),
      ...(withinMs !== undefined && { fetch: send({ timeoutMs: withinMs }) }),
    });
    const transport: Transport = { api: this.api, init };
    this.payouts = new Payouts(transport);
    this.banks = new BankList(transport);
    this.rails = new RailList(transport);
    this.balances = new BalanceList(transport);
    this.calendar = new BankCalendar(transport);
    this.statements = new Statements(transport);
    this.differences = new Differences(transport);
    this.webhooks = new Webhooks(transport);
    this.clients = new Clients(transport);
    this.keys = new ApiKeys(transport);
    this.auditEntries = new AuditEntries(transport);
  }
}
