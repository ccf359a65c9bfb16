import pg from 'pg';
import { SUPERUSER } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { LOOPBACK } from './free-port.js';

const DUPLICATE_DATABASE = '42P04';

/** The connection URL of the superuser for one database. */
export function databaseUrl(port: number, password: string, database: string): string {
  // `pg` decodes the name by decodeURI, which leaves an encoded slash or semicolon encoded.
  const databasePath = encodeURI(database).replace(/[?#]/g, encodeURIComponent);
  return `postgresql://${SUPERUSER}:${encodeURIComponent(password)}@${LOOPBACK}:${port}/${databasePath}`;
}

/** Creates a database. `file_copy` copies a template twice as fast as the default, which writes it through the log. */
export async function createDatabase(adminUrl: string, name: string, template?: string): Promise<void> {
  const from = template === undefined ? '' : ` TEMPLATE ${pg.escapeIdentifier(template)} STRATEGY file_copy`;
  await withClient(adminUrl, `create the database ${name}`, async (client) => {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}${from}`);
  });
}

/** Creates a database unless it exists. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, `create the database ${name}`, async (client) => {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`).catch((error) => {
      if (error.code !== DUPLICATE_DATABASE) throw error;
    });
  });
}

async function withClient(adminUrl: string, intent: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  // Without a listener a connection lost between queries would end the whole process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await work(client);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL could not ${intent} (${(cause as Error).message}): choose another name or template, or see its log.`,
      { cause },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
