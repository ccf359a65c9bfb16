import type { DataSource } from 'typeorm';
import { configuration, recordAudit } from '#libs/audit';
import { ADVISORY_LOCKS, inTransaction, newId } from '#libs/platform';
import { hashOfKey } from './hash-of-key.js';
import { ALL_SCOPES } from './scopes.js';

/** The client whose one key comes from the configuration. */
export const BOOTSTRAP_CLIENT = 'bootstrap';

/** BOOTSTRAP_API_KEY is already the key of another client: the same secret must not mean two callers. */
export class BootstrapKeyTakenError extends Error {
  constructor() {
    super('BOOTSTRAP_API_KEY is the key of another client: configure another one');
    this.name = 'BootstrapKeyTakenError';
  }
}

/**
 * Sees that the configured key works, with every scope, and that keys configured earlier no longer do. Replicas that start
 * at once take turns.
 *
 * @throws BootstrapKeyTakenError
 */
export async function ensureBootstrapKey(dataSource: DataSource, key: string, pepper: string): Promise<void> {
  const secretHash = hashOfKey(key, pepper);
  await inTransaction(dataSource, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock($1)`, [ADVISORY_LOCKS.ensureBootstrapKey]);
    await tx.query(`insert into client (id, name) values ($1, $2) on conflict (name) do nothing`, [
      newId(),
      BOOTSTRAP_CLIENT,
    ]);
    const [client]: { id: string }[] = await tx.query(`select id from client where name = $1`, [BOOTSTRAP_CLIENT]);
    const clientId = client?.id;
    const [works]: unknown[] = await tx.query(
      `select id from api_key where client_id = $1 and secret_hash = $2 and revoked_at is null and scopes = $3`,
      [clientId, secretHash, ALL_SCOPES],
    );
    const [revoked]: [{ id: string }[], number] = await tx.query(
      `update api_key set revoked_at = now() where client_id = $1 and secret_hash <> $2 and revoked_at is null
       returning id`,
      [clientId, secretHash],
    );
    const ensured: { id: string }[] = await tx.query(
      // A new one takes the place of the last: whoever changes the configuration does not become another person by it.
      `insert into api_key (id, client_id, secret_hash, scopes, replaces_key_id)
       values ($1, $2, $3, $4, (select id from api_key as last where client_id = $2
         and not exists (select from api_key where replaces_key_id = last.id) limit 1))
       on conflict (secret_hash) do update set scopes = excluded.scopes, revoked_at = null
         where api_key.client_id = excluded.client_id
       returning id`,
      [newId(), clientId, secretHash, ALL_SCOPES],
    );
    if (ensured.length === 0) throw new BootstrapKeyTakenError();
    const made = works === undefined ? ensured : [];
    const details = { clientId };
    await recordAudit(
      tx,
      configuration(),
      ...revoked.map(({ id }) => ({ action: 'key.revoke', subjectId: id, details }) as const),
      ...made.map(
        ({ id }) => ({ action: 'key.create', subjectId: id, details: { clientId, scopes: ALL_SCOPES } }) as const,
      ),
    );
  });
}
