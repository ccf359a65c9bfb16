// Starts the one PostgreSQL server all tests of a run share. Each test file takes a database of its own from it:
// see support/embedded-postgres-database.ts.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const REPOSITORY = path.resolve(import.meta.dirname, '..');
const BUILT_PLATFORM = path.join(REPOSITORY, 'dist/libs/platform/src');
const FOLDER_PREFIX = 'salur-test-';

export default async function startTestServer() {
  buildLibraries();
  const { startEmbeddedPostgres, removeAbandonedData } = await importBuilt('embedded-postgres/index.js');
  // Root's server runs as another user, for whom a private TMPDIR would be out of reach.
  const parentFolder = process.geteuid?.() === 0 ? '/var/tmp' : tmpdir();
  await removeAbandonedData(parentFolder, FOLDER_PREFIX);
  const server = await startEmbeddedPostgres({
    dataDirectory: path.join(parentFolder, `${FOLDER_PREFIX}${randomUUID()}`),
    durable: false,
    ephemeral: true,
    settings: { max_connections: '300' },
  });
  globalThis.embeddedPostgresOfTests = server;
  stopOnSignal(server);
  try {
    await makeTemplateDatabase(server);
  } catch (error) {
    await server.stop();
    throw error;
  }
  // The test workers are started after this and inherit it.
  process.env.TEST_POSTGRES_URL = server.url('postgres');
}

function buildLibraries() {
  const swc = path.join(REPOSITORY, 'node_modules/@swc/cli/bin/swc.js');
  execFileSync(process.execPath, [swc, 'apps', 'libs', 'tools', '-d', 'dist', '--quiet'], {
    cwd: REPOSITORY,
    stdio: 'inherit',
  });
}

function importBuilt(file) {
  return import(pathToFileURL(path.join(BUILT_PLATFORM, file)).href);
}

/** Migrations run once; the test databases are copies of the result. */
async function makeTemplateDatabase(server) {
  await server.createDatabase('salur_template');
  const migrations = 'database/run-migrations.js';
  if (!existsSync(path.join(BUILT_PLATFORM, migrations))) return;
  const { runMigrations } = await importBuilt(migrations);
  await runMigrations(server.url('salur_template'));
}

/** Jest does not tear down on Ctrl-C. After the stop the signal takes its usual course. */
function stopOnSignal(server) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => server.stop().finally(() => process.kill(process.pid, signal)));
  }
}
