import type { PoolClient, QueryResultRow } from 'pg';
import { stateOfWorker, type Worker } from '#libs/platform';
import { PROVIDERS } from '#libs/providers';
import type { GaugeName } from './metrics.js';
import type { Sample } from './process-metrics.js';

/** Counting ends here, so that whatever has piled up is not read through again and again. */
const MOST_COUNTED = 10_000;
const PROVIDER_NAMES = PROVIDERS.map(({ name }) => name);

/** What was read of some metrics. */
export type Readings = { readonly [Name in GaugeName]?: readonly Sample[] };

/** One query of the database: a statement that an index serves, and the metrics that it fills. */
export interface Look {
  readonly metrics: readonly GaugeName[];
  readonly read: (db: PoolClient) => Promise<Readings>;
}

/**
 * Payouts that were not sent yet are in the index of those by which workers claim them; the others have one for this. Of
 * the former those of the first clients are counted.
 */
const OPEN_PAYOUTS = `
  select known.provider, open.status, count(*)::int as count
  from unnest($1::text[]) as known (provider)
  cross join lateral (
    select status from (
      select status from payout
      where payout.provider = known.provider and due_at is not null and status in ('created', 'inquired')
      order by client_id, due_at limit $2) as unsent
    union all
    select status from unnest(array['transferring', 'pending', 'review']) as sent (status)
    cross join lateral (
      select from payout
      where payout.provider = known.provider and payout.status = sent.status
        and payout.status in ('transferring', 'pending', 'review')
      limit $2) as counted
  ) as open
  group by 1, 2`;

const LATE_PAYOUTS = `
  select known.provider,
    (select count(*)::int from (
      select from client cross join lateral (
        select from payout where provider = known.provider and client_id = client.id and due_at <= now() limit $2) as due
      limit $2) as due) as overdue,
    (select extract(epoch from now() - min(first.due_at))::float8 from client cross join lateral (
      select due_at from payout where provider = known.provider and client_id = client.id and due_at <= now()
      order by due_at limit 1) as first) as "oldestOverdue",
    (select extract(epoch from now() - min(review_since))::float8 from (
      select review_since from payout
      where provider = known.provider and status = 'review' and status in ('transferring', 'pending', 'review')
      limit $2) as reviewed) as "oldestInReview",
    (select count(*)::int from (
      select from payout where provider = known.provider and waiting_reason = 'funds' limit $2) as waiting) as "waitingForFunds",
    (select extract(epoch from now() - min(first.funds_since))::float8 from client
      cross join (values (false), (true)) as kinds (holds) cross join lateral (
        select funds_since from payout where provider = known.provider and holds_place = kinds.holds
          and client_id = client.id and waiting_reason = 'funds'
        order by funds_since limit 1) as first) as "oldestWaiting"
  from unnest($1::text[]) as known (provider)`;

interface LateRow extends QueryResultRow {
  readonly provider: string;
  readonly overdue: number;
  readonly oldestOverdue: number | null;
  readonly oldestInReview: number | null;
  readonly waitingForFunds: number;
  readonly oldestWaiting: number | null;
}

const OPEN_CALLBACKS = `
  select status, count(*)::int as count, extract(epoch from now() - min(due_at))::float8 as oldest
  from (select status, due_at from callback where due_at is not null order by due_at limit $1) as open
  group by status`;

const OUTBOX = `
  select
    (select count(*)::int from (
      (select id from outbox where snapshot is not null order by id limit $1)
      union all (select outbox_id from outbox_snapshot order by outbox_id limit $1) limit $1) as undrained) as count,
    (select extract(epoch from now() - created_at)::float8 from outbox
      where id = least((select min(id) from outbox where snapshot is not null), (select min(outbox_id) from outbox_snapshot))) as oldest`;

const WEBHOOKS = `
  select
    (select count(*)::int from (
      select from webhook_delivery where due_at is not null order by endpoint_id, due_at limit $1) as open) as pending,
    (select count(*)::int from (
      select from webhook_delivery where status = 'parked' order by client_id, created_at, id limit $1) as left_over) as parked,
    (select extract(epoch from now() - min(due.due_at))::float8 from webhook_endpoint
      cross join lateral (
        select due_at from webhook_delivery where endpoint_id = webhook_endpoint.id and due_at <= now()
        order by due_at limit 1) as due) as oldest`;

/** Ids sort by the time they were made in, in milliseconds at their front: by that the primary key knows which are new. */
const NEW_ALERTS = `
  select kind, count(*)::int as count
  from (
    select kind from alert
    where id >= (lpad(to_hex((extract(epoch from now() - interval '24 hours') * 1000)::bigint), 12, '0')
      || '70000000000000000000')::uuid
    order by id desc limit $1) as raised
  group by kind`;

const UNACKNOWLEDGED_ALERTS = `
  select count(*)::int as count from (select from alert where acknowledged_at is null limit $1) as open`;

const WORKERS = `
  select problem, loops, extract(epoch from clock_timestamp() - seen_at)::float8 * 1000 as "silentMs" from worker limit $1`;

const UNCHAINED_ENTRIES = `
  select count(*)::int as count
  from (
    select from audit_entry
    where transaction_id > coalesce((
      select transaction_id from audit_entry where id = (select entry_id from audit_link order by seq desc limit 1)), -1)
    order by transaction_id, id limit $1) as unchained`;

