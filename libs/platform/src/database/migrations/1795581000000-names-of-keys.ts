import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The names of keys and of other actors, for people, and why a payout was confirmed. */
export class NamesOfKeys1795581000000 implements MigrationInterface {
  name = 'NamesOfKeys1795581000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table api_key add column name text`);
    await runner.query(`alter table payout add column confirmed_reason text`);
    await runner.query(NAME_OF);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function name_of`);
    await runner.query(`alter table payout drop column confirmed_reason`);
    await runner.query(`alter table api_key drop column name`);
  }
}

/** A key without a name is named by its client and the end of its id; operators and the service have names of their own. */
const NAME_OF = `create function name_of(actor text) returns text language sql stable strict parallel safe as $$
  select coalesce(
    (select coalesce(key.name, client.name || ', key …' || right(key.id::text, 4))
     from api_key key join client on client.id = key.client_id
     where key.id = substring(actor from '^key:([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$')::uuid),
    regexp_replace(actor, '^operator:', ''))
$$`;
