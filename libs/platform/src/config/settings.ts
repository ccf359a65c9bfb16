import { z } from 'zod';
import { isAddressOrNetwork } from '../net/address-list.js';
import { parseDurationMs } from '../time/duration.js';
import { DEVELOPMENT_KEYS, parseDataKeys } from '../vault/vault.js';
import { DEVELOPMENT_SECRETS } from './development-secrets.js';

/** What real data is protected with. */
const SECRETS = ['API_KEY_PEPPER', 'DATA_KEYS', 'DATA_HASH_KEY'] as const;
const WITH_DATABASE = 'with DATABASE_URL: data would be sealed with keys that are public';

/** A duration variable (`10s`, `24h`), read into milliseconds. */
function duration(fallback: string) {
  return z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const durationMs = parseDurationMs(text);
      if (durationMs !== null && durationMs > 0) return durationMs;
      context.addIssue({ code: 'custom', message: 'must be a duration such as 500ms, 10s, 5m, 24h or 7d' });
      return z.NEVER;
    });
}

const durations = z
  .string()
  .default('10s,30s,1m,2m,5m,10m,30m,1h')
  .transform((text, context) => {
    const delaysMs = text.split(',').map(parseDurationMs);
    if (delaysMs.every((delayMs) => delayMs !== null && delayMs > 0)) return delaysMs as number[];
    context.addIssue({ code: 'custom', message: 'must be durations separated by commas, such as 10s,30s,1m' });
    return z.NEVER;
  });

const boolean = (fallback: 'true' | 'false') =>
  z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .default(fallback)
    .transform((text) => text === 'true');

const integer = (fallback: number, min: number, max: number) =>
  z.coerce
    .number({ error: `must be a whole number from ${min} to ${max}` })
    .int(`must be a whole number from ${min} to ${max}`)
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .default(fallback);

/** Requests a second; 0 is no limit. */
const rate = (fallback: number) => integer(fallback, 0, 1_000_000);

const RAIL_NAME = /^[a-z0-9]+\.[a-z0-9_]+$/;
const MOST_FEE = 1_000_000_000n;

/** Rails in an order, each once: `duitku.bifast,duitku.online`. The names are checked where the rails are known. */
const railNames = z
  .string()
  .default('')
  .transform((text, context) => {
    const names = text === '' ? [] : text.split(',').map((name) => name.trim());
    if (names.every((name) => RAIL_NAME.test(name)) && new Set(names).size === names.length) return names;
    context.addIssue({ code: 'custom', message: 'must be names of rails separated by commas, each once' });
    return z.NEVER;
  });

/** Whole rupiah by rail: `duitku.bifast=1500,duitku.online=5000`. */
const railFees = z
  .string()
  .default('')
  .transform((text, context) => {
    const pairs = text === '' ? [] : text.split(',').map((pair) => pair.trim().split('='));
    const fees = new Map(
      pairs
        .filter(([name = '', fee = '', ...more]) => RAIL_NAME.test(name) && /^\d{1,10}$/.test(fee) && more.length === 0)
        .map(([name, fee]) => [name as string, BigInt(fee as string)]),
    );
    if (fees.size === pairs.length && [...fees.values()].every((fee) => fee <= MOST_FEE))
      return Object.fromEntries(fees) as Record<string, bigint>;
    context.addIssue({
      code: 'custom',
      message: `must be rails with whole rupiah (at most ${MOST_FEE}), each rail once, such as some.rail=1500,other.rail=5000`,
    });
    return z.NEVER;
  });

/** An amount of whole rupiah from which on a rule holds. */
const rupiahFrom = z
  .string()
  .optional()
  .transform((text, context) => {
    if (text === undefined) return null;
    if (/^[1-9]\d{0,14}$/.test(text)) return BigInt(text);
    context.addIssue({ code: 'custom', message: 'must be whole rupiah, digits only, from 1: 100000000' });
    return z.NEVER;
  });

/** A port to listen on; null: none. */
const optionalPort = z
  .string()
  .optional()
  .transform((text, context) => {
    if (text === undefined) return null;
    if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
    context.addIssue({ code: 'custom', message: 'must be a whole number from 0 to 65535' });
    return z.NEVER;
  });

