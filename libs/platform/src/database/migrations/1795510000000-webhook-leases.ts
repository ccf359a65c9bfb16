import type { MigrationInterface, QueryRunner } from 'typeorm';
import { PGBOSS_SCHEMA } from './1795340000000-webhooks.pgboss.js';

/**
 * A delivery is claimed from its own row: `due_at` says when its next attempt is due, `leased_until` until when one process
 * works on it. The second queue (pg-boss) goes. Each due time stands in the deliveries already, so there is nothing to copy.
 *
 * Entries leave the outbox when their deliveries are made, so deliveries name them without a foreign key, and are found by
 * their payout themselves.
 */
export class WebhookLeases1795510000000 implements MigrationInterface {
  name = 'WebhookLeases1795510000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Brings the queue back with a job for each pending delivery, so that the release before can go on with them. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(PGBOSS_SCHEMA);
    for (const statement of DOWN) await runner.query(statement);
  }
}

// Deliveries first: in this order a release that still has the queue locks them.
const UP = [
  `alter table webhook_delivery
    add leased_until timestamptz,
    drop constraint webhook_delivery_outbox_fkey,
    add constraint webhook_delivery_is_leased_while_pending check (leased_until is null or status = 'pending')`,
  `create index webhook_delivery_by_payout on webhook_delivery (payout_id)`,
  `drop schema pgboss cascade`,
];

/** As the release before makes its queues; a process that dies is noticed after two minutes. */
const QUEUE = '{"policy": "standard", "retryLimit": 1000000, "retentionSeconds": 2592000, "expireInSeconds": 120}';

const DOWN = [
  `select pgboss.create_queue('webhook-' || id, '${QUEUE}') from webhook_endpoint
   where status <> 'deleted' or exists (select from webhook_delivery where endpoint_id = webhook_endpoint.id and due_at is not null)`,
  `insert into pgboss.job (name, data, start_after, keep_until, expire_seconds, deletion_seconds, retry_limit, policy)
   select queue.name, jsonb_build_object('deliveryId', delivery.id, 'turn', delivery.turn), delivery.due_at,
     delivery.due_at + queue.retention_seconds * interval '1 second', queue.expire_seconds, queue.deletion_seconds,
     queue.retry_limit, queue.policy
   from webhook_delivery delivery join pgboss.queue on queue.name = 'webhook-' || delivery.endpoint_id
   where delivery.due_at is not null`,
  `drop index webhook_delivery_by_payout`,
  // Entries of deliveries have left the outbox; the name of one that is not there leads nowhere.
  `alter table webhook_delivery
    drop constraint webhook_delivery_is_leased_while_pending,
    drop column leased_until,
    add constraint webhook_delivery_outbox_fkey foreign key (outbox_id) references outbox (id) not valid`,
];
