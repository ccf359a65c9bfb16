import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A lease has columns of its own: until now `due_at` said both when a payout is looked at next and when the lease ends.
 *
 * Replicas of the release before run beside the new ones for a while. They know no `leased_until`: the leases that they hold
 * are due times in the future, which new replicas leave alone. Of the leases of new replicas they are kept off by the trigger:
 * it skips the row, so that a claim gets the others that it asked for.
 */
export class Leases1795500000000 implements MigrationInterface {
  name = 'Leases1795500000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `alter table payout add leased_until timestamptz, add wanted_at timestamptz`,
  `create function payout_skip_update() returns trigger language plpgsql as $$ begin return null; end $$`,
  // The release before gives a payout that is confirmed a new fence: that is no claim.
  `create trigger payout_lease_is_respected before update on payout for each row
    when (old.leased_until > now() and new.fence <> old.fence and new.version = old.version
      and new.confirmed_at is not distinct from old.confirmed_at)
    execute function payout_skip_update()`,
];

const DOWN = [
  `drop trigger payout_lease_is_respected on payout`,
  `drop function payout_skip_update`,
  // A lease that runs becomes what the release before takes for one.
  `update payout set due_at = greatest(due_at, leased_until) where leased_until > now() and due_at is not null`,
  `alter table payout drop column leased_until, drop column wanted_at`,
];
