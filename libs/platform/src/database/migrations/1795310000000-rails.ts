import type { MigrationInterface, QueryRunner } from 'typeorm';
import { newId } from '../../ids/new-id.js';

/** What the choice of a rail depends on: balances, banks with their limits, and days that are or are not business days. */
export class Rails1795310000000 implements MigrationInterface {
  name = 'Rails1795310000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
    for (const [date, name] of JOINT_LEAVE_2026) await runner.query(DECLARE_CLOSED, [newId(), date, name, DECREE_2026]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table provider_bank, provider_account, calendar_day, calendar_change`);
  }
}

const UP = [
  `create table provider_account (
    provider text not null constraint provider_account_pkey primary key,
    available bigint,
    ledger bigint,
    balance_at timestamptz,
    balance_due_at timestamptz not null default now(),
    shared_out_at timestamptz,
    banks_at timestamptz,
    banks_due_at timestamptz not null default now(),
    constraint provider_account_balance_has_its_time check ((available is null) = (balance_at is null))
  )`,
  `create table provider_bank (
    provider text not null constraint provider_bank_account_fkey references provider_account (provider),
    bank_code text not null,
    name text not null,
    max_amount bigint not null,
    constraint provider_bank_pkey primary key (provider, bank_code),
    constraint provider_bank_limit_is_not_negative check (max_amount >= 0)
  )`,
  `create table calendar_day (
    date date not null constraint calendar_day_pkey primary key,
    business_day boolean not null,
    name text not null,
    changed_by text not null,
    changed_at timestamptz not null default now()
  )`,
  `create table calendar_change (
    id uuid not null constraint calendar_change_pkey primary key,
    date date not null,
    business_day boolean,
    name text,
    changed_by text not null,
    changed_at timestamptz not null default now(),
    constraint calendar_change_declares_or_takes_back check ((business_day is null) = (name is null))
  )`,
  `create trigger calendar_change_is_append_only before update or delete on calendar_change
    for each row execute function refuse_change()`,
  `create trigger calendar_change_is_not_truncated before truncate on calendar_change
    for each statement execute function refuse_change()`,
];

/** Parameters: id of the change, date, name, who says so. */
const DECLARE_CLOSED = `with day as (
    insert into calendar_day (date, business_day, name, changed_by) values ($2, false, $3, $4) returning *
  )
  insert into calendar_change (id, date, business_day, name, changed_by, changed_at)
  select $1, date, business_day, name, changed_by, changed_at from day`;

/** Joint decree of the ministers of religion, manpower and administrative reform, 19 September 2025. */
const DECREE_2026 = 'SKB 3 Menteri 1497/2025, 2/2025, 5/2025';
const JOINT_LEAVE_2026 = [
  ['2026-02-16', 'Cuti bersama Tahun Baru Imlek'],
  ['2026-03-18', 'Cuti bersama Hari Suci Nyepi'],
  ['2026-03-20', 'Cuti bersama Idul Fitri'],
  ['2026-03-23', 'Cuti bersama Idul Fitri'],
  ['2026-03-24', 'Cuti bersama Idul Fitri'],
  ['2026-05-15', 'Cuti bersama Kenaikan Yesus Kristus'],
  ['2026-05-28', 'Cuti bersama Idul Adha'],
  ['2026-12-24', 'Cuti bersama Natal'],
];
