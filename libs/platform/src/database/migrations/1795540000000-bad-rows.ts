import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a loop needs to leave a row out that cannot be read: alerts are found by what they are about, and a comparison that
 * failed is attempted again at growing intervals.
 */
export class BadRows1795540000000 implements MigrationInterface {
  name = 'BadRows1795540000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  // Empty at first, so the index is built in a moment. Alerts of the release before have no subject.
  `alter table alert add subject text`,
  `create index alert_by_subject on alert (subject, at) where subject is not null`,
  `alter table comparison add failures integer not null default 0, add again_at timestamptz`,
];

const DOWN = [
  `drop index alert_by_subject`,
  `alter table alert drop column subject`,
  `alter table comparison drop column failures, drop column again_at`,
];
