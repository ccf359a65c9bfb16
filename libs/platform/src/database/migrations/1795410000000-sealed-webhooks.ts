import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Vault } from '../../vault/vault.js';
import { refuseUnlessEmpty, type Sealing, seal, sealRows } from './seal-rows.js';

/**
 * Secrets of webhook endpoints and bodies of deliveries are sealed too.
 *
 * @param vault null: there is nothing to seal yet, or the migration fails
 */
export function sealedWebhooks(vault: Vault | null): new () => MigrationInterface {
  return class SealedWebhooks1795410000000 implements MigrationInterface {
    name = 'SealedWebhooks1795410000000';

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of NEW_COLUMNS) await runner.query(statement);
      for (const sealing of SEALINGS) await sealRows(runner, vault, sealing);
      for (const statement of OLD_COLUMNS_OFF) await runner.query(statement);
    }

    async down(runner: QueryRunner): Promise<void> {
      await refuseUnlessEmpty(runner, 'webhook_endpoint');
      for (const statement of DOWN) await runner.query(statement);
    }
  };
}

const NEW_COLUMNS = [
  `alter table webhook_endpoint add secret_sealed bytea, add previous_secret_sealed bytea`,
  `alter table webhook_delivery add body_sealed bytea`,
];

const SEALINGS: readonly Sealing[] = [
  {
    table: 'webhook_endpoint',
    id: 'id',
    read: 'secret, previous_secret',
    // The secret before was bound to the column that it came from.
    write: (vault, row) => ({
      secret_sealed: seal(vault, 'webhook_endpoint', 'secret_sealed', row.key, row.secret),
      previous_secret_sealed: seal(vault, 'webhook_endpoint', 'secret_sealed', row.key, row.previous_secret),
    }),
  },
  {
    table: 'webhook_delivery',
    id: 'id',
    read: 'body',
    write: (vault, row) => ({ body_sealed: seal(vault, 'webhook_delivery', 'body_sealed', row.key, row.body) }),
  },
];

const OLD_COLUMNS_OFF = [
  `alter table webhook_endpoint
    drop column secret, drop column previous_secret, alter secret_sealed set not null,
    add constraint webhook_endpoint_previous_secret_ends
      check ((previous_secret_sealed is null) = (previous_secret_until is null))`,
  `alter table webhook_delivery drop column body, alter body_sealed set not null`,
];

const DOWN = [
  `alter table webhook_delivery drop column body_sealed, add body text not null`,
  `alter table webhook_endpoint
    drop column secret_sealed, drop column previous_secret_sealed,
    add secret text not null, add previous_secret text,
    add constraint webhook_endpoint_previous_secret_ends check ((previous_secret is null) = (previous_secret_until is null))`,
];
