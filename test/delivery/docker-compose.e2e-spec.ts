import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type LocalPostgres, startLocalPostgres } from '../../tools/local-postgres/index.js';
import { freePort } from '../../tools/stack/free-port.js';
import { Child } from '../support/child-process.js';
import { eventually } from '../support/eventually.js';
import { ACCOUNT } from '../support/sandbox.js';
import { type Compose, type ComposeService, readCompose } from './read-compose.js';
import { last, readDockerfile } from './read-dockerfile.js';

/**
 * What docker-compose.yml starts, in its order, with its commands and its environment, on a PostgreSQL of its own. There is no
 * Docker here: images, networks and health checks are not tried, and the hosts of the compose network are this machine's.
 */
const compose: Compose = readCompose();
const stages = readDockerfile('Dockerfile');
const folder = mkdtempSync(path.join(process.getuid?.() === 0 ? '/var/tmp' : tmpdir(), 'salur-compose-'));

let server: LocalPostgres;
let ports: { readonly api: number; readonly sandbox: number };
const running: Child[] = [];

beforeAll(async () => {
  // The server of root runs as another user.
  chmodSync(folder, 0o755);
  const [api, sandbox] = await Promise.all([freePort(), freePort()]);
  ports = { api, sandbox };
  // Durable: outside of tests the service refuses another one.
  server = await startLocalPostgres({ durable: true });
});
afterAll(async () => {
  await Promise.all(running.map((child) => child.end('SIGTERM')));
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** As the container would be given it, but for where things are on this machine. */
function environmentOf({ environment }: ComposeService): Record<string, string> {
  const onThisMachine = (value: string) =>
    value
      .replace('@postgres:5432/', `@127.0.0.1:${server.port}/`)
      .replace('http://api:3000', `http://127.0.0.1:${ports.api}`)
      .replace('http://sandbox:4010', `http://127.0.0.1:${ports.sandbox}`)
      .replace(/^0\.0\.0\.0$/, '127.0.0.1')
      .replace(/^3000$/, String(ports.api))
      .replace(/^4010$/, String(ports.sandbox))
      .replace(/^\/books\//, `${folder}/`);
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, onThisMachine(value)]));
}

/** Starts what a service of the file starts: its own command, else that of its image. */
function start(name: keyof Compose['services']): Child {
  const { command, build } = compose.services[name];
  const stage = stages.find((each) => each.name === build?.target);
  const words = command ?? (JSON.parse((stage && last(stage, 'CMD')) ?? '[]') as string[]);
  const entry = (words.at(-1) as string).replace(/^dist\//, '');
  const child = Child.start(entry, { TMPDIR: folder, ...environmentOf(compose.services[name]) });
  running.push(child);
  return child;
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** The connection of the API and the worker. */
const appUrl = () => environmentOf(compose.services.api).DATABASE_URL as string;

describe('what docker-compose.yml starts, on a new volume', () => {
  it('creates the roles before it accepts connections, and neither of them has privileges yet (S36)', async () => {
    await server.createDatabase('salur');
    for (const { file } of Object.values(compose.configs)) await query(server.url('salur'), readFileSync(file, 'utf8'));
    expect(await query(appUrl(), 'select current_user as name')).toEqual([{ name: 'salur_app' }]);
    await expect(query(appUrl(), 'create table another (id int)')).rejects.toMatchObject({ code: '42501' });
  });

  it('starts neither API nor worker before the migration: they report what is missing (S36)', async () => {
    for (const name of ['api', 'worker'] as const) {
      const child = start(name);
      expect(await child.exit()).toMatchObject({ code: 1 });
      expect(child.printed).toMatch(/run `npm run migrate` first/);
    }
  });

  it('migrates as the owner and grants the role that serves, again at each start (S36)', async () => {
    for (const words of [
      /^Applied Payouts.* salur_app may do what the service does/,
      /^The schema is up to date\. salur_app/,
    ]) {
      const migrate = start('migrate');
      expect(await migrate.exit()).toMatchObject({ code: 0 });
      expect(migrate.printed).toMatch(words);
    }
    const owners = await query(
      server.url('salur'),
      `select distinct tableowner from pg_tables where schemaname = 'public'`,
    );
    expect(owners).toEqual([{ tableowner: 'salur_owner' }]);
  });

  it('then pays through the sandbox, and meets nothing that its role may not do (S36)', async () => {
    await start('sandbox').prints(/listening on/);
    const api = start('api');
    const worker = start('worker');
    await Promise.all([api.prints(/Salur listens on/), worker.prints(/The worker is working/)]);

    const url = `http://127.0.0.1:${ports.api}`;
    const ready = await eventually('the service is ready', async () => {
      const answer = await fetch(`${url}/health/ready`, { headers: { connection: 'close' } });
      return answer.status === 200 ? ((await answer.json()) as Record<string, unknown>) : null;
    });
    expect(ready).toMatchObject({ databaseRole: 'restricted' });
    const paid = await fetch(`${url}/v1/payouts`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${compose.services.api.environment.BOOTSTRAP_API_KEY}`,
        connection: 'close',
        'content-type': 'application/json',
        'idempotency-key': 'compose',
        prefer: 'wait=10',
      },
      body: JSON.stringify({
        reference: 'COMPOSE-1',
        rail: 'duitku.online',
        amount: 50_000,
        destination: { type: 'bank_account', bankCode: '014', accountNumber: ACCOUNT.paid },
      }),
    });
    expect([paid.status, await paid.json()]).toMatchObject([201, { status: 'succeeded' }]);
    for (const { printed } of [api, worker]) expect(printed).not.toMatch(/permission denied|42501|must be owner/);
  });

  it.each([
    'create table another (id int)',
    'create temporary table another (id int)',
    'delete from audit_entry',
    'drop table payout',
  ])('leaves the serving role without the right to: %s (S36)', async (statement) => {
    await expect(query(appUrl(), statement)).rejects.toMatchObject({ code: '42501' });
  });
});
