/**
 * The rights of the service on each table; it has no others. No table can be truncated, and append-only tables can only be
 * read and appended to, even by an attacker who controls the service. A test compares this list with the schema.
 *
 * `select ... for update` and the other row locks need `update`.
 */
export const APP_TABLES = {
  payout: ['select', 'insert', 'update'],
  payout_event: ['select', 'insert'],
  payout_transition: ['select'],
  resolution_proposal: ['select', 'insert'],
  attempt: ['select', 'insert', 'update'],
  attempt_key: ['select', 'insert'],
  cash_pickup: ['select', 'insert', 'update', 'delete'],
  exchange: ['select', 'insert'],
  callback: ['select', 'insert', 'update'],
  callback_refusal: ['select', 'insert', 'update'],
  // What an alert reports never changes.
  alert: ['select', 'insert', 'update (acknowledged_at, acknowledged_by, acknowledged_reason, sent_at)'],
  alert_notice: ['select', 'insert', 'update'],
  // Updated with a new data key alone.
  outbox: ['select', 'insert', 'update (snapshot)', 'delete'],
  outbox_snapshot: ['select', 'insert', 'update (payout)', 'delete'],
  provider_account: ['select', 'insert', 'update'],
  provider_bank: ['select', 'insert', 'delete'],
  provider_circuit: ['select', 'insert', 'update'],
  client: ['select', 'insert', 'update'],
  client_day: ['select', 'insert', 'update'],
  api_key: ['select', 'insert', 'update'],
  calendar_day: ['select', 'insert', 'update', 'delete'],
  calendar_change: ['select', 'insert'],
  calendar_year: ['select', 'insert', 'delete'],
  rate_limit: ['select', 'insert', 'update', 'delete'],
  webhook_endpoint: ['select', 'insert', 'update'],
  webhook_delivery: ['select', 'insert', 'update', 'delete'],
  webhook_attempt: ['select', 'insert', 'delete'],
  // Without `at` and `transaction_id`: the service must not choose when an entry was written.
  audit_entry: [
    'select',
    'insert (id, actor, client_id, address, request_id, action, subject_type, subject_id, reason, details)',
  ],
  audit_link: ['select', 'insert'],
  statement: [
    'select',
    'insert',
    'update (imported_at, repeated_count, foreign_count, withdrawn_at, withdrawn_by, withdrawn_because, withdrawal_compared_at)',
  ],
  statement_line: ['select', 'insert', 'update (attempt_id, payout_id)'],
  comparison: ['select', 'insert', 'update'],
  difference: ['select', 'insert', 'update'],
  worker: ['select', 'insert', 'update', 'delete'],
  migration: ['select'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Sequences that no column owns. */
export const APP_SEQUENCES = ['attempt_reference'] as const;
