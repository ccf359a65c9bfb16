import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What replicas tell each other of how many requests came. */
export class Limits1795370000000 implements MigrationInterface {
  name = 'Limits1795370000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table rate_limit`);
  }
}

const UP = [
  // Unlogged: it is written many times a second, true for seconds only, and may be empty after a crash. Half of each page
  // stays free and no index has `used_until`, so that an update needs no new index entry.
  `create unlogged table rate_limit (
    key text not null,
    used_until timestamptz not null,
    constraint rate_limit_pkey primary key (key)
  ) with (fillfactor = 50)`,
];
