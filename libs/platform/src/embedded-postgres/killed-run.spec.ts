import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.js';
import { removeAbandonedData } from './remove-abandoned-data.js';
import { query, started, TestBench } from './testing/test-bench.js';
import { waitUntil } from './wait-until.js';

const PATIENCE_MS = 10_000;

describe('embedded PostgreSQL after a run that was killed', () => {
  const bench = new TestBench();
  afterEach(() => bench.clear());

  // One folder for all tests that begin on an existing database: initdb is what takes the time.
  const folderBench = new TestBench();
  let existing: string;
  beforeAll(async () => {
    existing = await folderBench.newFolder();
    await (await bench.start({ dataDirectory: existing })).stop();
  });
  afterAll(() => folderBench.clear());

  it('stops the server the killed run left behind, says so, and goes on with its data', async () => {
    const dataDirectory = existing;
    const owner = bench.startOwner({ dataDirectory, durable: true });
    const orphan = await started(owner);
    await query(orphan.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    owner.child.kill('SIGKILL');
    await owner.ended;
    const orphanProcess = await identity(orphan.pid);

    const server = await bench.start({ dataDirectory, durable: true });
    expect(await isRunning(orphanProcess)).toBe(false);
    expect(server.notices).toEqual([expect.stringContaining(`Stopping PostgreSQL process ${orphan.pid},`)]);
    expect(await query(server.url('postgres'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('starts on the pid file of a server that was killed too, and has lost nothing that was committed', async () => {
    const dataDirectory = existing;
    const owner = bench.startOwner({ dataDirectory, durable: true });
    const { url, pid } = await started(owner);
    await query(url, 'CREATE TABLE survived AS SELECT 42 AS answer');
    const server = await identity(pid);
    owner.child.kill('SIGKILL');
    process.kill(pid, 'SIGKILL');
    expect(await waitUntil(async () => !(await isRunning(server)), PATIENCE_MS)).toBe(true);

    const again = await bench.start({ dataDirectory, durable: true });
    expect(await query(again.url('postgres'), 'SELECT answer FROM survived')).toEqual([{ answer: 42 }]);
  });

  it('leaves another program alone that was given the pid of the dead server', async () => {
    const dataDirectory = existing;
    const dataFolder = path.join(dataDirectory, 'cluster', 'data');
    const { uid, gid } = await stat(dataFolder);
    // Of the same user as the server: PostgreSQL takes any such process for a server of its own.
    const bystander = spawn('sleep', ['60'], process.geteuid?.() === 0 ? { uid, gid } : {});
    try {
      await once(bystander, 'spawn');
      await writeFile(path.join(dataFolder, 'postmaster.pid'), `${bystander.pid}\n${dataFolder}\n1\n5432\n\n\n1 1\n`);
      const server = await bench.start({ dataDirectory });
      expect(await query(server.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
    } finally {
      bystander.kill('SIGKILL');
    }
  });

  it('refuses, naming the process, while a living one owns the data', async () => {
    const dataDirectory = existing;
    const owner = bench.startOwner({ dataDirectory });
    const { url } = await started(owner);
    await expect(bench.start({ dataDirectory })).rejects.toThrow(
      new RegExp(`^The embedded PostgreSQL data is already in use by process ${owner.child.pid} .*: stop that process`),
    );
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('does not take a process for the owner that merely has its pid', async () => {
    const dataDirectory = existing;
    await writeFile(
      path.join(dataDirectory, 'owner.lock'),
      JSON.stringify({ pid: process.ppid, startedAt: 'earlier' }),
    );
    const server = await bench.start({ dataDirectory });
    expect(JSON.parse(await readFile(path.join(dataDirectory, 'owner.lock'), 'utf8')).pid).toBe(process.pid);
    expect(await query(server.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('lets exactly one of three processes win that start at once', async () => {
    const dataDirectory = path.join(await bench.newFolder(), 'postgres');
    const outcomes = await Promise.all([1, 2, 3].map(() => bench.startOwner({ dataDirectory }).outcome));
    const winners = outcomes.flatMap((outcome) => ('url' in outcome ? [outcome] : []));
    const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
    expect(winners).toHaveLength(1);
    const sentence = expect.stringMatching(/^EmbeddedPostgresError: The embedded .* in use by process \d+ /);
    expect(errors).toEqual([sentence, sentence]);
    expect(await query(winners[0]?.url ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('begins again when the run was killed in the middle of initdb', async () => {
    const dataDirectory = await bench.newFolder();
    const owner = bench.startOwner({ dataDirectory });
    const isInitialising = async () => {
      const unfinished = (await readdir(dataDirectory)).find((entry) => entry.startsWith('cluster.initialising-'));
      const inside = unfinished ? await readdir(path.join(dataDirectory, unfinished, 'data')).catch(() => []) : [];
      return inside.includes('PG_VERSION');
    };
    expect(await waitUntil(isInitialising, PATIENCE_MS)).toBe(true);
    owner.child.kill('SIGKILL');
    await owner.ended;

    const server = await bench.start({ dataDirectory });
    expect(await query(server.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('sets a half-made cluster aside, says where, and removes what a killed initdb left', async () => {
    const dataDirectory = await bench.newFolder();
    await mkdir(path.join(dataDirectory, 'cluster', 'data'), { recursive: true });
    await writeFile(path.join(dataDirectory, 'cluster', 'data', 'PG_VERSION'), '18\n');
    await mkdir(path.join(dataDirectory, 'cluster.initialising-killed', 'data'), { recursive: true });
    const server = await bench.start({ dataDirectory });
    expect(await query(server.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const aside = (await readdir(dataDirectory)).find((entry) => entry.startsWith('cluster.incomplete-'));
    expect(await readdir(dataDirectory)).not.toContain('cluster.initialising-killed');
    expect(server.notices).toEqual([expect.stringContaining(`is now in ${path.join(dataDirectory, String(aside))}`)]);
  });

  it('ends the server when its owner exits without having stopped it', async () => {
    const owner = bench.startOwner({ dataDirectory: existing });
    const server = await identity((await started(owner)).pid);
    owner.child.stdin?.write('0\n');
    await owner.ended;
    expect(await waitUntil(async () => !(await isRunning(server)), PATIENCE_MS)).toBe(true);
  });

  it('keeps the server out of reach of the Ctrl-C meant for its owner', async () => {
    const server = await bench.start({ dataDirectory: existing });
    const fields = (await readFile(`/proc/${server.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
    const [processGroup, session] = [fields[2], fields[3]];
    expect([processGroup, session]).toEqual([String(server.pid), String(server.pid)]);
  });

  it('says so when the server ends by itself', async () => {
    const server = await bench.start({ dataDirectory: existing });
    process.kill(server.pid, 'SIGKILL');
    expect(await waitUntil(async () => server.notices.length > 0, PATIENCE_MS)).toBe(true);
    expect(server.notices).toEqual([expect.stringContaining(`PostgreSQL process ${server.pid} ended by itself`)]);
  });

  it('removes what killed test runs left, and neither the servers of living ones nor folders nobody started in', async () => {
    const parent = await bench.newFolder();
    const killed = bench.startOwner({ dataDirectory: path.join(parent, 'run-killed'), ephemeral: true });
    const orphan = await identity((await started(killed)).pid);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const living = await bench.start({ dataDirectory: path.join(parent, 'run-living'), ephemeral: true });
    await mkdir(path.join(parent, 'run-about-to-start'));
    await mkdir(path.join(parent, 'unrelated'));
    await writeFile(path.join(parent, 'unrelated', 'owner.lock'), JSON.stringify({ pid: 1, startedAt: 'long ago' }));

    expect(await removeAbandonedData(parent, 'run-')).toEqual([path.join(parent, 'run-killed')]);
    expect(await isRunning(orphan)).toBe(false);
    expect((await readdir(parent)).sort()).toEqual(['run-about-to-start', 'run-living', 'unrelated']);
    expect(await query(living.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

async function identity(pid: number): Promise<ProcessIdentity> {
  const found = await identifyProcess(pid);
  if (!found) throw new Error(`process ${pid} is not running`);
  return found;
}
