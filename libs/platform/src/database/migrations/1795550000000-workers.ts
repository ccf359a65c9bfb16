import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each process that runs the loops shows in a row of its own that it lives. */
export class Workers1795550000000 implements MigrationInterface {
  name = 'Workers1795550000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table worker`);
  }
}

const UP = [
  // Few rows, each written every two seconds: half of each page stays free, so that an update needs no new page.
  `create table worker (
    id uuid not null constraint worker_pkey primary key,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    release text not null,
    host text not null,
    pid integer not null,
    kind text not null,
    providers text[] not null,
    problem text,
    loops jsonb not null,
    constraint worker_kind_is_known check (kind in ('inline', 'separate'))
  ) with (fillfactor = 50)`,
];
