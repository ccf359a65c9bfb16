import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payouts whose money may have left, or that wait for a person, are few among very many that have ended: to count them. */
export class PayoutsOnTheirWay1795460000000 implements MigrationInterface {
  name = 'PayoutsOnTheirWay1795460000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index payout_on_its_way on payout (provider, status) where status in ('transferring', 'pending', 'review')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index payout_on_its_way`);
  }
}
