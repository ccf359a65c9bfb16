import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { Readable, Writable } from 'node:stream';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { request } from 'undici';
import { type CreatePayout, Salur } from '#libs/api-client';
import { hashOfKey } from '#libs/clients';
import { createLogger, newId } from '#libs/platform';
import { type Provider, readConfiguration } from '#libs/providers';
import { LoadRailFacts } from '#libs/rails';
import { ensureRootLogger, resetRootLogger } from '../../../../node_modules/nestjs-pino/dist/esm/rootLogger.js';
import { createTestDatabase } from '../../../../test/support/embedded-postgres-database.js';
import { PATIENT_CONNECT_TIMEOUT } from '../../../../test/support/eventually.js';
import { createApp } from '../create-app.js';
import type { KnownPaths } from '../http/known-paths.js';
import { DescribedAnswers } from './described-answers.js';

export const BOOTSTRAP_KEY = 'bootstrap-key-0123456789abcdef0123456789';

/** Tests call as fast as they can, and mostly from one address. */
const UNLIMITED = { RATE_LIMIT_PER_CLIENT: '0', RATE_LIMIT: '0', RATE_LIMIT_UNAUTHENTICATED: '0' };

/** A provider that is configured and never reachable: inquiries are asked for again in an hour, so nothing moves. */
const QUIET = {
  NODE_ENV: 'test',
  LOG_LEVEL: 'info',
  BOOTSTRAP_API_KEY: BOOTSTRAP_KEY,
  WORKER_INTERVAL: '1h',
  STATUS_CHECK_DELAYS: '1h',
  DATABASE_CONNECT_TIMEOUT: PATIENT_CONNECT_TIMEOUT,
  DUITKU_USER_ID: '3551',
  DUITKU_EMAIL: 'test@example.com',
  DUITKU_SECRET_KEY: 'secret',
  DUITKU_BASE_URL: 'http://127.0.0.1:9',
  DUITKU_CASH_OUT_BASE_URL: 'http://127.0.0.1:9',
  PUBLIC_URL: 'https://salur.example',
  ...UNLIMITED,
};

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers and fail on what is not there
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  readonly body: Json;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Record<string, string | string[] | undefined>;
  /** Text, bytes and streams are sent as they are, anything else as JSON. */
  readonly body?: unknown;
  /** null: none. */
  readonly key?: string | null;
}

