import type { StandingCount } from '#libs/payouts';
import type { WorkerState } from '#libs/platform';
import { type Column, toTable } from '../output/output.js';
import { awayText, isoOrNull, rupiahText, timeText } from '../output/words.js';
import type { Cause } from './judge-status.js';
import type { ProviderStatus, ServiceStatus } from './service-status.js';

/** The status for people. */
export function statusText(status: ServiceStatus, causes: readonly Cause[]): string {
  const { now, database, workers, providers, standings, overdue, backlogs, alerts } = status;
  const { callbacks, outbox, webhooks, parkedWebhooks } = backlogs;
  const alive = workers.filter(({ isAlive }) => isAlive).length;
  const ago = (date: Date | null | undefined) => (date == null ? 'never' : awayText(date, now));
  const oldest = overdue.oldestDueAt === null ? '' : `, the oldest since ${timeText(overdue.oldestDueAt)} WIB`;
  const newest = alerts.newest === null ? '' : `, the newest ${alerts.newest.kind} ${ago(alerts.newest.at)}`;
  return [
    `DATABASE  ${database.name}, schema ${database.schema}; ${database.problem ?? 'it can be used'}`,
    '',
    `WORKERS   ${alive} alive`,
    ...table(workerColumns(ago), workers),
    '',
    'PROVIDERS',
    ...table(providerColumns(ago), providers),
    '',
    `PAYOUTS   ${overdue.count} are late${oldest}`,
    ...table(standingColumns(ago), standings),
    '',
    `CALLBACKS ${callbacks.count} to process`,
    `WEBHOOKS  ${outbox.count} moves without deliveries, ${webhooks.count} deliveries to send, ${parkedWebhooks} parked`,
    `ALERTS    ${alerts.count} not acknowledged${newest}`,
    '',
    ...(causes.length === 0 ? ['No person has to look.'] : ['A PERSON SHOULD LOOK']),
    ...causes.map(({ code, what, next }) => `- ${code}: ${what} ${next}`),
  ].join('\n');
}

function table<T>(columns: readonly Column<T>[], items: readonly T[]): string[] {
  if (items.length === 0) return [];
  return toTable(columns, items)
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`);
}

type Ago = (date: Date | null | undefined) => string;

const workerColumns = (ago: Ago): readonly Column<WorkerState>[] => [
  { title: 'PROCESS', of: ({ worker }) => `${worker.host}:${worker.pid}` },
  { title: 'KIND', of: ({ worker }) => worker.kind },
  { title: 'RELEASE', of: ({ worker }) => worker.release },
  { title: 'STARTED', of: ({ worker }) => ago(worker.startedAt) },
  { title: 'SEEN', of: ({ worker }) => ago(worker.seenAt) },
  { title: 'STATE', of: stateOf },
];

function stateOf({ worker, isSilent, hanging, isAlive }: WorkerState): string {
  if (isSilent) return 'not seen any more';
  if (worker.problem !== null) return worker.problem;
  if (hanging.length > 0) return `${isAlive ? 'alive' : 'hangs'}; hanging loops: ${hanging.join(', ')}`;
  const failing = Object.entries(worker.loops).flatMap(([name, { failed }]) => (failed ? [name] : []));
  return failing.length === 0 ? 'alive' : `alive; last run failed: ${failing.join(', ')}`;
}

const providerColumns = (ago: Ago): readonly Column<ProviderStatus>[] => [
  { title: 'PROVIDER', of: ({ provider }) => provider },
  { title: 'CIRCUIT', of: ({ state }) => state },
  { title: 'LAST RESPONSE', of: ({ circuit }) => ago(circuit?.lastAnswerAt) },
  { title: 'BALANCE', of: ({ balance }) => (balance === null ? null : rupiahText(balance.available)), align: 'right' },
  { title: 'READ', of: ({ balance }) => ago(balance?.askedAt) },
];

const standingColumns = (ago: Ago): readonly Column<StandingCount>[] => [
  { title: 'STANDING', of: ({ standing }) => standing },
  { title: 'COUNT', of: ({ count }) => String(count), align: 'right' },
  { title: 'AMOUNT', of: ({ amount }) => rupiahText(amount), align: 'right' },
  { title: 'OLDEST', of: ({ oldestAt }) => ago(oldestAt) },
];

/** The status for programs. */
export function statusBody(status: ServiceStatus, causes: readonly Cause[]) {
  const { now, database, workers, providers, standings, overdue, backlogs, alerts } = status;
  return {
    at: now.toISOString(),
    needsPerson: causes.length > 0,
    causes,
    database,
    workers: workers.map(({ worker, silentMs, hanging, isAlive }) => ({
      ...worker,
      startedAt: worker.startedAt.toISOString(),
      seenAt: worker.seenAt.toISOString(),
      silentMs: Math.round(silentMs),
      alive: isAlive,
      hanging,
    })),
    providers: providers.map(({ provider, state, circuit, balance }) => ({
      provider,
      circuit: state,
      silences: circuit?.silences ?? 0,
      openedAt: isoOrNull(circuit?.openedAt ?? null),
      lastAnswerAt: isoOrNull(circuit?.lastAnswerAt ?? null),
      lastSilenceAt: isoOrNull(circuit?.lastSilenceAt ?? null),
      balance: balance === null ? null : Number(balance.available),
      balanceAt: isoOrNull(balance?.askedAt ?? null),
    })),
    payouts: standings.map(({ standing, count, amount, oldestAt }) => ({
      standing,
      count,
      amount: Number(amount),
      oldestAt: oldestAt.toISOString(),
    })),
    overdue: { count: overdue.count, oldestDueAt: isoOrNull(overdue.oldestDueAt), lateMs: Math.round(overdue.lateMs) },
    ...backlogs,
    alerts: {
      unacknowledged: alerts.count,
      newest: alerts.newest && { ...alerts.newest, at: alerts.newest.at.toISOString() },
      notSent: alerts.failing.map(({ kind, failures, lastError }) => ({ kind, failures, lastError })),
    },
  };
}
