import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Years of the calendar that a person has said to be complete: until then the service reminds of the joint leave. */
export class CompleteYears1795570000000 implements MigrationInterface {
  name = 'CompleteYears1795570000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table calendar_year (
      year integer not null constraint calendar_year_pkey primary key,
      completed_by text not null,
      completed_at timestamptz not null default now(),
      constraint calendar_year_is_of_the_calendar check (year between 2000 and 2099)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table calendar_year`);
  }
}