/** IP addresses and networks, separated by commas. */
const addresses = z
  .string()
  .default('')
  .transform((text, context) => {
    const entries = text.split(',').map((entry) => entry.trim());
    if (text.trim() === '') return [];
    if (entries.every(isAddressOrNetwork)) return entries;
    context.addIssue({ code: 'custom', message: 'must be IP addresses or networks separated by commas: 10.0.0.0/8' });
    return z.NEVER;
  });

const dataKeys = z
  .string()
  .optional()
  .transform((text, context) => {
    if (text === undefined) return null;
    const keys = parseDataKeys(text);
    if (keys !== null) return keys;
    context.addIssue({
      code: 'custom',
      message:
        'must be keys separated by commas, each a number from 1 to 255, a colon and 32 bytes in base64; no number twice',
    });
    return z.NEVER;
  });

/** The least that a production service may be set to; below it, tests and demos only. */
export const PRODUCTION_MINIMUM_MS = {
  REVIEW_AFTER: 3_600_000,
  NOT_FOUND_AFTER: 3_600_000,
  PROVIDER_TIMEOUT: 5_000,
  WORKER_LEASE: 15_000,
  SEND_WITHIN: 5_000,
  FINISH_WITHIN: 5_000,
  STATUS_CHECK_DELAYS: 5_000,
  BALANCE_REFRESH: 10_000,
  BANKS_REFRESH: 600_000,
  PERSONAL_DATA_KEPT: 30 * 86_400_000,
  WEBHOOK_RETENTION: 86_400_000,
} as const;

/** Providers take a signed request for minutes; ours is given up long before. */
const MOST_SEND_WITHIN_MS = 60_000;

/** Orchestrators kill 30 s after SIGTERM unless they are set to wait longer. */
const PRODUCTION_DRAIN_DELAY_MS = 3_000;
const MOST_DRAIN_DELAY_MS = 60_000;

/** What is 0 when there is no limit: production has one. */
const PRODUCTION_LIMITS = ['RATE_LIMIT_PER_CLIENT', 'RATE_LIMIT', 'RATE_LIMIT_UNAUTHENTICATED'] as const;