/** The real app in this process, on a database of its own, and a client for it. */
export interface Api {
  readonly url: string;
  readonly databaseUrl: string;
  readonly server: Server;
  readonly dataSource: DataSource;
  readonly paths: KnownPaths;
  /** Every answer, to `call` and to a client, is held against the OpenAPI document. */
  readonly described: DescribedAnswers;
  /** Every line it has logged. */
  readonly logged: string[];
  /** Reads balances, bank limits and calendar now, instead of within seconds. */
  readonly loadFacts: () => Promise<unknown>;
  call(path: string, call?: Call): Promise<Answer>;
  /** A client as other services have it. */
  client(key?: string): Salur;
  /** POSTs a payout that is valid but for what is said here. */
  create(overrides?: Record<string, unknown>, headers?: Record<string, string>, key?: string): Promise<Answer>;
  /** A key of a new client. */
  /** @param ofClient whose key it is; without one, that of a new client */
  newKey(scopes: readonly string[], ofClient?: string): Promise<{ key: string; clientId: string; keyId: string }>;
  /** How many rows each table has that a request could change; evidence comes by itself. */
  rows(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

let fileOfLogger = '';

/**
 * nestjs-pino logs to the first app of a process, and the test files that share a process each start their own. It exports no
 * way to reset that.
 */
function logToTheFirstAppOf(file: string, logger: Logger): void {
  if (file === fileOfLogger) return;
  fileOfLogger = file;
  resetRootLogger();
  ensureRootLogger({ logger, wrapSerializers: false });
}

/**
 * @param controllers routes that only a test needs, e.g. one that throws
 * @param providers providers that only a test has, beside those that the environment switches on
 * @param databaseUrl the database of another one, which this is to be a replica of
 */
export async function startApi(
  environment: Record<string, string> = {},
  controllers: readonly object[] = [],
  providers: readonly Provider[] = [],
  databaseUrl: string | null = null,
): Promise<Api> {
  const database =
    databaseUrl === null ? await createTestDatabase() : { url: databaseUrl, drop: () => Promise.resolve() };
  const configuration = readConfiguration({ ...QUIET, ...environment });
  const logged: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged.push(chunk.toString());
      done();
    },
  });
  const logger = createLogger(configuration.settings, sink);
  logToTheFirstAppOf(String(expect.getState().testPath), logger);
  const { app, paths } = await createApp({
    configuration: { ...configuration, startProviders: () => [...configuration.startProviders(), ...providers] },
    databaseUrl: database.url,
    logger,
    controllers: controllers as never,
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const url = await app.getUrl();
  const dataSource = app.get(DataSource);
  const described = new DescribedAnswers();
  const call = async (path: string, overrides: Call = {}) => {
    const answer = await callOver(url, path, overrides);
    const { status, headers, text, body } = answer;
    const contentType = String(headers['content-type']);
    described.hold({
      method: overrides.method ?? 'GET',
      path,
      status,
      contentType,
      body: /^text\/(plain|csv)/.test(contentType) ? text : body,
    });
    return answer;
  };
  return {
    url,
    databaseUrl: database.url,
    server: app.getHttpServer(),
    dataSource,
    paths,
    described,
    logged,
    client: (key = BOOTSTRAP_KEY) => new Salur({ baseUrl: url, apiKey: key, fetch: holdingFetch(described) }),
    loadFacts: () => app.get(LoadRailFacts).reload(),
    call,
    create: (overrides, headers, key) =>
      call('/v1/payouts', {
        method: 'POST',
        key,
        headers: { 'idempotency-key': randomUUID(), ...headers },
        body: { ...validPayout(), ...overrides },
      }),
    newKey: (scopes, ofClient) => newKey(dataSource, scopes, configuration.settings.apiKeyPepper, ofClient),
    rows: () => countRows(dataSource),
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

function holdingFetch(described: DescribedAnswers): (request: Request) => Promise<Response> {
  return async (request) => {
    const { method, url } = request;
    const response = await fetch(request);
    const contentType = response.headers.get('content-type') ?? '';
    const { pathname: path } = new URL(url);
    described.hold({ method, path, status: response.status, contentType, body: await response.clone().json() });
    return response;
  };
}

export function validPayout(): CreatePayout {
  return {
    reference: randomUUID(),
    amount: 50_000,
    rail: 'duitku.online',
    destination: { type: 'bank_account', bankCode: '014', accountNumber: '8760673566' },
  };
}

/** A payout in cash, for a person in the sandbox's range of those who are paid. */
export function validCashPickup(): CreatePayout {
  return {
    reference: randomUUID(),
    amount: 50_000,
    destination: {
      type: 'cash_pickup',
      outlet: 'indomaret',
      recipientName: 'Siti Rahayu',
      phoneNumber: '082211789110',
      identityNumber: '3174014508900001',
      address: 'Jl. Perjuangan 1, Jakarta',
    },
  };
}

async function callOver(url: string, path: string, { method = 'GET', headers = {}, body, key }: Call): Promise<Answer> {
  const bearer = key === null ? {} : { authorization: `Bearer ${key ?? BOOTSTRAP_KEY}` };
  const raw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) || body instanceof Readable;
  const answer = await request(`${url}${path}`, {
    method: method as 'GET',
    headers: { ...bearer, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: raw ? (body as string | undefined) : JSON.stringify(body),
    // A kept connection would outlive the test.
    reset: true,
  });
  const text = await answer.body.text();
  const isJson = /json/.test(String(answer.headers['content-type']));
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text,
    body: isJson && text !== '' ? JSON.parse(text) : null,
  };
}

async function newKey(dataSource: DataSource, scopes: readonly string[], pepper: string, ofClient?: string) {
  const [clientId, keyId, key] = [ofClient ?? newId(), newId(), `key-${randomUUID()}-${randomUUID()}`];
  if (ofClient === undefined)
    await dataSource.query(`insert into client (id, name) values ($1, $2)`, [clientId, `client ${clientId}`]);
  await dataSource.query(`insert into api_key (id, client_id, secret_hash, scopes) values ($1, $2, $3, $4)`, [
    keyId,
    clientId,
    hashOfKey(key, pepper),
    scopes,
  ]);
  return { key, clientId, keyId };
}

const TABLES = ['payout', 'payout_event', 'outbox', 'attempt', 'client', 'api_key'] as const;

async function countRows(dataSource: DataSource): Promise<Record<string, number>> {
  const counts = TABLES.map((table) => `(select count(*)::int from ${table}) as ${table}`);
  const [row]: [Record<string, number>] = await dataSource.query(`select ${counts.join(', ')}`);
  return row;
}
