import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import pg from 'pg';
import { runMigrations } from '#libs/platform';
import { type LocalPostgres, startLocalPostgres } from '../../tools/local-postgres/index.js';
import { freePort } from '../../tools/stack/free-port.js';
import { LOCAL_API_KEY } from '../../tools/stack/local-stack.js';
import { CommandLine } from './command-line.js';
import { createTestDatabase } from './embedded-postgres-database.js';
import { eventually, PATIENT_CONNECT_MS } from './eventually.js';
import { type Block, postgresFolder } from './guide.js';
import { ACCOUNT, Sandbox } from './sandbox.js';
import { Service } from './service.js';
import { ShellSession } from './shell-session.js';

/** Ports that documents name; each is another one here. */
const PORTS = /\b(3000|3001|3002|4010|4443|8080|8443)\b/g;

/** Ids that a reader copies from an output. The newest row that fits the command is the one that the guide is about. */
const IDS: Readonly<Record<string, (command: string) => string>> = {
  'payout-id': (command) => {
    if (command.includes('resolve')) return "select id from payout where status = 'review' order by id desc limit 1";
    if (command.includes('confirm')) return "select id from payout where status = 'inquired' order by id desc limit 1";
    return 'select id from payout order by id desc limit 1';
  },
  'endpoint-id': () => 'select id from webhook_endpoint order by id desc limit 1',
  'difference-id': () =>
    "select id from difference where closed_at is null and kind = 'unknown_line' order by id desc limit 1",
  'statement-id': () => 'select id from statement where withdrawn_at is null order by id desc limit 1',
  'key-id': () => 'select id from api_key where revoked_at is null order by id desc limit 1',
};

/** What a reader has before the first command: the terminal's environment, and where the addresses of the guide are here. */
interface Surroundings {
  readonly environment: Readonly<Record<string, string>>;
  readonly ports?: Readonly<Record<string, string>>;
  readonly folders?: readonly string[];
}

/**
 * The machine of the readers. A service, a sandbox and a database start when a guide first needs them, and most guides share
 * them. Nothing of it is in the checkout.
 */
export class GuideWorld {
  readonly folder: string;
  private readonly closers: (() => unknown)[] = [];
  private stack: Promise<{ sandbox: Sandbox; service: Service; databaseUrl: string }> | undefined;

  constructor() {
    // Where another user may run a server when root runs this, as in the other tests.
    this.folder = mkdtempSync(path.join(process.getuid?.() === 0 ? '/var/tmp' : tmpdir(), 'salur-guides-'));
    chmodSync(this.folder, 0o755);
    this.closers.push(() => rmSync(this.folder, { recursive: true, force: true }));
    mkdirSync(path.join(this.folder, 'bin'));
    for (const program of ['npm', 'npx']) {
      const script = `#!/bin/sh\nexec '${process.execPath}' '${path.resolve('test/support/run-built-script.mjs')}' ${program} "$@"\n`;
      writeFileSync(path.join(this.folder, 'bin', program), script, { mode: 0o755 });
    }
    // Responses that are errors fail their command, and so does one that does not come.
    writeFileSync(path.join(this.folder, '.curlrc'), 'fail-with-body\nshow-error\nmax-time = 120\n');
    const commands = createServer(async (asked, response) => {
      const { words, environment } = (await json(asked)) as { words: string[]; environment: Record<string, string> };
      response.end(JSON.stringify(await new CommandLine(environment).run(...words)));
    }).listen(this.socket);
    this.closers.push(() => commands.close());
  }

  /** All that every terminal has. */
  environment(folders: readonly string[] = []): Record<string, string> {
    const bin = [path.join(this.folder, 'bin'), ...folders, path.resolve('node_modules/.bin')];
    return {
      NODE_ENV: 'test',
      PATH: `${bin.join(':')}:${process.env.PATH}`,
      HOME: this.folder,
      CURL_HOME: this.folder,
      GUIDES_SOCKET: this.socket,
    };
  }

  /** The service that most guides talk to, as the demo leaves it: it has paid something. */
  shared(): Promise<{ sandbox: Sandbox; service: Service; databaseUrl: string }> {
    this.stack ??= this.startStack();
    return this.stack;
  }

  async database(): Promise<string> {
    const { url, drop } = await createTestDatabase();
    this.closers.push(drop);
    return url;
  }

