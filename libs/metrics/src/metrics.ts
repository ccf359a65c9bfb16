import { ALERT_KINDS, EVENTS, FINAL_STATUSES, REFUSAL_KINDS, STATUSES } from '#libs/payouts';
import { PROBLEM_CODES } from '#libs/platform';
import { PROVIDERS, STEPS } from '#libs/providers';
import { TRY_RESULTS } from '#libs/webhooks';
import { LOOPS } from '#libs/worker';

/** The values of a label. Any other value becomes {@link OTHER}, so that no caller can create a series. */
export type Words = readonly string[];
export const OTHER = 'other';

export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: Readonly<Record<string, Words | 'routes'>>;
  /** Upper bounds of a histogram, in seconds. */
  readonly buckets?: readonly number[];
  /** What is known of it: `process`, this one alone; `service`, read from the database and the same on every replica. */
  readonly of: 'process' | 'service';
  /** The PromQL expression that looks bad; null: the metric is for investigations, not for alerts. */
  readonly bad: string | null;
  /** The heading in docs/RUNBOOK.md that says what to do then. */
  readonly see: string;
}

const PROVIDER_NAMES = PROVIDERS.map(({ name }) => name);
const RAILS = PROVIDERS.flatMap(({ rails }) => rails.map(({ name }) => name));
const OPEN_STATUSES = STATUSES.filter((status) => !(FINAL_STATUSES as readonly string[]).includes(status));
/** Every kind of inquiry, transfer, status check, token and list: see `libs/providers/src/port/outcome.ts`. */
const OUTCOMES = [
  ...['passed', 'refused', 'unavailable', 'paid', 'accepted', 'not_sent', 'ambiguous', 'processing', 'returned'],
  ...['not_found', 'no_information', 'token', 'unready', 'told'],
];

const TRAFFIC = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 60];
const CALLS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const LIVES = [2, 10, 30, 120, 600, 3_600, 14_400, 86_400, 604_800];

