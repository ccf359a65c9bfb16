import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readConfiguration } from '#libs/providers';
import { readSettings } from '../../apps/sandbox/src/sandbox.settings.js';
import { SANDBOX_VARIABLES, SERVICE_VARIABLES } from './known-variables.js';
import { last, readDockerfile } from './read-dockerfile.js';

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly target: string };
  readonly command?: readonly string[];
  readonly restart?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly stop_grace_period?: string;
}

const compose: { services: Record<string, Service>; volumes: Record<string, unknown> } = parse(
  readFileSync('docker-compose.yml', 'utf8'),
  { merge: true },
);
const { postgres, migrate, api, worker, sandbox } = compose.services as Record<
  'postgres' | 'migrate' | 'api' | 'worker' | 'sandbox',
  Service
>;
const own = Object.entries(compose.services).filter(([name]) => name !== 'postgres');
const targets = new Map(readDockerfile('Dockerfile').map((stage) => [stage.name, stage]));

describe('docker-compose.yml', () => {
  it('has PostgreSQL, a migration that runs once, the API, a worker and the sandbox', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['api', 'migrate', 'postgres', 'sandbox', 'worker']);
    expect(postgres.image).toBe('postgres:18');
    expect(migrate.restart).toBe('no');
    expect(migrate.command?.at(-1)).toBe('dist/scripts/migrate.js');
    expect(existsSync('scripts/migrate.ts')).toBe(true);
  });

  it.each(Object.entries({ migrate, api, worker }))(
    'sets only variables that exist, to values that work: %s',
    (_, service) => {
      expect(Object.keys(service.environment).filter((name) => !SERVICE_VARIABLES.has(name))).toEqual([]);
      const { settings } = readConfiguration(service.environment);
      expect(settings).toMatchObject({ worker: 'separate', databaseUrl: expect.stringContaining('@postgres:5432/') });
    },
  );

  it('sets only variables of the sandbox that exist, to values that work', () => {
    expect(Object.keys(sandbox.environment).filter((name) => !SANDBOX_VARIABLES.has(name))).toEqual([]);
    expect(readSettings(sandbox.environment).host).toBe('0.0.0.0');
  });

  it('lets the service into the database and the sandbox that it starts', () => {
    const database = new URL(api.environment.DATABASE_URL as string);
    expect(compose.services).toHaveProperty(database.hostname);
    expect([database.username, database.password, database.pathname]).toEqual([
      postgres.environment.POSTGRES_USER,
      postgres.environment.POSTGRES_PASSWORD,
      `/${postgres.environment.POSTGRES_DB}`,
    ]);
    const { duitku, port } = readSettings(sandbox.environment);
    expect(api.environment).toMatchObject({
      DUITKU_BASE_URL: `http://sandbox:${port}`,
      DUITKU_USER_ID: duitku.userId,
      DUITKU_EMAIL: duitku.email,
      DUITKU_SECRET_KEY: duitku.secretKey,
    });
  });

  it('has every rail, and lets the sandbox call back', () => {
    const { doku, callbackUrls, port } = readSettings(sandbox.environment);
    const { PUBLIC_URL: publicUrl, DOKU_PRIVATE_KEY: privateKey = '', PORT: listensOn } = api.environment;
    expect(new URL(publicUrl as string)).toMatchObject({ hostname: 'api', port: listensOn });
    expect(callbackUrls).toEqual({
      duitkuClearing: `${publicUrl}/callbacks/duitku/clearing`,
      dokuUnpaid: `${publicUrl}/callbacks/doku/unpaid`,
      dokuRefund: `${publicUrl}/callbacks/doku/refund`,
    });
    expect(worker.environment).toMatchObject({
      DUITKU_CASH_OUT_BASE_URL: `http://sandbox:${port}`,
      DOKU_BASE_URL: `http://sandbox:${port}`,
      DOKU_CLIENT_ID: doku.clientId,
      DOKU_CLIENT_SECRET: doku.clientSecret,
      DOKU_AGENT_KEY: doku.agentKey,
      DOKU_NOTIFICATION_KEY: doku.notificationKey,
    });
    const publicHalf = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
    expect(publicHalf).toBe(doku.publicKey);
  });

  it('gives the API and the worker the same environment, but for where the API listens and who may call it', () => {
    const { HOST: _host, PORT: _port, BOOTSTRAP_API_KEY: _key, ...shared } = api.environment;
    expect(worker.environment).toEqual(shared);
  });

  it.each(own)('builds a target that exists: %s', (_, { build }) => {
    expect(build?.context).toBe('.');
    expect([...targets.keys()]).toContain(build?.target);
  });

  it('knows of everything that keeps running whether it is well', () => {
    for (const [name, { build, healthcheck, restart }] of Object.entries(compose.services)) {
      const stage = targets.get(build?.target ?? '');
      const check = healthcheck?.test?.join(' ') ?? (stage && last(stage, 'HEALTHCHECK'));
      expect([name, restart === 'no' || (check !== undefined && healthcheck?.disable !== true)]).toEqual([name, true]);
    }
  });

  it('starts nothing before the schema is there', () => {
    expect(migrate.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    for (const service of [api, worker])
      expect(service.depends_on?.migrate).toEqual({ condition: 'service_completed_successfully' });
  });

  it('publishes ports on this machine only, and the ports that are listened on', () => {
    const published = own.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
    expect(published).toEqual([
      ['api', `127.0.0.1:3000:${api.environment.PORT}`],
      ['sandbox', `127.0.0.1:4010:${sandbox.environment.SANDBOX_PORT}`],
    ]);
  });

  it('leaves what stops in order the time to do so', () => {
    for (const [, { stop_grace_period: period }] of own) expect(Number.parseInt(period ?? '0', 10)).toBeGreaterThan(25);
  });

  it('keeps the database and the books in volumes that are declared', () => {
    const mounted = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(':')),
    );
    expect(mounted.map(([name]) => name).sort()).toEqual(Object.keys(compose.volumes).sort());
    // From 18 on the image keeps its data one folder further down; a volume on the old path would hold nothing.
    expect(mounted).toContainEqual(['postgres', '/var/lib/postgresql']);
    expect(mounted).toContainEqual(['books', readSettings(sandbox.environment).booksFile?.replace(/\/[^/]+$/, '')]);
  });
});
