import { Domain } from './domain.js';
import { createTestDatabase } from './embedded-postgres-database.js';
import { Sandbox } from './sandbox.js';

/** The domain in this process with a database and a sandbox of its own, and how to get rid of them. */
export interface OpenDomain {
  readonly domain: Domain;
  readonly sandbox: Sandbox;
  readonly databaseUrl: string;
  readonly close: () => Promise<void>;
}

export async function openDomain(environment: Readonly<Record<string, string>> = {}): Promise<OpenDomain> {
  const database = await createTestDatabase();
  const sandbox = await Sandbox.start();
  const domain = await Domain.start(database.url, { ...sandbox.environment, ...environment });
  const close = async () => {
    await domain.stop();
    await sandbox.stop();
    await database.drop();
  };
  return { domain, sandbox, databaseUrl: database.url, close };
}