/** Every metric of ours; docs/RUNBOOK.md shows the same rows. Those of Node.js and its process come from prom-client. */
export const METRICS = {
  salur_http_request_duration_seconds: {
    type: 'histogram',
    help: 'Requests by method, route and class of their status, and how long they took to be answered.',
    labels: {
      method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      route: 'routes',
      status: ['2xx', '3xx', '4xx', '5xx'],
    },
    buckets: TRAFFIC,
    of: 'process',
    bad: 'sum(rate(salur_http_request_duration_seconds_count{status="5xx"}[5m])) > 0.1',
    see: 'Requests fail or are slow',
  },
  salur_http_problems_total: {
    type: 'counter',
    help: 'Errors answered, by their code (docs/ERRORS.md).',
    labels: { code: PROBLEM_CODES },
    of: 'process',
    bad: 'rate(salur_http_problems_total{code="rate_limited"}[5m]) > 1',
    see: 'Clients receive 429, `rate_limited`',
  },
  salur_payouts_accepted_total: {
    type: 'counter',
    help: 'Payouts accepted, by the rail chosen first.',
    labels: { rail: RAILS },
    of: 'process',
    bad: null,
    see: 'Metrics',
  },
  salur_payout_moves_total: {
    type: 'counter',
    help: 'Moves of payouts by event (docs/STATES.md) and the rail they were on.',
    labels: { event: EVENTS, rail: RAILS },
    of: 'process',
    bad: 'sum(increase(salur_payout_moves_total{event="refused"}[15m])) > 0.2 * sum(increase(salur_payouts_accepted_total[15m])) + 5',
    see: 'A provider hangs, or does not answer',
  },
  salur_payout_duration_seconds: {
    type: 'histogram',
    help: 'From the creation of a payout to its end, by rail and final status.',
    labels: { rail: RAILS, status: FINAL_STATUSES },
    buckets: LIVES,
    of: 'process',
    bad: null,
    see: 'Metrics',
  },
  salur_provider_call_duration_seconds: {
    type: 'histogram',
    help: 'Requests to providers by step and by what they came to.',
    labels: { provider: PROVIDER_NAMES, step: STEPS, outcome: OUTCOMES },
    buckets: CALLS,
    of: 'process',
    bad: 'sum by (provider) (increase(salur_provider_call_duration_seconds_count{step="transfer",outcome="ambiguous"}[15m])) > 5',
    see: 'A provider hangs, or does not answer',
  },
  salur_provider_unanswered_calls_total: {
    type: 'counter',
    help: 'Requests to providers without a response.',
    labels: { provider: PROVIDER_NAMES, step: STEPS },
    of: 'process',
    bad: 'sum by (provider) (increase(salur_provider_unanswered_calls_total[5m])) > 5',
    see: 'A provider hangs, or does not answer',
  },
  salur_provider_circuit_open: {
    type: 'gauge',
    help: 'Whether all processes together take a provider to be away: 1, it is left alone or tried again.',
    labels: { provider: PROVIDER_NAMES },
    of: 'service',
    bad: 'max by (provider) (salur_provider_circuit_open) == 1',
    see: 'A provider hangs, or does not answer',
  },
  salur_provider_balance_rupiah: {
    type: 'gauge',
    help: 'What a provider last said may be spent, whole rupiah.',
    labels: { provider: PROVIDER_NAMES },
    of: 'service',
    bad: 'min by (provider) (salur_provider_balance_rupiah) < 100000000',
    see: 'Payouts wait for funds',
  },
  salur_provider_balance_age_seconds: {
    type: 'gauge',
    help: 'How long ago a provider was asked for the balance that is known of it.',
    labels: { provider: PROVIDER_NAMES },
    of: 'service',
    bad: 'min by (provider) (salur_provider_balance_age_seconds) > 900',
    see: 'Payouts wait for funds',
  },
  salur_callbacks_total: {
    type: 'counter',
    help: 'Callbacks of providers: stored (new, duplicate), or why they were refused.',
    labels: { provider: PROVIDER_NAMES, result: ['new', 'duplicate', ...REFUSAL_KINDS] },
    of: 'process',
    bad: 'sum by (provider) (increase(salur_callbacks_total{result="forged"}[15m])) > 10',
    see: 'Callbacks are refused, or do not come',
  },
  salur_webhook_try_duration_seconds: {
    type: 'histogram',
    help: 'Tries of webhooks by what came of them.',
    labels: { result: TRY_RESULTS },
    buckets: CALLS,
    of: 'process',
    bad: null,
    see: 'Webhooks arrive late',
  },
  salur_loop_duration_seconds: {
    type: 'histogram',
    help: 'Runs of the loops (docs/ARCHITECTURE.md) of this process.',
    labels: { loop: LOOPS.map(({ name }) => name), result: ['done', 'failed'] },
    buckets: CALLS,
    of: 'process',
    bad: 'sum by (loop) (increase(salur_loop_duration_seconds_count{result="failed"}[10m])) > 3',
    see: 'A loop fails or stands still',
  },
  salur_loop_last_done_timestamp_seconds: {
    type: 'gauge',
    help: 'When a loop of this process last came to its end without failing, in Unix time.',
    labels: { loop: LOOPS.map(({ name }) => name) },
    of: 'process',
    bad: 'time() - max(salur_loop_last_done_timestamp_seconds{loop="work-due-payouts"}) > 60',
    see: 'A loop fails or stands still',
  },
  salur_worker_free_places: {
    type: 'gauge',
    help: 'How many more payouts of a provider this process could work on now (WORKER_CONCURRENCY); of processes that work on payouts.',
    labels: { provider: PROVIDER_NAMES },
    of: 'process',
    bad: 'sum by (provider) (salur_worker_free_places) == 0',
    see: 'A provider hangs, or does not answer',
  },
  salur_database_connections: {
    type: 'gauge',
    help: 'Connections to PostgreSQL of this process (DATABASE_POOL_SIZE): in use, idle, or waited for.',
    labels: { state: ['in_use', 'idle', 'waited_for'] },
    of: 'process',
    bad: 'salur_database_connections{state="waited_for"} > 10',
    see: 'Requests fail or are slow',
  },
  salur_database_up: {
    type: 'gauge',
    help: 'Whether PostgreSQL answered this process in time when its metrics were read; without it they are left out.',
    labels: {},
    of: 'process',
    bad: 'salur_database_up == 0',
    see: 'The metrics of the database are missing',
  },
  salur_database_unread_figures: {
    type: 'gauge',
    help: 'How many groups of metrics could not be read from the database in time.',
    labels: {},
    of: 'process',
    bad: 'salur_database_unread_figures > 0',
    see: 'The metrics of the database are missing',
  },
  salur_payouts_open: {
    type: 'gauge',
    help: 'Payouts that have not ended, by provider and status; of each at most 10,000 are counted.',
    labels: { provider: PROVIDER_NAMES, status: OPEN_STATUSES },
    of: 'service',
    bad: 'sum(max by (provider) (salur_payouts_open{status="review"})) > 0',
    see: 'What do I do when a payout is in review?',
  },
  salur_payouts_overdue: {
    type: 'gauge',
    help: 'Payouts that are due and not claimed by a worker, ended ones too; at most 10,000 are counted.',
    labels: { provider: PROVIDER_NAMES },
    of: 'service',
    bad: 'sum(max by (provider) (salur_payouts_overdue)) > 1000',
    see: 'Payouts do not move at all',
  },
  salur_payout_oldest_overdue_seconds: {
    type: 'gauge',
    help: 'For how long the payout that is due longest has been; 0: none is.',
    labels: { provider: PROVIDER_NAMES },
    of: 'service',
    bad: 'max by (provider) (salur_payout_oldest_overdue_seconds) > 120',
    see: 'Payouts do not move at all',
  },
  salur_payout_oldest_in_review_seconds: {
    type: 'gauge',
    help: 'For how long the payout that is in review longest has been; 0: none is.',
    labels: { provider: PROVIDER_NAMES },
    of: 'service',
    bad: 'max(salur_payout_oldest_in_review_seconds) > 86400',
    see: 'What do I do when a payout is in review?',
  },
  salur_payouts_waiting_for_funds: {
    type: 'gauge',
    help: 'Payouts that wait for money at their provider; at most 10,000 are counted.',
    labels: { provider: PROVIDER_NAMES },
    of: 'service',
    bad: 'max by (provider) (salur_payouts_waiting_for_funds) > 0',
    see: 'Payouts wait for funds',
  },
  salur_payout_oldest_waiting_for_funds_seconds: {
    type: 'gauge',
    help: 'For how long the payout that waits longest for money has waited; 0: none waits.',
    labels: { provider: PROVIDER_NAMES },
    of: 'service',
    bad: 'max by (provider) (salur_payout_oldest_waiting_for_funds_seconds) > 3600',
    see: 'Payouts wait for funds',
  },
  salur_callbacks_open: {
    type: 'gauge',
    help: 'Callbacks that are not done with: received, or unmatched so far; at most 10,000 are counted.',
    labels: { status: ['received', 'unmatched'] },
    of: 'service',
    bad: 'max(salur_callbacks_open{status="unmatched"}) > 10',
    see: 'Callbacks are refused, or do not come',
  },
  salur_callback_oldest_overdue_seconds: {
    type: 'gauge',
    help: 'For how long the callback that is due longest has been; 0: none is.',
    labels: {},
    of: 'service',
    bad: 'max(salur_callback_oldest_overdue_seconds) > 300',
    see: 'Callbacks are refused, or do not come',
  },
  salur_outbox_events: {
    type: 'gauge',
    help: 'Events of which no webhook deliveries were made yet; at most 10,000 are counted.',
    labels: {},
    of: 'service',
    bad: 'max(salur_outbox_events) > 5000',
    see: 'Webhooks arrive late',
  },
  salur_outbox_oldest_seconds: {
    type: 'gauge',
    help: 'How old the oldest of these events is; 0: there is none.',
    labels: {},
    of: 'service',
    bad: 'max(salur_outbox_oldest_seconds) > 120',
    see: 'Webhooks arrive late',
  },
  salur_webhook_deliveries: {
    type: 'gauge',
    help: 'Webhook deliveries that are pending or parked; of each at most 10,000 are counted.',
    labels: { status: ['pending', 'parked'] },
    of: 'service',
    bad: 'delta(salur_webhook_deliveries{status="parked"}[1h]) > 0',
    see: '`webhook_parked`: a receiver failed for more than three days',
  },
  salur_webhook_oldest_overdue_seconds: {
    type: 'gauge',
    help: 'For how long the webhook delivery that is due longest has been; 0: none is.',
    labels: {},
    of: 'service',
    bad: 'max(salur_webhook_oldest_overdue_seconds) > 300',
    see: 'Webhooks arrive late',
  },
  salur_alerts_last_day: {
    type: 'gauge',
    help: 'Alerts raised within the last 24 hours, by kind; of the newest 10,000.',
    labels: { kind: ALERT_KINDS },
    of: 'service',
    bad: 'max by (kind) (delta(salur_alerts_last_day[10m])) > 0',
    see: 'Runbook',
  },
  salur_alerts_unacknowledged: {
    type: 'gauge',
    help: 'Alerts that no person has acknowledged; at most 10,000 are counted.',
    labels: {},
    of: 'service',
    bad: 'max(salur_alerts_unacknowledged) > 0',
    see: 'Runbook',
  },
  salur_workers_alive: {
    type: 'gauge',
    help: 'Processes that are alive and work on payouts.',
    labels: {},
    of: 'service',
    bad: 'max(salur_workers_alive) < 1',
    see: 'Payouts do not move at all',
  },
  salur_references_left: {
    type: 'gauge',
    help: 'Nine-digit references that are left for inquiries and transfers.',
    labels: {},
    of: 'service',
    bad: 'min(salur_references_left) < 90000000',
    see: 'The references of transfers come to their end',
  },
  salur_audit_entries_unchained: {
    type: 'gauge',
    help: 'Audit entries that are newer than the end of the hash chain; at most 10,000 are counted.',
    labels: {},
    of: 'service',
    bad: 'min_over_time(salur_audit_entries_unchained[5m]) > 0',
    see: 'The audit trail does not verify',
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof METRICS;
type OfType<Type extends MetricDefinition['type']> = {
  [Name in MetricName]: (typeof METRICS)[Name]['type'] extends Type ? Name : never;
}[MetricName];
export type CounterName = OfType<'counter'>;
export type GaugeName = OfType<'gauge'>;
export type HistogramName = OfType<'histogram'>;

/** The labels of a metric with their values. */
export type LabelsOf<Name extends MetricName> = { readonly [Label in keyof (typeof METRICS)[Name]['labels']]: string };