/** The service's own variables. Providers add theirs in their folders. */
export const settingsSchema = z
  .object({
    NODE_ENV: z
      .enum(['development', 'test', 'production'], { error: 'must be development, test or production' })
      .default('development')
      .describe('development, test or production; production refuses unsafe values'),
    DATABASE_URL: z
      .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' })
      .optional()
      .describe('postgres://...; empty: an embedded PostgreSQL under .data/, in development only'),
    MIGRATION_DATABASE_URL: z
      .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' })
      .optional()
      .describe('for `npm run migrate` alone: the same database as the owner of its tables; empty: DATABASE_URL'),
    DATABASE_APP_ROLE: z
      .string()
      .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'must be the name of a role: lower-case letters, digits and _')
      .optional()
      .describe('for `npm run migrate` alone: the role of DATABASE_URL, which is granted what the service needs'),
    DATABASE_POOL_SIZE: integer(16, 2, 100).describe('connections to PostgreSQL per process'),
    DATABASE_CONNECT_TIMEOUT: duration('2s').describe(
      'longest wait for a connection to PostgreSQL; a request gets 503 after it',
    ),
    PORT: integer(3000, 0, 65_535).describe('0 takes a free one'),
    HOST: z.string().default('127.0.0.1').describe('address to listen on; 0.0.0.0 for all'),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
      .optional()
      .describe('where others reach this service'),
    TRUSTED_PROXIES: addresses.describe(
      'IP addresses or networks, comma-separated, of the proxies in front of it: X-Forwarded-For of others is not believed',
    ),
    HTTP_CONNECTIONS: integer(5_000, 10, 100_000).describe(
      'connections at once; for one more the longest idle of the address that has the most is closed',
    ),
    HTTP_CONNECTIONS_PER_ADDRESS: integer(1_000, 1, 100_000).describe(
      'connections of one address at once; for one more its longest idle is closed. Not for TRUSTED_PROXIES',
    ),
    HTTP_HEADERS_TIMEOUT: duration('10s').describe('the headers of a request must have arrived after this'),
    HTTP_REQUEST_TIMEOUT: duration('30s').describe('a whole request must have arrived after this'),
    DRAIN_DELAY: z
      .string()
      .optional()
      .transform((text, context) => {
        const delayMs = text === undefined ? null : parseDurationMs(text);
        if (text === undefined || (delayMs !== null && delayMs <= MOST_DRAIN_DELAY_MS)) return delayMs;
        context.addIssue({ code: 'custom', message: 'must be a duration from 0s to 60s, such as 5s' });
        return z.NEVER;
      })
      .describe(
        'how long the API serves requests after SIGTERM while it reports not ready: the time that load balancers need to see that; empty: 3s in production, else 0s',
      ),
    RATE_LIMIT_PER_CLIENT: rate(500).describe(
      'requests a second that a client may make, on all replicas; 0: any number',
    ),
    RATE_LIMIT: rate(2_000).describe('requests a second that all clients together may make; 0: any number'),
    RATE_LIMIT_UNAUTHENTICATED: rate(100).describe(
      'requests a second without a valid API key that an address may make; 0: any number',
    ),
    LOG_LEVEL: z
      .enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'must be debug, info, warn, error or silent' })
      .default('info')
      .describe('debug, info, warn, error or silent'),
    WORKER: z
      .enum(['inline', 'separate'], { error: 'must be inline or separate' })
      .default('inline')
      .describe('inline: the API also works on payouts; separate: apps/worker does'),
    READY_WITHOUT_WORKER: duration('30s').describe(
      'how long the API stays ready while no worker is alive: the time to start, or to replace, the only one',
    ),
    WORKER_METRICS_PORT: optionalPort.describe(
      'port at HOST on which a worker process serves /metrics and /health; 0 takes a free one; empty: none',
    ),
    WORKER_INTERVAL: duration('1s').describe('how often to look for payouts that are due'),
    WORKER_LEASE: duration('30s').describe('how long a claim keeps other replicas away'),
    SEND_WITHIN: duration('10s').describe(
      'a transfer that has not left this long after it was recorded is given up: at most 60s, so that no frozen process pays late',
    ),
    FINISH_WITHIN: duration('18s').describe('how long a stop waits for calls to providers to end by themselves'),
    WORKER_CONCURRENCY: integer(32, 1, 1_000).describe('payouts a process works on at once, for each provider'),
    PROVIDER_RATE: integer(50, 1, 10_000).describe('requests a second that a process begins at most, at each provider'),
    STATUS_CHECK_DELAYS: durations.describe('waits between status checks; the last repeats'),
    REVIEW_AFTER: duration('24h').describe('an unresolved transfer waits for a person after this'),
    NOT_FOUND_AFTER: duration('60m').describe('age from which "not found" leads to review'),
    FUNDS_WAIT: duration('24h').describe('a payout that waits for funds is cancelled after this'),
    PROVIDER_TIMEOUT: duration('30s').describe('total time for one call to a provider'),
    TWO_PEOPLE_FROM: rupiahFrom.describe(
      'whole rupiah: payouts of this amount or more take two people; empty: none do; strongly advised in production',
    ),
    RAIL_POLICY: z
      .enum(['cost', 'speed', 'order'], { error: 'must be cost, speed or order' })
      .default('cost')
      .describe('how auto ranks rails that can carry a payout: cost, speed or order (see RAIL_ORDER)'),
    RAIL_ORDER: railNames.describe('rails separated by commas, best first, for RAIL_POLICY=order; others come after'),
    RAIL_FEES: railFees.describe('what your contracts say, in rupiah, in place of published fees: rail=1500,rail=5000'),
    RAIL_HOURS: z
      .enum(['kept', 'ignored'], { error: 'must be kept or ignored' })
      .default('kept')
      .describe('ignored: rails are open at any time; for sandboxes, which have no hours'),
    BALANCE_REFRESH: duration('1m').describe('how often to ask each provider for its balance'),
    BANKS_REFRESH: duration('24h').describe('how often to ask each provider for its banks and their limits'),
    DEFAULT_LANGUAGE: z
      .enum(['en', 'id'], { error: 'must be en or id' })
      .default('en')
      .describe('language of explanations in webhooks, and over REST without Accept-Language: en or id'),
    WEBHOOK_ALLOW_PRIVATE: boolean('false').describe('development only: webhooks to http and private addresses'),
    ALERT_WEBHOOK_URL: z
      .url({ protocol: /^https?$/, error: 'must be an https:// URL' })
      .optional()
      .describe('secret: where alerts are sent, such as the incoming webhook of a chat; empty: nowhere'),
    ALERT_WEBHOOK_SECRET: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/, 'must be whsec_ and 24 to 64 bytes in base64')
      .optional()
      .describe('secret: what messages to ALERT_WEBHOOK_URL are signed with, by Standard Webhooks; empty: not signed'),
    WEBHOOK_RETENTION: duration('30d').describe(
      'how long webhooks that were delivered stay readable; parked ones three times as long',
    ),
    BOOTSTRAP_API_KEY: z
      .string()
      .min(32, 'must have at least 32 characters')
      .max(255, 'must have at most 255 characters')
      .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII without spaces')
      .optional()
      .describe('at least 32 characters: ensures a client that may do everything'),
    API_KEY_PEPPER: z
      .string()
      .min(32, 'must have at least 32 characters')
      .optional()
      .describe(
        'secret, at least 32 characters, required with DATABASE_URL: what API keys are hashed with, beside themselves',
      ),
    DATA_KEYS: dataKeys.describe(
      'secret, required with DATABASE_URL: what personal data is sealed with, newest first: number:base64 of 32 bytes, comma-separated',
    ),
    DATA_HASH_KEY: z
      .string()
      .min(32, 'must have at least 32 characters')
      .optional()
      .describe(
        'secret, at least 32 characters, required with DATABASE_URL: what sealed data is found by; must never change',
      ),
    PERSONAL_DATA_KEPT: duration('400d').describe(
      'personal data of a payout is erased so long after it ended; amounts, statuses and hashes stay',
    ),
    CRASH_POINT: z.string().optional().describe('tests only: where to kill this process'),
  })
  .superRefine((values, context) => {
    const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if (values.CRASH_POINT !== undefined && values.NODE_ENV !== 'test')
      refuse('CRASH_POINT', 'is for tests only (NODE_ENV=test)');
    if (values.SEND_WITHIN > MOST_SEND_WITHIN_MS) refuse('SEND_WITHIN', 'must be at most 60s');
    if (values.HTTP_HEADERS_TIMEOUT > values.HTTP_REQUEST_TIMEOUT)
      refuse('HTTP_HEADERS_TIMEOUT', 'must not be longer than HTTP_REQUEST_TIMEOUT');
    const alerts = values.ALERT_WEBHOOK_URL === undefined ? null : new URL(values.ALERT_WEBHOOK_URL);
    if (alerts !== null && (alerts.username !== '' || alerts.password !== ''))
      refuse('ALERT_WEBHOOK_URL', 'must have no user and password: messages are signed by ALERT_WEBHOOK_SECRET');
    if (alerts?.protocol === 'http:' && !values.WEBHOOK_ALLOW_PRIVATE)
      refuse('ALERT_WEBHOOK_URL', 'must be an https:// URL (http needs WEBHOOK_ALLOW_PRIVATE, in development)');
    const production = values.NODE_ENV === 'production';
    if (production && values.DATABASE_URL === undefined)
      refuse('DATABASE_URL', 'is required in production (the embedded PostgreSQL is for development)');
    if (production || (values.NODE_ENV === 'development' && values.DATABASE_URL !== undefined)) {
      for (const name of SECRETS)
        if ((values[name] ?? null) === null)
          refuse(name, `is required ${production ? 'in production' : WITH_DATABASE}`);
    }
    if (!production) return;
    if (values.WEBHOOK_ALLOW_PRIVATE) refuse('WEBHOOK_ALLOW_PRIVATE', 'is for development only');
    if (values.RAIL_HOURS === 'ignored') refuse('RAIL_HOURS', 'must be kept in production');
    for (const name of PRODUCTION_LIMITS) if (values[name] === 0) refuse(name, 'must be at least 1 in production');
    for (const [name, minimumMs] of Object.entries(PRODUCTION_MINIMUM_MS)) {
      const value = values[name as keyof typeof PRODUCTION_MINIMUM_MS];
      const shortestMs = Array.isArray(value) ? Math.min(...value) : value;
      if (shortestMs < minimumMs) refuse(name, `must be at least ${minimumMs / 1_000}s in production`);
    }
  })
  .transform((values) => ({
    environment: values.NODE_ENV,
    databaseUrl: values.DATABASE_URL ?? null,
    migrationDatabaseUrl: values.MIGRATION_DATABASE_URL ?? null,
    databaseAppRole: values.DATABASE_APP_ROLE ?? null,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    databaseConnectTimeoutMs: values.DATABASE_CONNECT_TIMEOUT,
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL ?? null,
    trustedProxies: values.TRUSTED_PROXIES,
    httpConnections: values.HTTP_CONNECTIONS,
    httpConnectionsPerAddress: values.HTTP_CONNECTIONS_PER_ADDRESS,
    httpHeadersTimeoutMs: values.HTTP_HEADERS_TIMEOUT,
    httpRequestTimeoutMs: values.HTTP_REQUEST_TIMEOUT,
    drainDelayMs: values.DRAIN_DELAY ?? (values.NODE_ENV === 'production' ? PRODUCTION_DRAIN_DELAY_MS : 0),
    rateLimitPerClient: values.RATE_LIMIT_PER_CLIENT,
    rateLimit: values.RATE_LIMIT,
    rateLimitUnauthenticated: values.RATE_LIMIT_UNAUTHENTICATED,
    logLevel: values.LOG_LEVEL,
    worker: values.WORKER,
    readyWithoutWorkerMs: values.READY_WITHOUT_WORKER,
    workerMetricsPort: values.WORKER_METRICS_PORT,
    workerIntervalMs: values.WORKER_INTERVAL,
    leaseMs: values.WORKER_LEASE,
    sendWithinMs: values.SEND_WITHIN,
    finishWithinMs: values.FINISH_WITHIN,
    workerConcurrency: values.WORKER_CONCURRENCY,
    statusCheckDelaysMs: values.STATUS_CHECK_DELAYS,
    reviewAfterMs: values.REVIEW_AFTER,
    notFoundAfterMs: values.NOT_FOUND_AFTER,
    fundsWaitMs: values.FUNDS_WAIT,
    providerTimeoutMs: values.PROVIDER_TIMEOUT,
    twoPeopleFrom: values.TWO_PEOPLE_FROM,
    providerRatePerSecond: values.PROVIDER_RATE,
    railPolicy: values.RAIL_POLICY,
    railOrder: values.RAIL_ORDER,
    railFees: values.RAIL_FEES,
    railHoursKept: values.RAIL_HOURS === 'kept',
    balanceRefreshMs: values.BALANCE_REFRESH,
    banksRefreshMs: values.BANKS_REFRESH,
    defaultLanguage: values.DEFAULT_LANGUAGE,
    webhookAllowPrivate: values.WEBHOOK_ALLOW_PRIVATE,
    alertWebhookUrl: values.ALERT_WEBHOOK_URL ?? null,
    alertWebhookSecret: values.ALERT_WEBHOOK_SECRET ?? null,
    webhookRetentionMs: values.WEBHOOK_RETENTION,
    bootstrapApiKey: values.BOOTSTRAP_API_KEY ?? null,
    apiKeyPepper: values.API_KEY_PEPPER ?? DEVELOPMENT_SECRETS.API_KEY_PEPPER,
    dataKeys: values.DATA_KEYS ?? DEVELOPMENT_KEYS,
    dataHashKey: values.DATA_HASH_KEY ?? DEVELOPMENT_SECRETS.DATA_HASH_KEY,
    personalDataKeptMs: values.PERSONAL_DATA_KEPT,
  }));

/** The validated configuration of the service; durations in milliseconds. */
export type Settings = z.output<typeof settingsSchema>;

/** Nest token under which {@link Settings} are injected. */
export const SETTINGS = Symbol('Settings');
