import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { eventually } from '../../test/support/eventually.js';
import { describeProcess, findServer } from './find-server.js';
import { type LocalPostgres, LocalPostgresError, type LocalPostgresOptions, startLocalPostgres } from './index.js';
import { choosePlace, reachablePrograms } from './place.js';

const isRoot = process.geteuid?.() === 0;
const asRoot = isRoot ? it : it.skip;
const UNPRIVILEGED_UID = 65_534;
const SLOW_MS = 60_000;

const folders: string[] = [];
const servers: LocalPostgres[] = [];
/** One database for all stories: initdb is what takes the time. */
let existing: string;

beforeAll(async () => {
  existing = await newFolder();
  await (await start({ folder: existing })).stop();
}, SLOW_MS);
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
}, SLOW_MS);
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

/** One that the server's user can enter, also when the tests run as root. */
async function newFolder(mode = 0o755): Promise<string> {
  const folder = await mkdtemp(path.join(isRoot ? '/var/tmp' : tmpdir(), 'salur-spec-'));
  folders.push(folder);
  await chmod(folder, mode);
  return folder;
}

/** A fast server, and what it gave notice of, but for where the programs are: that depends on this checkout. */
async function start(options: Partial<LocalPostgresOptions>): Promise<LocalPostgres & { notices: string[] }> {
  const notices: string[] = [];
  const onNotice = (sentence: string) => {
    if (!sentence.startsWith('The PostgreSQL programs run from a copy')) notices.push(sentence);
  };
  const server = await startLocalPostgres({ durable: false, onNotice, ...options });
  servers.push(server);
  return { ...server, notices };
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A program of its own that runs the server of a folder until it is killed. */
async function startOwner(options: LocalPostgresOptions) {
  const script = `
    const { startLocalPostgres } = await import(${JSON.stringify(path.resolve('dist/tools/local-postgres/index.js'))});
    const { pid, joined, ...server } = await startLocalPostgres(JSON.parse(process.argv[1]));
    console.log(JSON.stringify({ pid, joined, url: server.url('postgres') }));
    setInterval(() => undefined, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const server: { pid: number; joined: boolean; url: string } = JSON.parse(line.toString());
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { ...server, kill };
}

const isGone = (pid: number) =>
  eventually(`process ${pid} is gone`, async () => (await describeProcess(pid)) === null, 20_000);

const dataOf = (folder: string) => path.join(folder, 'cluster', 'data');

describe('a local PostgreSQL', () => {
  it(
    'is a private server in UTF-8 and UTC, and leaves nothing behind',
    async () => {
      process.env.SALUR_SPEC_SECRET = 'not-for-the-database';
      const server = await start({ settings: { max_connections: '33' } });
      delete process.env.SALUR_SPEC_SECRET;
      const url = server.url('postgres');
      const [facts] = await query(
        url,
        `select datlocale, pg_encoding_to_char(encoding) as encoding, current_setting('TimeZone') as zone,
          current_setting('listen_addresses') as listens, current_setting('unix_socket_directories') as sockets,
          current_setting('max_connections') as connections, current_setting('fsync') as fsync
        from pg_database where datname = 'postgres'`,
      );
      expect(facts).toEqual({
        datlocale: 'C.UTF-8',
        encoding: 'UTF8',
        zone: expect.stringMatching(/UTC$/),
        listens: '127.0.0.1',
        sockets: '',
        connections: '33',
        fsync: 'off',
      });
      const guess = new URL(url);
      guess.password = 'guess';
      await expect(query(guess.href, 'select 1')).rejects.toThrow('password authentication failed');
      expect((await stat(path.join(server.folder, 'cluster', 'password'))).mode & 0o777).toBe(0o600);
      if (process.platform === 'linux') {
        expect(await readFile(`/proc/${server.pid}/environ`, 'utf8')).not.toContain('not-for-the-database');
        // Ctrl-C goes to the processes of the terminal's session.
        const sessionOf = async (pid: number) =>
          (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[3];
        expect(await sessionOf(server.pid)).not.toBe(await sessionOf(process.pid));
      }

      const oddName = 'o"dd; drop database "postgres/ü';
      await server.createDatabase(oddName);
      await query(server.url(oddName), 'create table inherited (id int)');
      await server.createDatabase('copy', oddName);
      expect(await query(server.url('copy'), 'select * from inherited')).toEqual([]);
      await server.ensureDatabase('copy');
      await expect(server.createDatabase('copy')).rejects.toThrow(LocalPostgresError);

      await server.stop();
      await server.stop();
      expect(await describeProcess(server.pid)).toBeNull();
      await expect(stat(server.folder)).rejects.toThrow('ENOENT');
    },
    SLOW_MS,
  );

  it(
    'keeps its data over stops and starts, durably when asked to, on another port when the requested one is taken',
    async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as { port: number };
      const first = await start({ folder: existing, durable: true, port });
      expect(first.notices).toEqual([`Port ${port} is taken, so PostgreSQL listens on ${first.port}.`]);
      expect(await query(first.url('postgres'), 'show fsync')).toEqual([{ fsync: 'on' }]);
      await query(first.url('postgres'), 'create table kept as select 42 as answer');
      await first.stop();
      other.close();
      await once(other, 'close');

      const second = await start({ folder: existing, port });
      expect([second.port, second.notices]).toEqual([port, []]);
      expect(await query(second.url('postgres'), 'select answer from kept')).toEqual([{ answer: 42 }]);
    },
    SLOW_MS,
  );

  it(
    'is shared by those who may join it, refused to others, and outlives those who joined',
    async () => {
      const owner = await start({ folder: existing });
      const guest = await start({ folder: existing, mayJoin: true });
      expect([guest.joined, guest.url('postgres')]).toEqual([true, owner.url('postgres')]);
      await guest.stop();
      await expect(start({ folder: existing })).rejects.toThrow(
        new RegExp(`^PostgreSQL did not start in ${existing}: the data is in use by PostgreSQL process ${owner.pid} `),
      );
      expect(await query(owner.url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
    },
    SLOW_MS,
  );

  it(
    'is one server when three programs start it at once, on a folder where none has been',
    async () => {
      const folder = path.join(await newFolder(), 'new', 'postgres');
      const started = await Promise.all([1, 2, 3].map(() => start({ folder, mayJoin: true })));
      expect(new Set(started.map(({ pid }) => pid)).size).toBe(1);
      expect(started.filter(({ joined }) => !joined)).toHaveLength(1);
      expect((await readdir(folder)).sort()).toEqual(['cluster', 'server.log']);
    },
    SLOW_MS,
  );

  it(
    'says in one sentence why it does not start, with the end of its log',
    async () => {
      const attempt = start({ folder: existing, settings: { shared_buffers: 'plenty' } });
      await expect(attempt).rejects.toThrow(
        /invalid value for parameter "shared_buffers": "plenty".* Or set DATABASE_URL/,
      );
      await expect(attempt).rejects.toBeInstanceOf(LocalPostgresError);
      const file = path.join(existing, 'cluster', 'data', 'PG_VERSION');
      await writeFile(file, '17\n');
      await expect(start({ folder: existing })).rejects.toThrow('initialized by PostgreSQL version 17');
      await writeFile(file, '18\n');
      await expect(start({ folder: path.join(file, 'postgres') })).rejects.toThrow(/ENOTDIR.*\. Or set DATABASE_URL/);
    },
    SLOW_MS,
  );
});

describe('after a run that was killed', () => {
  it(
    'the server stops by itself in order, and the data is there',
    async () => {
      const owner = await startOwner({ folder: existing, durable: true });
      await query(owner.url, 'create table if not exists survived as select 42 as answer');
      await owner.kill();
      const next = await start({ folder: existing, durable: true });
      expect(next.pid).not.toBe(owner.pid);
      expect(await query(next.url('postgres'), 'select answer from survived')).toEqual([{ answer: 42 }]);
      expect(await readFile(path.join(existing, 'server.log'), 'utf8')).toMatch(/database system is shut down/);
    },
    SLOW_MS,
  );

  it(
    'a server whose keeper was killed too is stopped first, with a notice',
    async () => {
      const owner = await startOwner({ folder: existing, durable: true });
      const keeper = (await findServer(dataOf(existing)))?.keeper as number;
      process.kill(keeper, 'SIGKILL');
      await isGone(keeper);
      const next = await start({ folder: existing, mayJoin: true });
      expect(next.notices).toEqual([expect.stringContaining(`Stopping PostgreSQL process ${owner.pid},`)]);
      expect(next.joined).toBe(false);
      await owner.kill();
      expect(await query(next.url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
    },
    SLOW_MS,
  );

  it(
    'all that was committed is there although everything was killed at once, and the owner gets to know',
    async () => {
      const server = await start({ folder: existing, durable: true });
      await query(server.url('postgres'), 'create table if not exists committed as select 42 as answer');
      process.kill(server.pid, 'SIGKILL');
      await eventually('a notice', async () => server.notices.length > 0);
      expect(server.notices).toEqual([expect.stringContaining(`process ${server.pid} ended by itself`)]);
      const again = await start({ folder: existing, durable: true });
      expect(await query(again.url('postgres'), 'select answer from committed')).toEqual([{ answer: 42 }]);
    },
    SLOW_MS,
  );

  it(
    'another program that has the pid of the dead server is left alone',
    async () => {
      const { uid, gid } = await stat(dataOf(existing));
      // Of the same user: PostgreSQL takes any such process for a server of its own.
      const bystander = spawn('sleep', ['60'], isRoot ? { uid, gid } : {});
      try {
        await once(bystander, 'spawn');
        const pidFile = `${bystander.pid}\n${dataOf(existing)}\n1\n5432\n\n\n1 1\nready\n`;
        await writeFile(path.join(dataOf(existing), 'postmaster.pid'), pidFile);
        const server = await start({ folder: existing });
        expect(await query(server.url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
        expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
      } finally {
        bystander.kill('SIGKILL');
      }
    },
    SLOW_MS,
  );

  it(
    'half a database of a killed initdb is removed, and that of a living one is not',
    async () => {
      const folder = await newFolder();
      // Above the highest pid that Linux gives.
      for (const pid of [4_194_305, process.pid])
        await mkdir(path.join(folder, `cluster.initialising-${pid}`, 'data'), { recursive: true });
      await start({ folder });
      expect((await readdir(folder)).sort()).toEqual(['cluster', `cluster.initialising-${process.pid}`, 'server.log']);
    },
    SLOW_MS,
  );
});

describe('when root starts it', () => {
  const noNotice = () => undefined;

  asRoot(
    'a closed folder has its data elsewhere, found again by the next start, and a notice says where and why',
    async () => {
      const fallbackFolder = await newFolder();
      const home = await newFolder(0o700);
      const folder = path.join(home, 'checkout', '.data');
      const first = await start({ folder, fallbackFolder });
      expect(path.dirname(first.folder)).toBe(fallbackFolder);
      expect(first.notices).toEqual([
        expect.stringMatching(new RegExp(`not in ${folder}: .* cannot enter ${home}\\.$`)),
      ]);
      expect(Number(/^Uid:\s+(\d+)/m.exec(await readFile(`/proc/${first.pid}/status`, 'utf8'))?.[1])).toBeGreaterThan(
        0,
      );
      await first.stop();
      expect(await choosePlace(folder, fallbackFolder, noNotice)).toMatchObject({ folder: first.folder });
      expect(await readdir(home)).toEqual([]);
    },
    SLOW_MS,
  );

  asRoot('the server runs as the owner of the checkout, who can go on with the data', async () => {
    const checkout = await newFolder(0o700);
    await chown(checkout, UNPRIVILEGED_UID, UNPRIVILEGED_UID);
    const { folder, account } = await choosePlace(path.join(checkout, '.data', 'postgres'), '/var/tmp', noNotice);
    expect([folder, account?.uid]).toEqual([path.join(checkout, '.data', 'postgres'), UNPRIVILEGED_UID]);
    expect((await stat(path.join(checkout, '.data'))).uid).toBe(UNPRIVILEGED_UID);
  });

  asRoot('a folder that another user has put in the shared place is refused', async () => {
    const fallbackFolder = await newFolder();
    const folder = path.join(await newFolder(0o700), 'postgres');
    const { folder: elsewhere } = await choosePlace(folder, fallbackFolder, noNotice);
    await chown(elsewhere, UNPRIVILEGED_UID, UNPRIVILEGED_UID);
    await expect(choosePlace(folder, fallbackFolder, noNotice)).rejects.toThrow(
      `${elsewhere} belongs to user ${UNPRIVILEGED_UID}`,
    );
  });

  asRoot(
    'programs in a closed folder run from a copy that every user can read, which is whole again when a file is gone',
    async () => {
      const fallbackFolder = await newFolder();
      const installed = path.join(await newFolder(0o700), 'package');
      await mkdir(path.join(installed, 'native', 'bin'), { recursive: true, mode: 0o700 });
      await writeFile(path.join(installed, 'package.json'), '{"version":"18.4.0"}', { mode: 0o600 });
      await writeFile(path.join(installed, 'native', 'bin', 'postgres'), 'program', { mode: 0o700 });
      const account = { uid: UNPRIVILEGED_UID, gid: UNPRIVILEGED_UID };
      const copy = () => reachablePrograms(installed, account, fallbackFolder, noNotice);
      const [first, second] = await Promise.all([copy(), copy()]);
      expect([first, second]).toEqual(Array(2).fill(path.join(fallbackFolder, 'salur-postgres-18.4.0-0')));
      await rm(path.join(first, 'package.json'));
      await copy();
      const modeOf = async (file: string) => ((await stat(path.join(first, file))).mode & 0o777).toString(8);
      expect(await Promise.all(['.', 'native/bin/postgres', 'package.json'].map(modeOf))).toEqual([
        '755',
        '755',
        '644',
      ]);
      expect(await readdir(fallbackFolder)).toHaveLength(1);
      const open = path.join(await newFolder(), 'package');
      await cp(first, open, { recursive: true });
      expect(await reachablePrograms(open, account, fallbackFolder, noNotice)).toBe(open);
    },
  );
});
