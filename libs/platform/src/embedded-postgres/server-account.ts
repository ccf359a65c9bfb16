import { readFile } from 'node:fs/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** The system user the PostgreSQL programs run as when the caller is root, because they refuse to run as root. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody` exists on every system; a user of its own is not created, because a service has no business editing /etc/passwd. */
const ACCOUNT_NAMES = ['postgres', '_postgres', 'nobody'];

/** True when this process is root and therefore has to hand the server to another account. */
export function runsAsRoot(): boolean {
  return callerUid() === 0;
}

/** The effective user id of this process. */
export function callerUid(): number {
  if (!process.geteuid) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL runs on Linux and macOS only, not on ${process.platform}: set DATABASE_URL to a PostgreSQL server.`,
    );
  }
  return process.geteuid();
}

/** The account for a new cluster: `undefined` means "as the caller". */
export async function defaultServerAccount(): Promise<ServerAccount | undefined> {
  if (!runsAsRoot()) return undefined;
  const accounts = await readAccounts();
  for (const name of ACCOUNT_NAMES) {
    const account = accounts.get(name);
    if (account && account.uid > 0 && account.gid > 0) return account;
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root and none of the users ${ACCOUNT_NAMES.join(', ')} exists: add a user named postgres, start Salur as a plain user, or set DATABASE_URL.`,
  );
}

async function readAccounts(): Promise<Map<string, ServerAccount>> {
  const accounts = new Map<string, ServerAccount>();
  for (const line of (await readFile('/etc/passwd', 'utf8')).split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name && uid && gid) accounts.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  return accounts;
}
