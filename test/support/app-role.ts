import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { runMigrations } from '#libs/platform';

/** A role as the service has it in production, on one test database. */
export interface AppRole {
  readonly name: string;
  /** Of the database, as this role. */
  readonly url: string;
  /** When the database is gone: a role that may do something anywhere cannot be dropped. */
  drop(): Promise<void>;
}

/** Makes a role and grants it what `npm run migrate` grants. */
export async function newAppRole(databaseUrl: string): Promise<AppRole> {
  const role = await newRole(databaseUrl);
  await runMigrations(databaseUrl, { appRole: role.name });
  return role;
}

/** Makes a role that may do nothing but connect. */
export async function newRole(databaseUrl: string, attributes = ''): Promise<AppRole> {
  const name = `salur_app_${randomUUID().slice(0, 8)}`;
  const password = randomUUID();
  await administer(`create role ${name} login password '${password}' ${attributes}`);
  const url = new URL(databaseUrl);
  url.username = name;
  url.password = password;
  return { name, url: url.href, drop: () => administer(`drop role if exists ${name}`) };
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.TEST_POSTGRES_URL as string });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
