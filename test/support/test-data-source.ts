import { DataSource } from 'typeorm';
import { AUDIT_ENTITIES } from '#libs/audit';
import { CLIENT_ENTITIES } from '#libs/clients';
import { PAYOUT_ENTITIES } from '#libs/payouts';
import { dataSourceOptions, Worker } from '#libs/platform';
import { RAIL_ENTITIES } from '#libs/rails';
import { RECONCILIATION_ENTITIES } from '#libs/reconciliation';
import { WEBHOOK_ENTITIES } from '#libs/webhooks';
import { RateLimit } from '../../apps/api/src/limits/rate-limit.entity.js';
import { createTestDatabase } from './embedded-postgres-database.js';
import { PATIENT_CONNECT_MS } from './eventually.js';

export const ALL_ENTITIES = [
  ...PAYOUT_ENTITIES,
  ...RAIL_ENTITIES,
  ...WEBHOOK_ENTITIES,
  ...CLIENT_ENTITIES,
  ...AUDIT_ENTITIES,
  ...RECONCILIATION_ENTITIES,
  RateLimit,
  Worker,
];

/** A data source of the service's own kind on a fresh migrated database, and how to get rid of both. */
export async function openTestDataSource(): Promise<{
  dataSource: DataSource;
  url: string;
  close: () => Promise<void>;
}> {
  const database = await createTestDatabase();
  const dataSource = new DataSource(
    dataSourceOptions(
      { url: database.url, poolSize: 8, connectTimeoutMs: PATIENT_CONNECT_MS, applicationName: 'test' },
      ALL_ENTITIES,
    ),
  );
  await dataSource.initialize();
  return {
    dataSource,
    url: database.url,
    close: async () => {
      await dataSource.destroy();
      await database.drop();
    },
  };
}
