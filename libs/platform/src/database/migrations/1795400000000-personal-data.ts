import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Vault } from '../../vault/vault.js';
import { payoutGuard, SEALED_GUARDS_DOWN, SEALED_GUARDS_UP } from './1795400000000-personal-data.guards.js';
import { refuseUnlessEmpty, type Sealing, seal, sealRows } from './seal-rows.js';

/**
 * Personal data is sealed: what payouts know of people, the names that attempts were signed with, the codes of cash pickups
 * and the bodies of callbacks. Rows that are there already are sealed by this migration, which needs the keys for that.
 *
 * @param vault null: there is nothing to seal yet, or the migration fails
 */
export function personalData(vault: Vault | null): new () => MigrationInterface {
  return class PersonalData1795400000000 implements MigrationInterface {
    name = 'PersonalData1795400000000';

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of [...OLD_GUARDS_OFF, ...NEW_COLUMNS]) await runner.query(statement);
      for (const sealing of SEALINGS) await sealRows(runner, vault, sealing);
      await runner.query(HASH_INSTEAD_OF_ACCOUNT);
      for (const statement of [...OLD_COLUMNS_OFF, ...SEALED_GUARDS_UP, snapshotWithout(KEPT_FROM_WEBHOOKS)])
        await runner.query(statement);
    }

    async down(runner: QueryRunner): Promise<void> {
      await refuseUnlessEmpty(runner, 'payout');
      for (const statement of [...SEALED_GUARDS_DOWN, ...DOWN, snapshotWithout(KEPT_FROM_WEBHOOKS_BEFORE)])
        await runner.query(statement);
    }
  };
}

const KEPT_FROM_WEBHOOKS_BEFORE =
  'idempotency_key,request_hash,ticket,answer,answer_locked_until,fence,tries,funds_since,funds_balance';
const KEPT_FROM_WEBHOOKS =
  'idempotency_key,request_hash,destination_hash,ticket_sealed,answer_sealed,answer_locked_until,fence,tries,funds_since,funds_balance';

/** The snapshot for webhooks, without columns that none of them tells. */
function snapshotWithout(columns: string): string {
  return `create or replace function outbox_take_snapshot() returns trigger language plpgsql as $$
  begin
    insert into outbox_snapshot (outbox_id, client_id, payout)
    select new.id, payout.client_id, to_jsonb(payout) - '{${columns}}'::text[]
    from payout
    where payout.id = new.payout_id and exists (
      select from webhook_endpoint
      where client_id = payout.client_id and status = 'enabled' and new.type = any (events));
    return null;
  end $$`;
}

const OLD_GUARDS_OFF = [
  `drop trigger payout_guard_update on payout`,
  `drop trigger attempt_guard_update on attempt`,
  `alter table payout drop constraint payout_destination_is_complete`,
];

const NEW_COLUMNS = [
  `alter table payout
    add outlet text,
    add destination_hash bytea,
    add personal_sealed bytea,
    add account_name_sealed bytea,
    add ticket_sealed bytea,
    add answer_sealed bytea,
    add erased_at timestamptz`,
  `update payout set outlet = recipient ->> 'outlet' where recipient is not null`,
  `alter table attempt add account_name_sealed bytea, add ticket_sealed bytea`,
  `alter table cash_pickup add code_sealed bytea`,
  `alter table callback add body_sealed bytea`,
];

const OLD_COLUMNS_OFF = [
  `alter table payout
    drop column account_number, drop column account_holder_name, drop column recipient, drop column sender,
    drop column account_name, drop column ticket, drop column answer,
    alter destination_hash set not null,
    add constraint payout_destination_is_complete check (
      (destination_type = 'bank_account' and bank_code is not null and outlet is null)
      or (destination_type = 'cash_pickup' and bank_code is null and outlet is not null)),
    add constraint payout_is_erased_as_a_whole check ((personal_sealed is null) = (erased_at is not null))`,
  `create index payout_by_destination on payout (destination_hash, id)`,
  `create index payout_to_erase on payout (completed_at)
    where completed_at is not null and due_at is null and erased_at is null`,
  `alter table attempt drop column account_name, drop column ticket`,
  `alter table cash_pickup drop column token, drop column pin, alter code_sealed set not null`,
  `alter table callback drop column body`,
];

const DOWN = [
  `drop index payout_to_erase, payout_by_destination`,
  `alter table payout
    drop constraint payout_is_erased_as_a_whole, drop constraint payout_destination_is_complete,
    drop column outlet, drop column destination_hash, drop column personal_sealed, drop column account_name_sealed,
    drop column ticket_sealed, drop column answer_sealed, drop column erased_at,
    add account_number text, add account_holder_name text, add recipient jsonb, add sender jsonb, add account_name text,
    add ticket jsonb, add answer jsonb,
    add constraint payout_destination_is_complete check (
      (destination_type = 'bank_account' and bank_code is not null and account_number is not null and recipient is null)
      or (destination_type = 'cash_pickup' and bank_code is null and account_number is null and recipient is not null))`,
  `alter table attempt drop column account_name_sealed, drop column ticket_sealed,
    add account_name text not null, add ticket jsonb not null`,
  `alter table cash_pickup drop column code_sealed, add token text not null, add pin text`,
  `alter table callback drop column body_sealed, add body bytea not null`,
  payoutGuard(`or new.bank_code is distinct from old.bank_code or new.account_number is distinct from old.account_number
      or new.recipient is distinct from old.recipient or new.created_rail <> old.created_rail`),
];

const SEALINGS: readonly Sealing[] = [
  {
    table: 'payout',
    id: 'id',
    read: 'account_number, account_holder_name, recipient, sender, account_name, ticket, answer',
    write: (vault, row) => ({
      destination_hash: vault.hash('destination', significantDigits(row.account_number ?? row.recipient.phoneNumber)),
      personal_sealed: seal(vault, 'payout', 'personal_sealed', row.key, {
        accountNumber: row.account_number,
        accountHolderName: row.account_holder_name,
        recipient: row.recipient,
        sender: row.sender,
      }),
      account_name_sealed: seal(vault, 'payout', 'account_name_sealed', row.key, row.account_name),
      ticket_sealed: seal(vault, 'payout', 'ticket_sealed', row.key, row.ticket),
      answer_sealed: seal(vault, 'payout', 'answer_sealed', row.key, row.answer),
    }),
  },
  {
    table: 'attempt',
    id: 'id',
    read: 'account_name, ticket',
    write: (vault, row) => ({
      account_name_sealed: seal(vault, 'attempt', 'account_name_sealed', row.key, row.account_name),
      ticket_sealed: seal(vault, 'attempt', 'ticket_sealed', row.key, row.ticket),
    }),
  },
  {
    table: 'cash_pickup',
    id: 'attempt_id',
    read: 'token, pin',
    write: (vault, row) => ({
      code_sealed: seal(vault, 'cash_pickup', 'code_sealed', row.key, { token: row.token, pin: row.pin }),
    }),
  },
  {
    table: 'callback',
    id: 'id',
    read: 'body',
    write: (vault, row) => ({ body_sealed: seal(vault, 'callback', 'body_sealed', row.key, row.body) }),
  },
];

/** What a callback repeats of the account is compared by its hash from now on; one that is still open is not. */
const HASH_INSTEAD_OF_ACCOUNT = `update callback
  set about = about - 'accountNumber' || '{"destinationHash": null}' where about ? 'accountNumber'`;

/** As it was when this migration was written. */
function significantDigits(text: string): string {
  return text
    .replace(/\D/g, '')
    .replace(/^0*(?=.)/, '')
    .replace(/^62(?=8)/, '');
}
