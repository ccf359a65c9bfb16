import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a provider responds, as all processes know it. */
export class Circuits1795551000000 implements MigrationInterface {
  name = 'Circuits1795551000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table provider_circuit`);
  }
}

const UP = [
  `create table provider_circuit (
    provider text not null constraint provider_circuit_pkey primary key,
    silences integer not null,
    opened_at timestamptz,
    half_open_at timestamptz,
    last_answer_at timestamptz,
    last_silence_at timestamptz,
    constraint provider_circuit_silences_are_counted check (silences >= 0)
  ) with (fillfactor = 50)`,
];
