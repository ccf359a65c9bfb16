import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists that find few payouts among very many: those of a client that have not ended, and those that ended at some time. */
export class Searches1795582000000 implements MigrationInterface {
  name = 'Searches1795582000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index payout_open_by_client on payout (client_id, id)
       where status in ('created', 'inquired', 'transferring', 'pending', 'review')`,
    );
    await runner.query(
      `create index payout_completed_by_client on payout (client_id, completed_at, id) where completed_at is not null`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index payout_completed_by_client, payout_open_by_client`);
  }
}
