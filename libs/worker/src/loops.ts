import { LinkEntries } from '#libs/audit';
import { ErasePersonalData, ProcessCallbacks, ReleaseFunds, WorkPayouts } from '#libs/payouts';
import { DatabaseCondition, HEARTBEAT_EVERY_MS } from '#libs/platform';
import { RefreshBalances, RefreshBanks } from '#libs/rails';
import { ComparePayouts } from '#libs/reconciliation';
import { DeliverWebhooks, DrainOutbox, ForgetDeliveries } from '#libs/webhooks';
import { SendAlerts } from './alerts/send-alerts.js';
import { Heartbeat } from './heartbeat.js';
import type { Loop } from './loop.js';

/** How often to check whether a provider query is due; the query itself is less frequent. */
const CHECK_EVERY_MS = 5_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** All periodic tasks: no other code in the worker runs by the clock. */
export const LOOPS: readonly Loop[] = [
  {
    name: 'look-at-database',
    purpose:
      'compares the clock with the database, and notices a read-only or full one: the other loops pause meanwhile',
    everyMs: () => CHECK_EVERY_MS,
    always: true,
    run: (modules) => modules.get(DatabaseCondition, { strict: false }).look(),
  },
  {
    name: 'show-life',
    purpose: 'writes the heartbeat by which the API, `salur status` and explanations know that a worker lives',
    everyMs: () => HEARTBEAT_EVERY_MS,
    always: true,
    run: (modules) => modules.get(Heartbeat, { strict: false }).beat(),
  },
  {
    name: 'work-due-payouts',
    purpose: 'claims payouts that are due and takes each one step further: inquiry, transfer, status check, expiry',
    everyMs: (settings) => settings.workerIntervalMs,
    run: (modules) => modules.get(WorkPayouts, { strict: false }).claimDue(),
  },
  {
    name: 'release-funds',
    purpose: 'releases payouts that wait for funds, in their order, when a new balance covers them',
    everyMs: () => CHECK_EVERY_MS,
    run: (modules) => modules.get(ReleaseFunds, { strict: false }).release(),
  },
  {
    name: 'process-callbacks',
    purpose: 'processes stored callbacks: those that no process has handled yet, and those that are due for a retry',
    everyMs: (settings) => settings.workerIntervalMs,
    run: (modules) => modules.get(ProcessCallbacks, { strict: false }).process(),
  },
  {
    name: 'drain-outbox',
    purpose: 'creates a webhook delivery of each event for each subscribed endpoint',
    everyMs: (settings) => settings.workerIntervalMs,
    run: (modules) => modules.get(DrainOutbox, { strict: false }).drain(),
  },
  {
    name: 'deliver-webhooks',
    purpose: 'sends webhook deliveries that are due, for the first time or as a retry',
    everyMs: (settings) => settings.workerIntervalMs,
    run: (modules) => modules.get(DeliverWebhooks, { strict: false }).deliverDue(),
  },
  {
    name: 'send-alerts',
    purpose: 'sends new alerts to ALERT_WEBHOOK_URL, those of one kind together',
    everyMs: (settings) => settings.workerIntervalMs,
    run: (modules) => modules.get(SendAlerts, { strict: false }).send(),
  },
  {
    name: 'link-audit-entries',
    purpose: 'links audit entries into a hash chain, so that a changed entry is detected',
    everyMs: (settings) => settings.workerIntervalMs,
    run: (modules) => modules.get(LinkEntries, { strict: false }).link(),
  },
  {
    name: 'forget-webhooks',
    purpose: 'deletes old webhook deliveries, and entries of the outbox to which no endpoint subscribes',
    everyMs: () => HOUR_MS,
    run: (modules) => modules.get(ForgetDeliveries, { strict: false }).forget(),
  },
  {
    name: 'refresh-balances',
    purpose: 'queries the balance at each provider, when due',
    everyMs: (settings) => Math.min(settings.balanceRefreshMs, CHECK_EVERY_MS),
    run: (modules) => modules.get(RefreshBalances, { strict: false }).refresh(),
  },
  {
    name: 'refresh-banks',
    purpose: 'queries the bank list and its limits at each provider, when due',
    everyMs: (settings) => Math.min(settings.banksRefreshMs, CHECK_EVERY_MS),
    run: (modules) => modules.get(RefreshBanks, { strict: false }).refresh(),
  },
  {
    name: 'compare-payouts',
    purpose: 'compares payouts that moved with the statements of their providers',
    everyMs: () => MINUTE_MS,
    run: (modules) => modules.get(ComparePayouts, { strict: false }).compare(),
  },
  {
    name: 'erase-personal-data',
    purpose: 'erases the personal data of payouts that ended longer ago than PERSONAL_DATA_KEPT',
    everyMs: () => HOUR_MS,
    run: (modules) => modules.get(ErasePersonalData, { strict: false }).erase(),
  },
];
