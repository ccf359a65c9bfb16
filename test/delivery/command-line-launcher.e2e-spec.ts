import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Api, startApi } from '../../apps/api/src/testing/start-api.js';
import { COMPILE_CACHE } from '../support/child-process.js';
import type { Done } from '../support/command-line.js';
import { eventually, PATIENT_CONNECT_TIMEOUT } from '../support/eventually.js';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const KEY = 'key-of-a-service-with-its-own-database';
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that a server which runs as another user can enter, also when the tests run as root. */
function newFolder(): string {
  const folder = mkdtempSync(path.join(process.geteuid?.() === 0 ? '/var/tmp' : tmpdir(), 'salur-start-'));
  folders.push(folder);
  chmodSync(folder, 0o755);
  return folder;
}

/** A program as a process of its own. */
function start(
  cwd: string,
  file: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  return spawn(process.execPath, [file, ...words], {
    cwd,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

async function run(cwd: string, file: string, ...words: string[]): Promise<Done> {
  return ended(start(cwd, file, words));
}

async function ended(child: ReturnType<typeof start>): Promise<Done> {
  child.stdin.on('error', () => undefined).end();
  const printed = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed.stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...printed };
}

describe('the command line without DATABASE_URL', () => {
  it('uses the database of the service that runs here, and starts none when no service runs', async () => {
    const folder = newFolder();
    const salur = (...words: string[]) => run(folder, path.join(REPOSITORY, 'dist/programs/cli.js'), ...words);
    const main = path.join(REPOSITORY, 'dist/programs/api.js');
    const service = start(folder, main, [], { PORT: '0', BOOTSTRAP_API_KEY: KEY });
    let logged = '';
    service.stdout.on('data', (chunk: Buffer) => {
      logged += chunk.toString();
    });
    try {
      const url = await eventually('it listens', async () => /"address":"(http:[^"]+)"/.exec(logged)?.[1]);
      const created = await salur('client', 'create', 'payroll');
      expect(created).toMatchObject({ code: 0 });
      expect(created.stderr).toMatch(/^Database: that of `npm start`, process \d+ on this machine\.$/m);
      const answer = await fetch(`${url}/v1/clients`, {
        headers: { authorization: `Bearer ${KEY}`, connection: 'close' },
      });
      expect(await answer.json()).toMatchObject({ data: [{ name: 'bootstrap' }, { name: 'payroll' }] });
    } finally {
      service.kill('SIGTERM');
      await once(service, 'exit');
    }
    const refused = await salur('client', 'list');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(
      'DATABASE_URL: is not set, and no Salur that was started in this folder runs: set it',
    );
  });
});

describe('bin/salur.js', () => {
  it('builds what is missing or older than its sources, and prints nothing of it on standard output', async () => {
    const checkout = newFolder();
    for (const name of ['apps', 'libs', 'tools', 'bin', 'package.json', '.swcrc'])
      cpSync(path.join(REPOSITORY, name), path.join(checkout, name), { recursive: true, preserveTimestamps: true });
    symlinkSync(path.join(REPOSITORY, 'node_modules'), path.join(checkout, 'node_modules'));
    const salur = () => run(checkout, path.join(checkout, 'bin/salur.js'), '--version');
    const built = () => statSync(path.join(checkout, 'dist/programs/cli.js')).mtimeMs;
    expect(await salur()).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
    const first = built();

    await salur();
    expect(built()).toBe(first);

    const inAMoment = new Date(first + 1_000);
    utimesSync(path.join(checkout, 'libs/payouts/src/law/status.ts'), inAMoment, inAMoment);
    expect(await salur()).toMatchObject({ code: 0, stdout: '0.1.0\n' });
    expect(built()).toBeGreaterThan(first);

    rmSync(path.join(checkout, 'dist'), { recursive: true });
    rmSync(path.join(checkout, 'node_modules'));
    const { code, stdout, stderr } = await salur();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe('salur: this is not built, and the compiler is not installed: run npm ci and npm run build\n');
  });
});

describe('a command as a process', () => {
  const LAUNCHER = path.join(REPOSITORY, 'bin/salur.js');
  let api: Api;
  let environment: Record<string, string>;
  beforeAll(async () => {
    api = await startApi();
    environment = {
      NODE_ENV: 'test',
      DATABASE_URL: api.databaseUrl,
      DATABASE_CONNECT_TIMEOUT: PATIENT_CONNECT_TIMEOUT,
    };
  });
  afterAll(() => api.close());

  it('ends with the exit code of the command, and prints where the command prints', async () => {
    expect(await run(REPOSITORY, LAUNCHER, 'client', 'frob')).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('there is no command "client frob"'),
    });
    expect(await ended(start(REPOSITORY, LAUNCHER, ['client', 'show', 'none'], environment))).toEqual({
      code: 1,
      stdout: '',
      stderr: 'salur: There is no such client (not_found)\n',
    });
  });

  it('loses no output at its end, and ends with 0 when its reader has gone', async () => {
    await api.dataSource.query(
      `insert into client (id, name) select gen_random_uuid(), 'client ' || n from generate_series(1, 2000) n`,
    );
    // Far more than a pipe holds, and nothing reads until the pipe is full.
    const list = ['client', 'list', '--limit', 'all', '--format', 'json'];
    const slow = start(REPOSITORY, LAUNCHER, list, environment);
    await once(slow.stdout, 'readable');
    const { code, stdout, stderr } = await ended(slow);
    expect(stderr).toBe('');
    expect({ code, count: JSON.parse(stdout).data.length }).toEqual({ code: 0, count: 2_001 });

    const unread = start(REPOSITORY, LAUNCHER, list, environment);
    unread.stdout.destroy();
    expect(await ended(unread)).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends by %s with %d, and keeps nothing of what was interrupted', async (signal, code) => {
    // It waits for the file on its standard input.
    const words = ['statement', 'import', 'duitku', '-', '--from', '2026-01-01', '--to', '2026-01-02'];
    const child = start(REPOSITORY, LAUNCHER, words, environment);
    await eventually('it works on the database', () =>
      api.dataSource
        .query(`select from pg_stat_activity where application_name = $1`, [`salur-cli salur:${child.pid}`])
        .then(({ length }: unknown[]) => length > 0),
    );
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([code, null]);
    expect(await api.dataSource.query(`select from statement`)).toEqual([]);
  });
});
