/**
 * Every bound of Salur: what is bounded, how far, and the share of one caller where several use it. `npm run gen` prints it to docs/guides/limits.md. A value is read
 * from where it is used, so that the document cannot say another.
 */
export interface Bound {
  /** What is bounded. */
  readonly what: string;
  readonly value: Value;
  /** The share of one caller, and what happens beyond the bound. */
  readonly beyond: string;
}

export type Value =
  /** A constant of a source file. */
  | { readonly file: string; readonly constant: string; readonly unit: string }
  /** The default of an environment variable. */
  | { readonly variable: string; readonly unit: string }
  /** What no constant says. */
  | { readonly text: string };

const constant = (file: string, name: string, unit: string): Value => ({ file, constant: name, unit });
const variable = (name: string, unit: string): Value => ({ variable: name, unit });
const text = (words: string): Value => ({ text: words });

export interface Section {
  readonly title: string;
  readonly bounds: readonly Bound[];
}

export const LIMITS: readonly Section[] = [
  {
    title: 'Requests to Salur',
    bounds: [
      {
        what: 'connections',
        value: variable('HTTP_CONNECTIONS', 'at once'),
        beyond: 'the longest idle one of the address that has the most is closed; one with a request never is',
      },
      {
        what: 'connections of an address (IPv6: of a network of 64 bits)',
        value: variable('HTTP_CONNECTIONS_PER_ADDRESS', 'at once'),
        beyond: 'its longest idle one is closed. Not for `TRUSTED_PROXIES`',
      },
      {
        what: 'time without a request',
        value: constant('apps/api/src/http/connection-limits.ts', 'KEEP_ALIVE_MS', 'ms'),
        beyond: 'the connection ends; after 5 s from 80 % of `HTTP_CONNECTIONS` on',
      },
      { what: 'time for the headers of a request', value: variable('HTTP_HEADERS_TIMEOUT', ''), beyond: '408' },
      { what: 'time for a whole request', value: variable('HTTP_REQUEST_TIMEOUT', ''), beyond: '408' },
      {
        what: 'requests of a client',
        value: variable('RATE_LIMIT_PER_CLIENT', 'a second, on all replicas'),
        beyond: '429, with `Retry-After`',
      },
      { what: 'requests of all clients', value: variable('RATE_LIMIT', 'a second, on all replicas'), beyond: '429' },
      {
        what: 'requests of an address without a valid key',
        value: variable('RATE_LIMIT_UNAUTHENTICATED', 'a second'),
        beyond: '429',
      },
      {
        what: 'body of a request',
        value: constant('apps/api/src/http/http-adapter.ts', 'BODY_LIMIT_BYTES', 'bytes'),
        beyond: '413',
      },
      {
        what: 'nested objects and lists in JSON',
        value: constant('apps/api/src/http/read-strict-json.ts', 'MAX_DEPTH', 'levels'),
        beyond: '400',
      },
      {
        what: 'name of a member in JSON',
        value: constant('apps/api/src/http/read-strict-json.ts', 'LONGEST_KEY', 'characters'),
        beyond: '400',
      },
      {
        what: 'errors in one response',
        value: constant('apps/api/src/validation/read-dto.ts', 'MOST_ERRORS', 'errors'),
        beyond: 'the others are left out',
      },
      {
        what: 'page of a list',
        value: constant('apps/api/src/validation/read-query.ts', 'MOST_LIMIT', 'rows'),
        beyond: '400; the next page by `cursor`',
      },
      {
        what: '`Prefer: wait`',
        value: constant('apps/api/src/http/read-request.ts', 'LONGEST_WAIT_S', 's'),
        beyond: 'shortened to it',
      },
    ],
  },
  {
    title: 'Payouts',
    bounds: [
      {
        what: 'amount',
        value: text('the highest of its [rail](rails.md)'),
        beyond: '422 `no_rail`, with the limit of each rail',
      },
      {
        what: 'amount by RTGS, which has no documented maximum',
        value: constant('libs/providers/src/duitku/rails.ts', 'MOST_BY_RTGS', 'rupiah'),
        beyond: 'the same',
      },
      {
        what: 'amount and number of payouts of a client',
        value: text('its daily limits, if it has any'),
        beyond: '422 `daily_limit_exceeded`',
      },
      {
        what: 'payouts that are accepted in one write',
        value: constant('libs/platform/src/database/gather-writes.ts', 'ROWS_PER_WRITE', 'rows'),
        beyond: 'a share for each client; the others wait for the next write',
      },
      {
        what: 'payouts that a process works on at a provider',
        value: variable('WORKER_CONCURRENCY', 'at once'),
        beyond: 'they wait; the next place goes to the client that has the fewest',
      },
      {
        what: 'requests to a provider',
        value: variable('PROVIDER_RATE', 'a second, for each process'),
        beyond: 'they wait, transfers first',
      },
      {
        what: 'time of a request to a provider',
        value: variable('PROVIDER_TIMEOUT', ''),
        beyond: 'a transfer is ambiguous; other requests are repeated later',
      },
      {
        what: 'attempts at an inquiry',
        value: constant('libs/payouts/src/law/schedule.ts', 'INQUIRY_TRIES', 'attempts'),
        beyond: 'the payout fails; `auto` takes another rail after two',
      },
      { what: 'time for a confirmation', value: text('24 h'), beyond: 'the payout is cancelled' },
      {
        what: 'time that a payout waits for funds',
        value: variable('FUNDS_WAIT', ''),
        beyond: 'the payout is cancelled',
      },
      {
        what: 'part of a balance that the waiting payouts of a client keep from others',
        value: text('its share: the balance divided by the clients that wait'),
        beyond: 'the others use the rest',
      },
      {
        what: 'payouts that wait for funds, for one reading of a balance',
        value: constant('libs/payouts/src/waits/release-funds.ts', 'WAITERS_PER_LOOK', 'of each provider'),
        beyond: 'a share for each client; the others at the next reading',
      },
    ],
  },
  {
    title: 'Responses of providers, and callbacks',
    bounds: [
      {
        what: 'response of a provider',
        value: constant('libs/providers/src/kit/http.ts', 'REPLY_LIMIT_BYTES', 'bytes, inflated'),
        beyond: 'it counts as unreadable',
      },
      {
        what: 'interim responses before the response',
        value: constant('libs/platform/src/net/interim-answers.ts', 'MOST_INTERIM_ANSWERS', 'responses'),
        beyond: 'the connection is closed',
      },
      {
        what: 'message of a provider',
        value: constant('libs/providers/src/kit/safe-text.ts', 'LONGEST_WORDS', 'characters'),
        beyond: 'cut before any pattern is matched',
      },
      {
        what: 'text of a provider that is kept as evidence',
        value: constant('libs/providers/src/kit/redaction.ts', 'EVIDENCE_LENGTH', 'characters'),
        beyond: 'cut',
      },
      {
        what: 'name of an owner that is compared',
        value: constant('libs/payouts/src/inquiry/read-name.ts', 'MAX_LENGTH', 'characters'),
        beyond: 'cut',
      },
      {
        what: 'callback',
        value: constant('apps/api/src/callbacks/raw-body.ts', 'CALLBACK_LIMIT_BYTES', 'bytes'),
        beyond: '413',
      },
      {
        what: 'callbacks that wait for their commit',
        value: constant('libs/payouts/src/callbacks/store-callbacks.ts', 'MOST_AT_ONCE', 'in a process'),
        beyond: '429, with `Retry-After`; the provider sends them again',
      },
      {
        what: 'callbacks in one transaction',
        value: constant('libs/payouts/src/callbacks/process-callbacks.ts', 'PER_ROUND', 'callbacks'),
        beyond: 'the next round. None waits for a provider',
      },
    ],
  },
  {
    title: 'Webhooks',
    bounds: [
      {
        what: 'endpoints of a client',
        value: constant('libs/webhooks/src/manage-endpoints.ts', 'MOST_ENDPOINTS', 'endpoints'),
        beyond: '400',
      },
      {
        what: 'deliveries under way in a process',
        value: constant('libs/webhooks/src/places.ts', 'MOST', 'at once'),
        beyond: 'they wait',
      },
      {
        what: 'deliveries under way to an endpoint',
        value: constant('libs/webhooks/src/endpoint-lane.ts', 'PLACES', 'at once in a process'),
        beyond: 'they wait; four while it fails',
      },
      {
        what: 'response of an endpoint',
        value: constant('libs/webhooks/src/post-webhook.ts', 'MOST_ANSWER_BYTES', 'bytes'),
        beyond: 'not read, and the connection is not used again',
      },
      { what: 'wait that an endpoint asks for', value: text('24 h'), beyond: 'shortened to it' },
      {
        what: 'deliveries that are sent again by one order',
        value: constant('libs/webhooks/src/redeliver.ts', 'PER_ORDER', 'deliveries'),
        beyond: 'the next order',
      },
      {
        what: 'events that become deliveries in one transaction',
        value: constant('libs/webhooks/src/drain-outbox.ts', 'EVENTS_PER_ROUND', 'events'),
        beyond: 'the next round',
      },
    ],
  },
  {
    title: 'Statements',
    bounds: [
      {
        what: 'file',
        value: constant('libs/reconciliation/src/read-statement.ts', 'MOST_BYTES', 'bytes'),
        beyond: 'refused',
      },
      {
        what: 'lines of a file',
        value: constant('libs/reconciliation/src/read-statement.ts', 'MOST_LINES', 'lines'),
        beyond: 'refused',
      },
      {
        what: 'row of a file',
        value: constant('libs/reconciliation/src/statement-text.ts', 'LONGEST_ROW', 'characters'),
        beyond: 'refused',
      },
      {
        what: 'imports over REST',
        value: constant('apps/api/src/reconciliation/import-turns.ts', 'MOST_AT_ONCE', 'at once in a process'),
        beyond: 'they wait for their turn; of one client, one at a time is worked on',
      },
      {
        what: 'imports over REST of one client',
        value: constant(
          'apps/api/src/reconciliation/import-turns.ts',
          'MOST_OF_CLIENT',
          'that wait or are worked on, in a process',
        ),
        beyond: '429 `rate_limited`, with `Retry-After`',
      },
    ],
  },
  {
    title: 'Loops',
    bounds: [
      { what: '`look-at-database`', value: text('one query'), beyond: '' },
      { what: '`show-life`', value: text('one row for each worker'), beyond: '' },
      {
        what: '`work-due-payouts`',
        value: variable('WORKER_CONCURRENCY', 'payouts of each provider'),
        beyond: 'a share for each client',
      },
      {
        what: '`release-funds`',
        value: constant('libs/payouts/src/waits/release-funds.ts', 'WAITERS_PER_LOOK', 'payouts of each provider'),
        beyond: 'once for each reading of a balance, in one replica',
      },
      {
        what: '`process-callbacks`',
        value: constant('libs/payouts/src/callbacks/process-callbacks.ts', 'PER_ROUND', 'a transaction'),
        beyond: 'the longest due first',
      },
      {
        what: '`drain-outbox`',
        value: constant('libs/webhooks/src/drain-outbox.ts', 'EVENTS_PER_ROUND', 'a transaction'),
        beyond: 'in the order of the events; one replica at a time',
      },
      {
        what: '`deliver-webhooks`',
        value: constant('libs/webhooks/src/places.ts', 'MOST', 'at once in a process'),
        beyond: 'a share for each endpoint',
      },
      {
        what: '`link-audit-entries`',
        value: constant('libs/audit/src/link-entries.ts', 'ENTRIES_PER_PAGE', 'a transaction'),
        beyond: 'one replica at a time',
      },
      {
        what: '`forget-webhooks`',
        value: constant('libs/webhooks/src/forget-deliveries.ts', 'PER_STATEMENT', 'a statement'),
        beyond: 'the next statement',
      },
      { what: '`refresh-balances`', value: text('one request for each provider'), beyond: 'by one replica for all' },
      { what: '`refresh-banks`', value: text('one request for each provider'), beyond: 'by one replica for all' },
      {
        what: '`compare-payouts`',
        value: constant('libs/reconciliation/src/compare-payouts.ts', 'PER_PAGE', 'a transaction'),
        beyond: 'the next page',
      },
      {
        what: '`erase-personal-data`',
        value: constant('libs/payouts/src/records/erase-personal-data.ts', 'PER_TRANSACTION', 'a transaction'),
        beyond: 'the next transaction',
      },
      {
        what: '`send-alerts`',
        value: constant('libs/worker/src/alerts/send-alerts.ts', 'MOST_GATHERED', 'alerts in a message'),
        beyond: 'the next message',
      },
    ],
  },
  {
    title: 'What is kept in memory, and the database',
    bounds: [
      {
        what: 'connections to PostgreSQL',
        value: variable('DATABASE_POOL_SIZE', 'for each process, and one to listen'),
        beyond: 'statements wait',
      },
      {
        what: 'time that a connection is held',
        value: constant('libs/platform/src/database/guarded-pool.ts', 'LONGEST_HOLD_MS', 'ms'),
        beyond: 'it is closed',
      },
      {
        what: 'API keys that are known to be valid',
        value: constant('libs/clients/src/known-keys.ts', 'MOST_KNOWN', 'keys'),
        beyond: 'read again',
      },
      {
        what: 'clients whose requests are counted',
        value: constant('apps/api/src/limits/shared-allowances.ts', 'MOST_CLIENTS', 'clients'),
        beyond: 'the oldest is dropped for a new one',
      },
      {
        what: 'addresses whose requests are counted',
        value: constant('apps/api/src/limits/shared-allowances.ts', 'MOST_ADDRESSES', 'addresses'),
        beyond: 'the same',
      },
      {
        what: 'log that waits for its reader',
        value: constant('libs/platform/src/start/create-logger.ts', 'MOST_BYTES_WAITING', 'bytes'),
        beyond: 'lost, rather than the service held up',
      },
      {
        what: 'rows that a metric counts',
        value: constant('libs/metrics/src/database-metrics.queries.ts', 'MOST_COUNTED', 'rows'),
        beyond: 'the metric stays there',
      },
    ],
  },
];
