import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Parked deliveries are few, and looked for among very many that were delivered. */
export class ParkedWebhooks1795380000000 implements MigrationInterface {
  name = 'ParkedWebhooks1795380000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index webhook_delivery_parked on webhook_delivery (client_id, created_at, id) where status = 'parked'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index webhook_delivery_parked`);
  }
}
