import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { copyBinaries, type InstalledBinaries } from './copy-binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { runProgram } from './run-program.js';
import type { ServerAccount } from './server-account.js';

/** The PostgreSQL programs, in a place from where the server account can run them. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Of PostgreSQL, e.g. 18: data of another major version cannot be opened. */
  readonly majorVersion: string;
}

const VERSION_TIMEOUT_MS = 20_000;

/** Finds the installed programs; when the account cannot run them where they are, a copy in the fallback folder is used. */
export async function preparePostgresBinaries(
  account: ServerAccount | undefined,
  fallbackFolder: string,
  onNotice: (sentence: string) => void,
): Promise<PostgresBinaries> {
  const installed = await findInstalledBinaries();
  const inPlace = await tryBinaries(installed.nativeFolder, account);
  if (inPlace === 'runs') return binariesIn(installed.nativeFolder, installed);
  if (account && inPlace === 'EPERM') {
    throw new EmbeddedPostgresError(
      `PostgreSQL refuses to run as root, and root may not start it as user ${account.uid} here: start Salur as a plain user, or set DATABASE_URL.`,
    );
  }
  if (!account || inPlace !== 'EACCES') throw new EmbeddedPostgresError(cannotRun(installed.nativeFolder, inPlace));

  const copy = await copyBinaries(installed, fallbackFolder);
  const copied = await tryBinaries(copy, account);
  if (copied !== 'runs') throw new EmbeddedPostgresError(cannotRun(copy, copied));
  onNotice(
    `The PostgreSQL programs run from a copy in ${copy}, because the user the server runs as (${account.uid}) cannot enter ${installed.nativeFolder}.`,
  );
  return binariesIn(copy, installed);
}

/**
 * Asks for the platform package itself, not for `embedded-postgres`, which brings it: importing that one installs exit
 * hooks that end this process.
 */
async function findInstalledBinaries(): Promise<InstalledBinaries> {
  const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const requireFromHere = createRequire(import.meta.url);
    const requireFromBringer = createRequire(requireFromHere.resolve('embedded-postgres'));
    const packageFolder = path.dirname(path.dirname(requireFromBringer.resolve(platformPackage)));
    const { version } = JSON.parse(await readFile(path.join(packageFolder, 'package.json'), 'utf8'));
    return { nativeFolder: path.join(packageFolder, 'native'), packageVersion: version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The package ${platformPackage} with the PostgreSQL programs is not installed: run npm ci (with optional dependencies), or set DATABASE_URL.`,
      { cause },
    );
  }
}

/** Really starts a program, because file modes do not tell about ACLs, noexec mounts or a missing system library. */
async function tryBinaries(nativeFolder: string, account: ServerAccount | undefined): Promise<'runs' | string> {
  const result = await runProgram(
    path.join(nativeFolder, 'bin', 'postgres'),
    ['--version'],
    account,
    VERSION_TIMEOUT_MS,
  );
  return result.exitCode === 0 ? 'runs' : (result.startError ?? result.output.trim());
}

function cannotRun(nativeFolder: string, reason: string): string {
  return `The PostgreSQL programs in ${nativeFolder} do not run here (${reason}): run npm ci again with install scripts allowed, or set DATABASE_URL.`;
}

function binariesIn(nativeFolder: string, { packageVersion }: InstalledBinaries): PostgresBinaries {
  return {
    postgres: path.join(nativeFolder, 'bin', 'postgres'),
    initdb: path.join(nativeFolder, 'bin', 'initdb'),
    majorVersion: packageVersion.split('.')[0] ?? '',
  };
}
