import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A final status that rests on a stronger proof than before is a move of its own: a version, a row of history and an event. */
export class Proven1795540000002 implements MigrationInterface {
  name = 'Proven1795540000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `insert into payout_transition (from_status, event, to_status)
       values ('succeeded', 'proven', 'succeeded'), ('failed', 'proven', 'failed')`,
    );
  }

  /** Only without such moves: history is never rewritten. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table payout_transition disable trigger payout_transition_is_append_only`);
    await runner.query(`delete from payout_transition where event = 'proven'`);
    await runner.query(`alter table payout_transition enable trigger payout_transition_is_append_only`);
  }
}
