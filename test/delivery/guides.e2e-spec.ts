/**
 * Every command of README.md and the guides, word for word but for addresses and ids, in the order in which a reader meets them.
 * Each document is one terminal; most share a service, a sandbox and a database, and some start their own.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { newId, runMigrations } from '#libs/platform';
import { type LocalPostgres, startLocalPostgres } from '../../tools/local-postgres/index.js';
import { freePort } from '../../tools/stack/free-port.js';
import { LOCAL_API_KEY } from '../../tools/stack/local-stack.js';
import { eventually } from '../support/eventually.js';
import { type Block, blocksOf, isInstalled } from '../support/guide.js';
import { Sandbox } from '../support/sandbox.js';
import { Service } from '../support/service.js';
import { ShellSession } from '../support/shell-session.js';

const DOCUMENTS = ['README.md', ...globSync('docs/guides/*.md').sort()];
/** They start what they need themselves. */
const OWN_STACK = ['rehearsing-production', 'sandbox', 'two-replicas'].map((name) => `docs/guides/${name}.md`);
/** Ports that documents name; each is another one here. */
const PORTS = /\b(3000|3001|3002|4010|4443|8080|8443)\b/g;
/** Newer servers refuse an older pg_dump. */
const POSTGRES_VERSION = 18;

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
  'key-id': () => 'select id from api_key where revoked_at is null order by id desc limit 1',
};

const work = path.resolve('.data', `guides-${newId()}`);
let server: LocalPostgres;
let sandbox: Sandbox;
let service: Service;
let shared: pg.Client;

beforeAll(async () => {
  mkdirSync(path.join(work, 'bin'), { recursive: true });
  for (const program of ['npm', 'npx']) {
    const script = `#!/bin/sh\nexec '${process.execPath}' '${path.resolve('test/support/run-built-script.mjs')}' ${program} "$@"\n`;
    writeFileSync(path.join(work, 'bin', program), script);
    chmodSync(path.join(work, 'bin', program), 0o755);
  }
  // Responses that are errors fail their command.
  writeFileSync(path.join(work, '.curlrc'), 'fail-with-body\nshow-error\n');

  // Production refuses the server of the other tests, which does not keep what it acknowledges.
  server = await startLocalPostgres({ durable: true });
  await server.createDatabase('guides');
  await runMigrations(server.url('guides'));
  sandbox = await Sandbox.start({ SANDBOX_CALLBACK_DELAY: '300' });
  service = await Service.start(server.url('guides'), sandbox, {
    ...sandbox.wholeEnvironment,
    BOOTSTRAP_API_KEY: LOCAL_API_KEY,
    PUBLIC_URL: 'http://127.0.0.1:9',
    TWO_PEOPLE_FROM: '100000000',
  });
  shared = new pg.Client({ connectionString: server.url('guides') });
  await shared.connect();
}, 300_000);

afterAll(async () => {
  await shared?.end();
  await service?.stop();
  await sandbox?.stop();
  await server?.stop();
  rmSync(work, { recursive: true, force: true });
}, 120_000);

const missing = (block: Block) => (block.options.requires?.split(',') ?? []).filter((program) => !isUsable(program));

function isUsable(program: string): boolean {
  if (program !== 'pg_dump') return isInstalled(program);
  const { stdout } = spawnSync('pg_dump', ['--version'], { encoding: 'utf8' });
  return Number(/\d+/.exec(stdout ?? '')?.[0] ?? 0) >= POSTGRES_VERSION;
}

/** A document as one terminal in a folder of its own. */
class Reader {
  private readonly ports = new Map<string, string>();
  private folder = '';
  private session: ShellSession | undefined;

  constructor(private readonly document: string) {}

  async open(): Promise<void> {
    this.folder = mkdtempSync(path.join(work, 'reader-'));
    for (const name of ['apps', 'docs', '.env.example', 'node_modules'])
      symlinkSync(path.resolve(name), path.join(this.folder, name));
    if (this.startsItsOwn) await server.createDatabase(this.database);
    else {
      this.ports.set('3000', new URL(service.url).port);
      this.ports.set('4010', new URL(sandbox.url).port);
    }
    this.session = ShellSession.start(this.folder, {
      PATH: `${path.join(work, 'bin')}:${path.resolve('node_modules/.bin')}:${process.env.PATH}`,
      CURL_HOME: work,
      HOME: work,
      ...(this.startsItsOwn
        ? {}
        : { NODE_ENV: 'test', DATABASE_URL: server.url('guides'), ...sandbox.wholeEnvironment }),
    });
  }

  async do({ language, options, text }: Block): Promise<void> {
    const script = await this.asHere(text);
    if (options.file !== undefined) return writeFileSync(path.join(this.folder, options.file), script);
    if (language !== 'sh') return;
    const output =
      options.background === undefined
        ? await this.session?.run(script)
        : await this.session?.startInBackground(script, options.background);
    if (options.prints !== undefined) expect(output).toContain(options.prints);
  }

  async close(): Promise<void> {
    await this.session?.end();
  }

  private get startsItsOwn(): boolean {
    return OWN_STACK.includes(this.document);
  }

  private get database(): string {
    return path.basename(this.document, '.md').replaceAll('-', '_');
  }

  private async asHere(text: string): Promise<string> {
    for (const [port] of text.matchAll(PORTS))
      if (!this.ports.has(port)) this.ports.set(port, String(await freePort()));
    const placed = text
      .replaceAll(PORTS, (port) => this.ports.get(port) as string)
      .replaceAll(/postgres:\/\/\S+@db\.example\/salur/g, server.url(this.database))
      .replaceAll(/postgres:\/\/\S+@restored\.example\/salur_restored/g, server.url('salur_restored'));
    const lines: string[] = [];
    for (const line of placed.split('\n')) lines.push(await this.withIds(line));
    return lines.join('\n');
  }

  private async withIds(line: string): Promise<string> {
    let filled = line;
    for (const [placeholder, name] of line.matchAll(/<([a-z]+-id)>/g)) {
      const query = IDS[name as string]?.(line);
      if (query === undefined) throw new Error(`the test does not know what ${placeholder} is`);
      const { id } = await eventually(`${placeholder} is there`, async () => (await shared.query(query)).rows[0]);
      filled = filled.replace(placeholder, id);
    }
    return filled;
  }
}

describe.each(DOCUMENTS)('%s', (document) => {
  const blocks = blocksOf(document).filter(({ language, options }) => language === 'sh' || options.file !== undefined);
  const reader = new Reader(document);
  beforeAll(() => reader.open(), 60_000);
  afterAll(() => reader.close(), 120_000);

  it('names the tests of the commands that are not run here', () => {
    const tests = blocks.flatMap(({ options }) => options['tested-by'] ?? []);
    expect(tests.filter((file) => !existsSync(file))).toEqual([]);
  });

  const run = blocks.filter(({ options }) => options['tested-by'] === undefined);
  for (const block of run) {
    const absent = missing(block);
    const test = absent.length === 0 ? it : it.skip;
    const why = absent.length === 0 ? '' : `, skipped: ${absent.join(', ')} not installed`;
    test(`does what line ${block.line} says${why}`, () => reader.do(block), 300_000);
  }
});
