import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Alerts are acknowledged by a person, and sent to where people are. Those that were raised before are not sent; replicas of
 * the release before raise alerts that are.
 */
export class Alerts1795552000000 implements MigrationInterface {
  name = 'Alerts1795552000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  // A default that is constant in one statement fills the rows that there are without writing them.
  `alter table alert
    add acknowledged_at timestamptz,
    add acknowledged_by text,
    add acknowledged_reason text,
    add sent_at timestamptz default now(),
    add constraint alert_is_acknowledged_by_somebody check ((acknowledged_at is null) = (acknowledged_by is null))`,
  `alter table alert alter column sent_at drop default`,
  `create index alert_unacknowledged on alert (id) where acknowledged_at is null`,
  `create index alert_unsent on alert (kind, id) where sent_at is null and acknowledged_at is null`,
  `create table alert_notice (
    kind text not null constraint alert_notice_pkey primary key,
    due_at timestamptz not null default now(),
    leased_until timestamptz,
    failures integer not null default 0,
    last_sent_at timestamptz,
    last_error text
  )`,
];

const DOWN = [
  `drop table alert_notice`,
  `alter table alert
    drop column acknowledged_at, drop column acknowledged_by, drop column acknowledged_reason, drop column sent_at`,
];
