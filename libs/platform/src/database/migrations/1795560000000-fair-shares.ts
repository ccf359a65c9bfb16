import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Due payouts, and payouts that wait for funds, are found by client, so that each client gets its share. Each index takes the place of one of the same
 * name, and holds only payouts that are not at rest.
 *
 * Replicas of the release before run beside the new ones for a while. Their claims ask for the payouts of a provider that are due first; they
 * find them by the first column of the new index.
 */
export class FairShares1795560000000 implements MigrationInterface {
  name = 'FairShares1795560000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const DROP_INDEXES = `drop index payout_due, payout_unsent_due, payout_waits_for_funds`;

const UP = [
  `alter table payout add holds_place boolean not null default true`,
  `alter table provider_account add highest bigint`,
  `update provider_account set highest = available`,
  DROP_INDEXES,
  `create index payout_due on payout (provider, client_id, due_at) where due_at is not null`,
  `create index payout_unsent_due on payout (provider, client_id, due_at)
    where due_at is not null and status in ('created', 'inquired')`,
  `create index payout_waits_for_funds on payout (provider, holds_place, client_id, funds_since)
    where waiting_reason = 'funds'`,
];

const DOWN = [
  DROP_INDEXES,
  `create index payout_due on payout (provider, due_at) where due_at is not null`,
  `create index payout_unsent_due on payout (provider, due_at)
    where due_at is not null and status in ('created', 'inquired')`,
  `create index payout_waits_for_funds on payout (provider, funds_since) where waiting_reason = 'funds'`,
  `alter table provider_account drop column highest`,
  `alter table payout drop column holds_place`,
];
