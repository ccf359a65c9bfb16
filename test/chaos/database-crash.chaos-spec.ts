import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DEVELOPMENT_SECRETS, runMigrations } from '#libs/platform';
import { type LocalPostgres, startLocalPostgres } from '../../tools/local-postgres/index.js';
import { Child } from '../support/child-process.js';
import { eventually } from '../support/eventually.js';
import { ACCOUNT, Sandbox } from '../support/sandbox.js';
import { Service } from '../support/service.js';

/** A durable server of this file's own, because it gets killed. */
const folder = path.join('/var/tmp', `salur-crash-${randomUUID()}`);
let server: LocalPostgres;
let sandbox: Sandbox;

beforeAll(async () => {
  server = await startLocalPostgres({ folder, durable: true });
  await server.createDatabase('salur');
  await runMigrations(server.url('salur'));
  sandbox = await Sandbox.start();
});
afterAll(async () => {
  await sandbox.stop();
  await server.stop();
  await rm(folder, { recursive: true });
});

describe('when PostgreSQL is killed with kill -9', () => {
  it('the service loses nothing that it acknowledged, pays no payout twice, and recovers by itself', async () => {
    const service = await Service.start(server.url('salur'), sandbox, {
      NODE_ENV: 'development',
      ...DEVELOPMENT_SECRETS,
    });
    const acknowledged: string[] = [];
    let refused = 0;
    let creating = true;
    const clients = Array.from({ length: 4 }, async () => {
      while (creating) {
        const { status, body } = await service.create(ACCOUNT.timesOutThenPaid);
        if (status === 201) acknowledged.push(body.id);
        else {
          refused += 1;
          expect([500, 503]).toContain(status);
        }
      }
    });
    try {
      await eventually('some payouts are accepted', async () => acknowledged.length > 30);
      const { port } = server;
      process.kill(server.pid, 'SIGKILL');
      await eventually('the service has noticed', async () => refused > 0);
      // The folder is the dead server's; a new one recovers from its log as after a power cut.
      await server.stop().catch(() => undefined);
      server = await startLocalPostgres({ folder, durable: true, port });
      expect(server.port).toBe(port);
      const before = acknowledged.length;
      await eventually('payouts are accepted again', async () => acknowledged.length > before + 10, 30_000);
    } finally {
      creating = false;
      await Promise.all(clients);
    }

    for (const id of acknowledged) await service.until(id, 'succeeded', 'review');
    const { transfers } = await sandbox.books();
    expect(new Set(transfers.map((transfer) => transfer.disburseId)).size).toBe(transfers.length);
    await service.stop();
  });
});

describe('the service does not start', () => {
  it.each([
    ['fsync', { fsync: 'off' }],
    ['full_page_writes', { full_page_writes: 'off' }],
    ['synchronous_commit', { synchronous_commit: 'off' }],
  ])('on a server with %s off', async (name, settings) => {
    const lossy = await startLocalPostgres({ durable: true, settings });
    await lossy.createDatabase('salur');
    await runMigrations(lossy.url('salur'));
    const child = Child.start('programs/api.js', {
      ...sandbox.environment,
      ...DEVELOPMENT_SECRETS,
      DATABASE_URL: lossy.url('salur'),
      PORT: '0',
    });
    expect((await child.exit()).code).toBe(1);
    expect(child.printed).toContain(`${name}=off`);
    await lossy.stop();
  });

  it('on a schema that is not migrated', async () => {
    await server.createDatabase('empty');
    const child = Child.start('programs/api.js', {
      ...sandbox.environment,
      ...DEVELOPMENT_SECRETS,
      DATABASE_URL: server.url('empty'),
      PORT: '0',
    });
    expect((await child.exit()).code).toBe(1);
    expect(child.printed).toContain('npm run migrate');
  });
});
