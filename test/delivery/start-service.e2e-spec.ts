import { request } from 'undici';
import { DEVELOPMENT_SECRETS } from '#libs/platform';
import { readConfiguration } from '#libs/providers';
import { Child } from '../support/child-process.js';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { type Manner, startPooler } from '../support/pooler.js';
import { PRODUCTION_SECRETS } from '../support/production-secrets.js';

const ENTRY = 'programs/api.js';
const KEY = 'start-key-0123456789abcdef0123456789abcdef';
const SECRET = 'a-secret-that-must-not-be-printed';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const environment = (more: Record<string, string> = {}) => ({
  NODE_ENV: 'test',
  DATABASE_URL: database.url,
  PORT: '0',
  BOOTSTRAP_API_KEY: KEY,
  ...more,
});

/** Starts the service, which must not come up, and gives what it printed. */
async function failToStart(more: Record<string, string>): Promise<string> {
  const child = Child.start(ENTRY, environment(more));
  const exit = await child.exit();
  expect(exit).toEqual({ code: 1, signal: null });
  return child.printed;
}

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

describe('a start that cannot succeed', () => {
  it('names every variable that is wrong, all together, and no value (S29)', async () => {
    const printed = await failToStart({
      PORT: SECRET,
      WORKER: SECRET,
      BOOTSTRAP_API_KEY: 'too-short',
      DUITKU_USER_ID: SECRET,
    });
    for (const name of ['PORT', 'WORKER', 'BOOTSTRAP_API_KEY', 'DUITKU_USER_ID', 'DUITKU_SECRET_KEY'])
      expect(printed).toContain(`- ${name}:`);
    expect(printed).not.toContain(SECRET);
    expect(printed).not.toContain('too-short');
  });

  it.each<[name: string, unsafe: Record<string, string>]>([
    ['CRASH_POINT', { CRASH_POINT: 'after_intent' }],
    ['WEBHOOK_ALLOW_PRIVATE', { WEBHOOK_ALLOW_PRIVATE: 'true' }],
    ['NOT_FOUND_AFTER', { NOT_FOUND_AFTER: '1s' }],
    ['API_KEY_PEPPER', { API_KEY_PEPPER: '' }],
    ['DATA_KEYS', { DATA_KEYS: '' }],
    ['DATA_HASH_KEY', { DATA_HASH_KEY: '' }],
    ['NODE_TLS_REJECT_UNAUTHORIZED', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
  ])('is refused in production because of %s alone (S40)', (name, unsafe) => {
    const read = () => readConfiguration(environment({ NODE_ENV: 'production', ...PRODUCTION_SECRETS, ...unsafe }));
    expect(messageOf(read).match(/^ {2}- \w+:/gm)).toEqual([`  - ${name}:`]);
  });

  it('is refused with a database but without secrets of its own, unless it is a test', () => {
    const read = (more: Record<string, string>) => () => readConfiguration({ DATABASE_URL: database.url, ...more });
    for (const name of Object.keys(DEVELOPMENT_SECRETS)) {
      const missing = messageOf(read({ ...DEVELOPMENT_SECRETS, [name]: '' }));
      expect(missing).toContain(
        `  - ${name}: is required with DATABASE_URL: data would be sealed with keys that are public`,
      );
    }
    expect(read(DEVELOPMENT_SECRETS)).not.toThrow();
    expect(read({ NODE_ENV: 'test' })).not.toThrow();
    expect(() => readConfiguration({})).not.toThrow();
  });

  it('exits 1 in production because of CRASH_POINT alone (S40)', async () => {
    const printed = await failToStart({ NODE_ENV: 'production', ...PRODUCTION_SECRETS, CRASH_POINT: 'after_intent' });
    expect(printed.match(/^ {2}- \w+:/gm)).toEqual(['  - CRASH_POINT:']);
  });

  it('reads a secret from a file, and names the file that is not there by its variable (S29)', async () => {
    const printed = await failToStart({ API_KEY_PEPPER_FILE: `/nowhere/${SECRET}` });
    expect(printed).toContain('- API_KEY_PEPPER_FILE: the file cannot be read (ENOENT)');
    expect(printed).not.toContain(SECRET);
  });

  it.each<[Manner, RegExp]>([
    [
      'refuses',
      /^PostgreSQL cannot be used through a pooler such as PgBouncer, .*: let DATABASE_URL name PostgreSQL itself\.$/m,
    ],
    [
      'drops',
      /- the connection does not keep the settings that Salur gives it: connect to PostgreSQL itself, not to a pooler/,
    ],
  ])('says that a pooler which %s the settings of a connection cannot be used', async (manner, sentence) => {
    const pooler = await startPooler(database.url, manner);
    expect(await failToStart({ DATABASE_URL: pooler.url })).toMatch(sentence);
    await pooler.close();
  });

  it('says which command is missing when the schema is not migrated', async () => {
    const url = new URL(database.url);
    url.pathname = '/postgres';
    expect(await failToStart({ DATABASE_URL: url.href })).toMatch(/npm run migrate/);
  });

  it('says that the server may lose payouts, outside of tests', async () => {
    // The server of the test run has fsync off.
    expect(await failToStart({ NODE_ENV: 'development', ...DEVELOPMENT_SECRETS })).toMatch(/fsync=off/);
  });

  it('says in one sentence that PostgreSQL is not there', async () => {
    const printed = await failToStart({ DATABASE_URL: `postgres://user:${SECRET}@127.0.0.1:9/none` });
    expect(printed).toMatch(/PostgreSQL cannot be used \(.*ECONNREFUSED.*\): start it, or correct DATABASE_URL\./);
    expect(printed).not.toContain(SECRET);
    expect(printed).not.toMatch(/\n\s+at /);
  });

  it('says that the port is taken', async () => {
    const first = Child.start(ENTRY, environment());
    const [, port] = await first.prints(/127\.0\.0\.1:(\d+)/);
    expect(await failToStart({ PORT: port as string })).toMatch(/cannot listen there .*set PORT or HOST/);
    await first.end('SIGTERM');
  });
});

describe('a start', () => {
  it('says where it listens at any log level', async () => {
    const child = Child.start(ENTRY, environment({ LOG_LEVEL: 'silent', WORKER: 'separate' }));
    const [address] = await child.prints(/http:\/\/127\.0\.0\.1:\d+/);
    expect((await request(`${address}/health/ready`, { reset: true })).statusCode).toBe(200);
    await child.end('SIGTERM');
  });
});

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  it('ends the service in order, with exit code 0, and every line it printed is JSON', async () => {
    const child = Child.start(ENTRY, environment());
    const [address] = await child.prints(/http:\/\/127\.0\.0\.1:\d+/);
    // A connection that stays open must not hold the end back.
    await fetch(`${address}/health/live`).then((answer) => answer.text());
    child.process.kill(signal);
    expect(await child.exit()).toEqual({ code: 0, signal: null });
    for (const line of child.printed.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
    expect(child.printed).toContain('"msg":"stopped"');
  });
});
