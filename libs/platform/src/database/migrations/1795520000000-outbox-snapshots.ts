import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An event is stored with its snapshot by the statement that moves the payout, and only if an endpoint wants it.
 *
 * Replicas of the release before still write entries without a snapshot, so their trigger stays, for such entries alone. The
 * release after this one drops the trigger and `outbox_snapshot`.
 */
export class OutboxSnapshots1795520000000 implements MigrationInterface {
  name = 'OutboxSnapshots1795520000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Events that are not delivered yet move to where the release before looks for them. */
  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UNWANTED = `new.type not in ('payout.created', 'payout.transferring', 'payout.rerouted')`;

const UP = [
  `alter table outbox add client_id uuid, add snapshot jsonb`,
  `create index outbox_open on outbox (id) where snapshot is not null`,
  `drop trigger outbox_take_snapshot on outbox`,
  `create trigger outbox_take_snapshot after insert on outbox for each row
    when (new.snapshot is null and ${UNWANTED})
    execute function outbox_take_snapshot()`,
];

const DOWN = [
  `insert into outbox_snapshot (outbox_id, client_id, payout)
   select id, client_id, snapshot from outbox where snapshot is not null`,
  `drop trigger outbox_take_snapshot on outbox`,
  `create trigger outbox_take_snapshot after insert on outbox for each row
    when (${UNWANTED})
    execute function outbox_take_snapshot()`,
  `drop index outbox_open`,
  `alter table outbox drop column snapshot, drop column client_id`,
];