/** References that are left for inquiries and attempts: nine digits, of which each is used once. */
const REFERENCES_LEFT = `
  select (seqmax - coalesce(pg_sequence_last_value(seqrelid), seqmin - 1))::float8 as count
  from pg_sequence where seqrelid = 'attempt_reference'::regclass`;

/** Every statement that a scrape of the metrics runs. */
export const LOOKS: readonly Look[] = [
  {
    metrics: ['salur_payouts_open'],
    read: async (db) => {
      const { rows } = await db.query<{ provider: string; status: string; count: number }>(OPEN_PAYOUTS, [
        PROVIDER_NAMES,
        MOST_COUNTED,
      ]);
      const samples = rows.map(({ count, ...labels }) => ({ labels, value: count }));
      return { salur_payouts_open: samples };
    },
  },
  {
    metrics: [
      'salur_payouts_overdue',
      'salur_payout_oldest_overdue_seconds',
      'salur_payout_oldest_in_review_seconds',
      'salur_payouts_waiting_for_funds',
      'salur_payout_oldest_waiting_for_funds_seconds',
    ],
    read: async (db) => {
      const { rows } = await db.query<LateRow>(LATE_PAYOUTS, [PROVIDER_NAMES, MOST_COUNTED]);
      const byProvider = (read: (row: LateRow) => number | null): Sample[] =>
        rows.map((row) => ({ labels: { provider: row.provider }, value: read(row) ?? 0 }));
      return {
        salur_payouts_overdue: byProvider(({ overdue }) => overdue),
        salur_payout_oldest_overdue_seconds: byProvider(({ oldestOverdue }) => oldestOverdue),
        salur_payout_oldest_in_review_seconds: byProvider(({ oldestInReview }) => oldestInReview),
        salur_payouts_waiting_for_funds: byProvider(({ waitingForFunds }) => waitingForFunds),
        salur_payout_oldest_waiting_for_funds_seconds: byProvider(({ oldestWaiting }) => oldestWaiting),
      };
    },
  },
  {
    metrics: ['salur_callbacks_open', 'salur_callback_oldest_overdue_seconds'],
    read: async (db) => {
      type Row = { status: string; count: number; oldest: number };
      const { rows } = await db.query<Row>(OPEN_CALLBACKS, [MOST_COUNTED]);
      return {
        salur_callbacks_open: rows.map(({ status, count }) => ({ labels: { status }, value: count })),
        // Those that are due only later are ahead of their time.
        salur_callback_oldest_overdue_seconds: alone(Math.max(0, ...rows.map(({ oldest }) => oldest))),
      };
    },
  },
  {
    metrics: ['salur_outbox_events', 'salur_outbox_oldest_seconds'],
    read: async (db) => {
      const { rows } = await db.query<{ count: number; oldest: number | null }>(OUTBOX, [MOST_COUNTED]);
      return {
        salur_outbox_events: alone(rows[0]?.count),
        salur_outbox_oldest_seconds: alone(rows[0]?.oldest),
      };
    },
  },
  {
    metrics: ['salur_webhook_deliveries', 'salur_webhook_oldest_overdue_seconds'],
    read: async (db) => {
      type Row = { pending: number; parked: number; oldest: number | null };
      const { rows } = await db.query<Row>(WEBHOOKS, [MOST_COUNTED]);
      const [{ pending, parked, oldest } = { pending: 0, parked: 0, oldest: null }] = rows;
      return {
        salur_webhook_deliveries: [
          { labels: { status: 'pending' }, value: pending },
          { labels: { status: 'parked' }, value: parked },
        ],
        salur_webhook_oldest_overdue_seconds: alone(oldest),
      };
    },
  },
  {
    metrics: ['salur_alerts_last_day'],
    read: async (db) => {
      const { rows } = await db.query<{ kind: string; count: number }>(NEW_ALERTS, [MOST_COUNTED]);
      return { salur_alerts_last_day: rows.map(({ kind, count }) => ({ labels: { kind }, value: count })) };
    },
  },
  {
    metrics: ['salur_alerts_unacknowledged'],
    read: async (db) => {
      const { rows } = await db.query<{ count: number }>(UNACKNOWLEDGED_ALERTS, [MOST_COUNTED]);
      return { salur_alerts_unacknowledged: alone(rows[0]?.count) };
    },
  },
  {
    metrics: ['salur_workers_alive'],
    read: async (db) => {
      const { rows } = await db.query<Worker & { silentMs: number }>(WORKERS, [MOST_COUNTED]);
      const alive = rows.filter((row) => stateOfWorker(row, row.silentMs).isAlive);
      return { salur_workers_alive: alone(alive.length) };
    },
  },
  {
    metrics: ['salur_references_left'],
    read: async (db) => {
      const { rows } = await db.query<{ count: number }>(REFERENCES_LEFT);
      return { salur_references_left: alone(rows[0]?.count) };
    },
  },
  {
    metrics: ['salur_audit_entries_unchained'],
    read: async (db) => {
      const { rows } = await db.query<{ count: number }>(UNCHAINED_ENTRIES, [MOST_COUNTED]);
      return { salur_audit_entries_unchained: alone(rows[0]?.count) };
    },
  },
];

/** The one sample of a metric without labels. */
function alone(value: number | null | undefined): Sample[] {
  return [{ labels: {}, value: value ?? 0 }];
}