  /** An empty database on a server that keeps what it acknowledges: production refuses the server of the other tests. */
  async durableDatabase(): Promise<string> {
    const server: LocalPostgres = await startLocalPostgres({ durable: true });
    this.closers.push(() => server.stop());
    await server.createDatabase('salur');
    return server.url('salur');
  }

  onClose(close: () => unknown): void {
    this.closers.push(close);
  }

  /** Ends everything, what was started last first. */
  async close(): Promise<void> {
    for (const close of this.closers.reverse()) await close();
  }

  private get socket(): string {
    return path.join(this.folder, 'commands.sock');
  }

  private async startStack() {
    const databaseUrl = await this.database();
    const sandbox = await Sandbox.start({ SANDBOX_CALLBACK_DELAY: '300' });
    this.closers.push(() => sandbox.stop());
    const service = await Service.start(databaseUrl, sandbox, {
      ...sandbox.wholeEnvironment,
      BOOTSTRAP_API_KEY: LOCAL_API_KEY,
      PUBLIC_URL: 'http://127.0.0.1:9',
      TWO_PEOPLE_FROM: '100000000',
      // A reader sees a payout wait for its first status check, and reaches review in seconds.
      STATUS_CHECK_DELAYS: '1s',
      WORKER_LEASE: '30s',
    });
    this.closers.push(() => service.stop());
    await pay(service);
    return { sandbox, service, databaseUrl };
  }
}

const AUTHORIZED = { authorization: `Bearer ${LOCAL_API_KEY}` };

async function pay(service: Service, fields: Record<string, unknown> = {}, status = 'succeeded'): Promise<void> {
  const { body } = await service.create(ACCOUNT.paid, fields, { ...AUTHORIZED, prefer: 'wait=30' });
  if (body.status !== status) throw new Error(`a payout is ${body.status} and not ${status}`);
}

/** Guides that start what they need themselves, and those that need more than the shared service. */
const OF_THEIR_OWN: Readonly<Record<string, (reader: GuideReader) => Promise<Surroundings>>> = {
  sandbox: async () => ({ environment: {} }),
  'two-replicas': async ({ world }) => ({ environment: { GUIDE_DATABASE: await world.database() } }),
  'rehearsing-production': async ({ world }) => ({ environment: { GUIDE_DATABASE: await world.durableDatabase() } }),
  'backup-and-restore': (reader) => reader.startPostgres(),
};

/** One guide as one terminal in a folder of its own, from its first block to its last. */
export class GuideReader {
  private readonly name: string;
  private readonly ports = new Map<string, string>();
  private readonly folder: string;
  private session: ShellSession | undefined;
  private environment: Readonly<Record<string, string>> = {};
  private failedAt: string | undefined;

  constructor(
    readonly world: GuideWorld,
    private readonly document: string,
  ) {
    this.name = path.basename(document, '.md');
    this.folder = path.join(world.folder, this.name);
  }

  /** @throws with the line of the guide, and with what it printed, when a block fails or does not end in time */
  async do(block: Block): Promise<void> {
    const place = `${this.document}, line ${block.line}`;
    // The blocks of a guide build on one another.
    if (this.failedAt !== undefined) throw new Error(`${place} was not run: ${this.failedAt} failed`);
    try {
      if (this.session === undefined) await this.open();
      await this.run(block);
    } catch (error) {
      this.failedAt = place;
      throw new Error(`${place}: ${(error as Error).message}`, { cause: error });
    }
  }

  async close(): Promise<void> {
    await this.session?.end();
  }

