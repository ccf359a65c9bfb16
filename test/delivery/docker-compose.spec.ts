import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readConfiguration } from '#libs/providers';
import { readSettings } from '../../apps/sandbox/src/sandbox.settings.js';
import { SANDBOX_VARIABLES, SERVICE_VARIABLES } from './known-variables.js';
import { type ComposeService, INIT_FOLDER, readCompose } from './read-compose.js';
import { last, readDockerfile } from './read-dockerfile.js';

const compose = readCompose();
const { postgres, migrate, api, worker, sandbox } = compose.services;
const own = Object.entries(compose.services).filter(([name]) => name !== 'postgres');
const targets = new Map(readDockerfile('Dockerfile').map((stage) => [stage.name, stage]));

/** Who a service connects as; the variable must be set. */
const roleIn = ({ environment }: ComposeService, variable: string) => {
  const { username, password, host, pathname } = new URL(environment[variable] as string);
  return { name: username, password, host, pathname };
};

/** The statements of an SQL text, without comments, with every password as `'...'`. */
const statementsOf = (sql: string) =>
  sql
    .replaceAll(/--.*$/gm, '')
    .replaceAll(/password '[^']*'/g, "password '...'")
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

describe('docker-compose.yml', () => {
  it('has PostgreSQL, a migration that runs once, the API, a worker and the sandbox', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['api', 'migrate', 'postgres', 'sandbox', 'worker']);
    expect(postgres.image).toBe('postgres:18');
    expect(migrate.restart).toBe('no');
    expect(migrate.command?.at(-1)).toBe('dist/tools/migrate.js');
    expect(existsSync('tools/migrate.ts')).toBe(true);
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
    for (const service of [migrate, api, worker]) {
      const { host, pathname } = roleIn(service, 'DATABASE_URL');
      expect([host, pathname]).toEqual(['postgres:5432', `/${postgres.environment.POSTGRES_DB}`]);
    }
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

  it('gives the API and the worker the same environment, except where the API listens and which addresses may call it', () => {
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

  it('migrates as the owner, and has it grant the role that the API and the worker connect as (S36)', () => {
    const owner = roleIn(migrate, 'MIGRATION_DATABASE_URL');
    const app = roleIn(api, 'DATABASE_URL');
    expect([owner.host, owner.pathname]).toEqual([app.host, app.pathname]);
    expect(migrate.environment.DATABASE_APP_ROLE).toBe(app.name);
    expect(roleIn(worker, 'DATABASE_URL')).toEqual(app);
    expect(new Set([postgres.environment.POSTGRES_USER, owner.name, app.name]).size).toBe(3);
  });

  it('gives the right to change the schema to nothing that serves (S36)', () => {
    const { password } = roleIn(migrate, 'MIGRATION_DATABASE_URL');
    const forbidden = [password, postgres.environment.POSTGRES_PASSWORD as string];
    for (const [name, { environment }] of own.filter(([name]) => name !== 'migrate')) {
      const names = Object.keys(environment).filter((each) => /^(MIGRATION_|POSTGRES_)|^DATABASE_APP_ROLE$/.test(each));
      const secrets = forbidden.filter((secret) => Object.values(environment).join('\n').includes(secret));
      expect({ name, names, secrets: secrets.length }).toEqual({ name, names: [], secrets: 0 });
    }
  });

  it('makes the roles when the volume is new, with the passwords that are used, as the document says (S36)', () => {
    const [config] = postgres.configs ?? [];
    expect(postgres.configs).toHaveLength(1);
    expect(config?.target).toBe(`${INIT_FOLDER}/roles.sql`);
    const sql = readFileSync(compose.configs[config?.source as string]?.file as string, 'utf8');
    for (const role of [roleIn(migrate, 'MIGRATION_DATABASE_URL'), roleIn(api, 'DATABASE_URL')])
      expect(sql).toContain(`create role ${role.name} login password '${role.password}';`);

    const documented = /```sql\n(create role[^`]*)```/.exec(readFileSync('docs/DATABASE_ROLES.md', 'utf8'))?.[1] ?? '';
    const made = statementsOf(sql).map((statement) =>
      // The image makes the database before, as the superuser.
      statement === 'alter database salur owner to salur_owner' ? 'create database salur owner salur_owner' : statement,
    );
    expect(made).toEqual(statementsOf(documented.replace('\\connect salur\n', '')));
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
