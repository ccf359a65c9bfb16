import type { DataSource } from 'typeorm';
import { configuration, recordAudit } from '#libs/audit';
import { ADVISORY_LOCKS, inTransaction, newId } from '#libs/platform';
import { ALL_SCOPES } from './access.js';
import { hashOfKey } from './api-key.entity.js';

/** The client whose only key comes from the configuration. */
export const BOOTSTRAP_CLIENT = 'bootstrap';

/** BOOTSTRAP_API_KEY is already the key of another client: one secret must not identify two callers. */
export class BootstrapKeyTakenError extends Error {
  constructor() {
    super('BOOTSTRAP_API_KEY is the key of another client: configure a different key');
    this.name = 'BootstrapKeyTakenError';
  }
}

/**
 * Makes the configured key valid with every scope, and revokes keys that were configured earlier. Replicas that start at the
 * same time take turns.
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
    const [valid]: unknown[] = await tx.query(
      `select id from api_key where client_id = $1 and secret_hash = $2 and revoked_at is null and scopes = $3`,
      [clientId, secretHash, ALL_SCOPES],
    );
    const [revoked]: [{ id: string }[], number] = await tx.query(
      `update api_key set revoked_at = now() where client_id = $1 and secret_hash <> $2 and revoked_at is null
       returning id`,
      [clientId, secretHash],
    );
    const ensured: { id: string }[] = await tx.query(
      // The new key replaces the last one: changing the configuration must not create a second approver.
      `insert into api_key (id, client_id, secret_hash, scopes, replaces_key_id)
       values ($1, $2, $3, $4, (select id from api_key as last where client_id = $2
         and not exists (select from api_key where replaces_key_id = last.id) limit 1))
       on conflict (secret_hash) do update set scopes = excluded.scopes, revoked_at = null
         where api_key.client_id = excluded.client_id
       returning id`,
      [newId(), clientId, secretHash, ALL_SCOPES],
    );
    if (ensured.length === 0) throw new BootstrapKeyTakenError();
    const made = valid === undefined ? ensured : [];
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
