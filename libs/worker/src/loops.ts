import type { ModuleRef } from '@nestjs/core';
import { LinkEntries } from '#libs/audit';
import { ErasePersonalData, ProcessCallbacks, ReleaseFunds, WorkPayouts } from '#libs/payouts';
import type { Settings } from '#libs/platform';
import { RefreshBalances, RefreshBanks } from '#libs/rails';
import { ComparePayouts } from '#libs/reconciliation';
import { DeliverWebhooks, DrainOutbox, ForgetDeliveries } from '#libs/webhooks';

/** How often to look whether a provider is to be asked again: only looking is this frequent. */
const LOOK_EVERY_MS = 5_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Something periodic. Each replica runs it; what it works on is claimed row by row, so replicas share instead of double. */
export interface Loop {
  readonly name: string;
  /** What it is for, in the words of the runbook. */
  readonly purpose: string;
  readonly everyMs: (settings: Settings) => number;
  readonly run: (modules: ModuleRef) => Promise<unknown>;
}

/** Everything periodic. No work is done by the clock that is not a row here. */
export const LOOPS: readonly Loop[] = [
  {
    name: 'work-due-payouts',
    purpose: 'claims payouts that are due and takes each one step further: inquiry, transfer, status check, expiry',
    everyMs: (settings) => settings.workerIntervalMs,
    run: (modules) => modules.get(WorkPayouts, { strict: false }).claimDue(),
  },
  {
    name: 'release-funds',
    purpose: 'lets payouts that wait for funds go on, in their order, when a new reading of the balance covers them',
    everyMs: () => LOOK_EVERY_MS,
    run: (modules) => modules.get(ReleaseFunds, { strict: false }).release(),
  },
  {
    name: 'process-callbacks',
    purpose:
      'acts upon stored callbacks: those that no process has done with yet, and those that are to be tried again',
    everyMs: (settings) => settings.workerIntervalMs,
    run: (modules) => modules.get(ProcessCallbacks, { strict: false }).process(),
  },
  {
    name: 'drain-outbox',
    purpose: 'makes a webhook delivery of each event for each endpoint that wants to hear of it',
    everyMs: (settings) => settings.workerIntervalMs,
    run: (modules) => modules.get(DrainOutbox, { strict: false }).run(),
  },
  {
    name: 'deliver-webhooks',
    purpose: 'tries webhook deliveries that are due, for the first time or again',
    everyMs: (settings) => settings.workerIntervalMs,
    run: (modules) => modules.get(DeliverWebhooks, { strict: false }).run(),
  },
  {
    name: 'link-audit-entries',
    purpose: 'chains audit entries by hashes, so that a change of one can be found',
    everyMs: (settings) => settings.workerIntervalMs,
    run: (modules) => modules.get(LinkEntries, { strict: false }).run(),
  },
  {
    name: 'forget-webhooks',
    purpose: 'deletes old webhook deliveries, and entries of the outbox that no endpoint wanted',
    everyMs: () => HOUR_MS,
    run: (modules) => modules.get(ForgetDeliveries, { strict: false }).run(),
  },
  {
    name: 'refresh-balances',
    purpose: 'asks each provider what may be spent, when that is due',
    everyMs: (settings) => Math.min(settings.balanceRefreshMs, LOOK_EVERY_MS),
    run: (modules) => modules.get(RefreshBalances, { strict: false }).run(),
  },
  {
    name: 'refresh-banks',
    purpose: 'asks each provider for its banks and their limits, when that is due',
    everyMs: (settings) => Math.min(settings.banksRefreshMs, LOOK_EVERY_MS),
    run: (modules) => modules.get(RefreshBanks, { strict: false }).run(),
  },
  {
    name: 'compare-payouts',
    purpose: 'compares payouts that moved with what statements of their providers say of them',
    everyMs: () => MINUTE_MS,
    run: (modules) => modules.get(ComparePayouts, { strict: false }).run(),
  },
  {
    name: 'erase-personal-data',
    purpose: 'erases what is known of people in payouts that ended longer ago than PERSONAL_DATA_KEPT',
    everyMs: () => HOUR_MS,
    run: (modules) => modules.get(ErasePersonalData, { strict: false }).erase(),
  },
];
