import { runMigrations } from '#libs/platform';
import { type LocalPostgres, startLocalPostgres } from '../../tools/local-postgres/index.js';
import { Child } from '../support/child-process.js';
import { PRODUCTION_SECRETS } from '../support/production-secrets.js';

let server: LocalPostgres;
beforeAll(async () => {
  // Production refuses the server of the other tests, which does not keep what it acknowledges.
  server = await startLocalPostgres({ durable: true });
  await server.createDatabase('production');
  await runMigrations(server.url('production'));
});
afterAll(() => server.stop());

const API = 'programs/api.js';
const WORKER = 'programs/worker.js';
const TWO_PEOPLE = /^TWO_PEOPLE_FROM is not set/;
const NO_URL = /^PUBLIC_URL is not set: this process sends nothing on duitku\.cash_out/;

/** A provider that has credentials and is never reached. */
const DUITKU = {
  DUITKU_ENVIRONMENT: 'production',
  DUITKU_BASE_URL: 'https://127.0.0.1:9',
  DUITKU_CASH_OUT_BASE_URL: 'https://127.0.0.1:9',
  DUITKU_USER_ID: '3551',
  DUITKU_EMAIL: 'test@example.com',
  DUITKU_SECRET_KEY: 'a-secret-that-must-not-be-printed',
};
const ADVISED = { TWO_PEOPLE_FROM: '123456789', PUBLIC_URL: 'https://advised.example' };

/** What a program warns of in production, of its variables, until it is up and has ended in order. */
async function warningsOf(program: string, environment: Record<string, string>): Promise<string[]> {
  const child = Child.start(program, {
    NODE_ENV: 'production',
    DATABASE_URL: server.url('production'),
    PORT: '0',
    ...PRODUCTION_SECRETS,
    ...environment,
  });
  await child.prints(/Salur listens on|The worker is working/);
  await child.end('SIGTERM');
  for (const value of [...Object.values({ ...PRODUCTION_SECRETS, ...ADVISED }), DUITKU.DUITKU_SECRET_KEY])
    expect(child.printed).not.toContain(value);
  const lines = child.printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: string; msg: string });
  return lines.filter(({ level, msg }) => level === 'warn' && /^[A-Z_]+ /.test(msg)).map(({ msg }) => msg);
}

describe('a production process', () => {
  it.each([
    ['an API that works on payouts itself', API, { WORKER: 'inline' }],
    ['a worker', WORKER, {}],
  ])('warns once, by name, of what is legal and unwise: %s (S5)', async (_, program, more) => {
    expect(await warningsOf(program, { ...DUITKU, ...more })).toEqual([
      expect.stringMatching(TWO_PEOPLE),
      expect.stringMatching(NO_URL),
    ]);
  });

  it('warns of no address where it sends nothing that needs one', async () => {
    const ofTwoPeople = [expect.stringMatching(TWO_PEOPLE)];
    expect(await warningsOf(API, { ...DUITKU, WORKER: 'separate' })).toEqual(ofTwoPeople);
    expect(await warningsOf(WORKER, {})).toEqual(ofTwoPeople);
  });

  it.each([API, WORKER])('logs no warning when both are set, and prints neither value: %s', async (program) => {
    expect(await warningsOf(program, { ...DUITKU, ...ADVISED })).toEqual([]);
  });
});
