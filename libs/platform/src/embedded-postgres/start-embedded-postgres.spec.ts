import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { identifyProcess } from './process-identity.js';
import type { EmbeddedPostgresServer } from './start-embedded-postgres.js';
import { query, TestBench } from './testing/test-bench.js';

describe('startEmbeddedPostgres', () => {
  const bench = new TestBench();
  afterEach(() => bench.clear());

  describe('as it comes', () => {
    const sharedBench = new TestBench();
    let server: EmbeddedPostgresServer;
    beforeAll(async () => {
      process.env.SALUR_SPEC_SECRET = 'not-for-the-database';
      server = await sharedBench.start({ dataDirectory: await sharedBench.newFolder() });
    });
    afterAll(() => {
      delete process.env.SALUR_SPEC_SECRET;
      return sharedBench.clear();
    });

    it('compares text by code point and thinks in UTF-8 and UTC, whatever the machine is set to', async () => {
      const [facts] = await query(
        server.url('postgres'),
        "SELECT datlocale, pg_encoding_to_char(encoding) AS encoding, current_setting('TimeZone') AS zone FROM pg_database WHERE datname = 'postgres'",
      );
      expect(facts).toEqual({ datlocale: 'C.UTF-8', encoding: 'UTF8', zone: expect.stringMatching(/UTC$/) });
    });

    it('lets nobody in without the password and offers no way in but loopback', async () => {
      const withWrongPassword = new URL(server.url('postgres'));
      withWrongPassword.password = 'guess';
      await expect(query(withWrongPassword.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
      expect((await stat(path.join(server.dataDirectory, 'cluster', 'password'))).mode & 0o777).toBe(0o600);
      const listens = `SELECT string_agg(setting, ',' ORDER BY name) AS setting FROM pg_settings WHERE name IN ('listen_addresses', 'unix_socket_directories')`;
      expect(await query(server.url('postgres'), listens)).toEqual([{ setting: '127.0.0.1,' }]);
    });

    it('hands the server none of our environment, where the secrets are', async () => {
      expect(await readFile(`/proc/${server.pid}/environ`, 'utf8')).not.toContain('not-for-the-database');
    });

    it('creates databases under any name, from a template, and once only unless told to ensure', async () => {
      const oddName = 'o"dd; DROP DATABASE "postgres/ü';
      await server.createDatabase(oddName);
      await query(server.url(oddName), 'CREATE TABLE inherited (id int)');
      await server.createDatabase('copy', oddName);
      expect(await query(server.url('copy'), 'SELECT * FROM inherited')).toEqual([]);
      await server.ensureDatabase('copy');
      await expect(server.createDatabase('copy')).rejects.toThrow(EmbeddedPostgresError);
      await expect(server.createDatabase('x', 'no_template')).rejects.toThrow(
        'template database "no_template" does not',
      );
    });
  });

  describe('on an existing database', () => {
    const folderBench = new TestBench();
    let dataDirectory: string;
    beforeAll(async () => {
      dataDirectory = await folderBench.newFolder();
      await (await bench.start({ dataDirectory })).stop();
    });
    afterAll(() => folderBench.clear());

    it('is durable when asked to be and fast when not, and takes further settings', async () => {
      const settingsOf = async (url: string) =>
        query(
          url,
          "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'max_connections') ORDER BY name",
        );
      const durable = await bench.start({ dataDirectory, durable: true });
      expect((await settingsOf(durable.url('postgres'))).map(({ setting }) => setting)).toEqual([
        'on',
        'on',
        '100',
        'on',
      ]);
      await durable.stop();
      const fast = await bench.start({
        dataDirectory,
        durable: false,
        settings: { max_connections: '33' },
      });
      expect((await settingsOf(fast.url('postgres'))).map(({ setting }) => setting)).toEqual([
        'off',
        'off',
        '33',
        'off',
      ]);
    });

    it('listens on the preferred port when it is free, and on another one, saying so, when it is taken', async () => {
      const other = await listenOnFreePort();
      try {
        const evading = await bench.start({ dataDirectory, port: other.port });
        expect(evading.port).not.toBe(other.port);
        expect(evading.notices).toEqual([`Port ${other.port} is taken, so PostgreSQL listens on ${evading.port}.`]);
        expect(await query(evading.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
        await evading.stop();
      } finally {
        other.listener.close();
      }
      const preferring = await bench.start({ dataDirectory, port: other.port });
      expect(preferring.port).toBe(other.port);
      expect(preferring.notices).toEqual([]);
    });

    it('says in one sentence that data of another major version cannot be opened', async () => {
      const versionFile = path.join(dataDirectory, 'cluster', 'data', 'PG_VERSION');
      await writeFile(versionFile, '17\n');
      try {
        await expect(bench.start({ dataDirectory })).rejects.toThrow(
          /^The data in .* was made by PostgreSQL 17 and the installed one is 18: move that folder away /,
        );
      } finally {
        await writeFile(versionFile, '18\n');
      }
    });

    it('shows the end of the server log when the server refuses to start, and can be started once that is mended', async () => {
      const attempt = bench.start({ dataDirectory, settings: { shared_buffers: 'plenty' } });
      await expect(attempt).rejects.toThrow(/invalid value for parameter "shared_buffers": "plenty"/);
      await expect(attempt).rejects.toBeInstanceOf(EmbeddedPostgresError);
      const server = await bench.start({ dataDirectory });
      expect(await query(server.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });
  });

  it('keeps the data over a stop and a start, and needs no initdb the second time', async () => {
    const dataDirectory = path.join(await bench.newFolder(), 'postgres');
    const first = await bench.start({ dataDirectory, durable: true });
    await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(await identifyProcess(first.pid)).toBeUndefined();

    const second = await bench.start({ dataDirectory, durable: true });
    expect(await query(second.url('postgres'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(second.notices).toEqual([]);

    // A late second stop() of the first must not give the lock of the second free.
    await first.stop();
    expect((await readdir(dataDirectory)).sort()).toEqual(['cluster', 'owner.lock', 'server.log']);
  });

  it('deletes everything of an ephemeral server on stop, but nothing else that is in the folder', async () => {
    const dataDirectory = path.join(await bench.newFolder(), 'postgres');
    const server = await bench.start({ dataDirectory, ephemeral: true });
    await writeFile(path.join(dataDirectory, 'somebody-elses.txt'), 'keep me');
    await server.stop();
    expect(await readdir(dataDirectory)).toEqual(['somebody-elses.txt']);

    const alone = await bench.start({ dataDirectory: path.join(dataDirectory, 'alone'), ephemeral: true });
    await alone.stop();
    await expect(stat(alone.dataDirectory)).rejects.toThrow('ENOENT');
  });

  it('leaves nothing of an ephemeral server that did not start', async () => {
    const folder = await bench.newFolder();
    const dataDirectory = path.join(folder, 'postgres');
    const attempt = bench.start({ dataDirectory, ephemeral: true, settings: { shared_buffers: 'plenty' } });
    await expect(attempt).rejects.toThrow('"plenty"');
    expect(await readdir(folder)).toEqual([]);
  });

  it('names the remedy when the wished folder cannot be made', async () => {
    const folder = await bench.newFolder();
    await writeFile(path.join(folder, 'file'), '');
    await expect(bench.start({ dataDirectory: path.join(folder, 'file', 'postgres') })).rejects.toThrow(
      /^The embedded PostgreSQL did not start in .*: check that folder's free space and permissions, or set DATABASE_URL\.$/,
    );
  });
});

async function listenOnFreePort(): Promise<{ listener: Server; port: number }> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  return { listener, port: address.port };
}