  /** A PostgreSQL of the machine in this terminal, with a database that a service has worked on. */
  async startPostgres(): Promise<Surroundings> {
    const bin = postgresFolder() as string;
    const [port, password] = [await freePort(), randomBytes(24).toString('base64url')];
    const passwordFile = path.join(this.folder, 'password');
    writeFileSync(passwordFile, password, { mode: 0o600 });
    const url = (database: string) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
    const data = path.join(this.folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    let as = '';
    if (process.getuid?.() === 0) {
      // PostgreSQL does not run as root, and this user exists without an account.
      const overflow = 65_534;
      for (const file of [data, passwordFile]) chownSync(file, overflow, overflow);
      as = `setpriv --reuid=${overflow} --regid=${overflow} --clear-groups `;
    }
    const server = ShellSession.start(this.folder, { PATH: `${bin}:${process.env.PATH}`, LC_ALL: 'C' });
    this.world.onClose(() => server.end());
    const initdb = `initdb -D '${data}' -U postgres --auth=scram-sha-256 --pwfile='${passwordFile}' --encoding=UTF8 --no-sync`;
    await server.run(`cd /; ${as}${initdb}`);
    const settings = `-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
    // INT: its own fast stop. TERM would wait for every connection to end.
    const postgres = `trap 'kill -INT $!; wait' TERM; ${as}postgres -D '${data}' -p ${port} ${settings} & wait`;
    await server.startInBackground(postgres, 'ready to accept connections');
    const admin = new pg.Client({ connectionString: url('postgres'), connectionTimeoutMillis: PATIENT_CONNECT_MS });
    await admin.connect();
    await admin.query('create database salur').finally(() => admin.end());
    await runMigrations(url('salur'));
    const { sandbox, service } = await this.world.shared();
    const another = await service.startAnother({ DATABASE_URL: url('salur') });
    await pay(another);
    await pay(another, { confirmation: 'manual' }, 'inquired').finally(() => another.stop());
    return {
      environment: {
        DATABASE_URL: url('salur'),
        GUIDE_DATABASE: url('salur'),
        GUIDE_RESTORED: url('salur_restored'),
        ...sandbox.wholeEnvironment,
      },
      ports: { '4010': new URL(sandbox.url).port },
      folders: [bin],
    };
  }

  private async open(): Promise<void> {
    mkdirSync(this.folder, { mode: 0o755 });
    for (const name of ['apps', 'docs', '.env.example', 'node_modules'])
      symlinkSync(path.resolve(name), path.join(this.folder, name));
    const { environment, ports = {}, folders } = await (OF_THEIR_OWN[this.name]?.(this) ?? this.shared());
    for (const [port, here] of Object.entries(ports)) this.ports.set(port, here);
    this.environment = environment;
    this.session = ShellSession.start(this.folder, { ...this.world.environment(folders), ...environment });
  }

  private async shared(): Promise<Surroundings> {
    const { sandbox, service, databaseUrl } = await this.world.shared();
    return {
      environment: { DATABASE_URL: databaseUrl, ...sandbox.wholeEnvironment },
      ports: { '3000': new URL(service.url).port, '4010': new URL(sandbox.url).port },
    };
  }

  private async run({ language, options, text: commands }: Block): Promise<void> {
    const script = await this.asHere(commands);
    if (options.file !== undefined) return writeFileSync(path.join(this.folder, options.file), script);
    if (language !== 'sh' || this.session === undefined) return;
    const output =
      options.background === undefined
        ? await this.session.run(script)
        : await this.session.startInBackground(script, options.background);
    const text = await this.asHere(options.prints ?? '');
    if (!output.includes(text)) throw new Error(`it did not print "${text}" but:\n${output}`);
  }

  private async asHere(text: string): Promise<string> {
    for (const [port] of text.matchAll(PORTS))
      if (!this.ports.has(port)) this.ports.set(port, String(await freePort()));
    const placed = text
      .replaceAll(PORTS, (port) => this.ports.get(port) as string)
      // By name: what fails is printed, and a password must not be.
      .replaceAll(/'postgres:[^']+@db\.example\/salur'/g, '"$GUIDE_DATABASE"')
      .replaceAll(/'postgres:[^']+@restored\.example\/salur_restored'/g, '"$GUIDE_RESTORED"');
    const lines: string[] = [];
    for (const line of placed.split('\n')) lines.push(await this.withIds(line));
    return lines.join('\n');
  }

  private async withIds(line: string): Promise<string> {
    let filled = line;
    for (const [placeholder, name] of line.matchAll(/<([a-z]+-id)>/g)) {
      const query = IDS[name as string]?.(line);
      if (query === undefined) throw new Error(`the test does not know what ${placeholder} is`);
      const database = new pg.Client({
        connectionString: this.environment.DATABASE_URL,
        connectionTimeoutMillis: PATIENT_CONNECT_MS,
      });
      await database.connect();
      const found = eventually(`${placeholder} is there`, async () => (await database.query(query)).rows[0]);
      const { id } = await found.finally(() => database.end());
      filled = filled.replace(placeholder, id);
    }
    return filled;
  }
}
