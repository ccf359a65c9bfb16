// Starts the one PostgreSQL server all tests of a run share. Each test file takes a database of its own from it:
// see support/embedded-postgres-database.ts. It stops with this process, also when that is killed.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const REPOSITORY = path.resolve(import.meta.dirname, '..');

export default async function startTestServer() {
  build();
  const { startLocalPostgres } = await importBuilt('tools/local-postgres/index.js');
  const { runMigrations } = await importBuilt('libs/platform/src/database/run-migrations.js');
  const server = await startLocalPostgres({ durable: false, settings: { max_connections: '300' } });
  globalThis.postgresOfTests = server;
  try {
    // Migrations run once; the test databases are copies of the result.
    await server.createDatabase('salur_template');
    await runMigrations(server.url('salur_template'));
  } catch (error) {
    await server.stop();
    throw error;
  }
  // The test workers are started after this and inherit it.
  process.env.TEST_POSTGRES_URL = server.url('postgres');
}

function build() {
  const swc = path.join(REPOSITORY, 'node_modules/@swc/cli/bin/swc.js');
  for (const step of [[swc, 'apps', 'libs', 'tools', '-d', 'dist', '--quiet'], ['dist/tools/bundle.js']])
    execFileSync(process.execPath, step, { cwd: REPOSITORY, stdio: 'inherit' });
}

function importBuilt(file) {
  return import(pathToFileURL(path.join(REPOSITORY, 'dist', file)).href);
}
