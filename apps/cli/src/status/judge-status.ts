import { rupiahText } from '../output/words.js';
import type { Backlog, ServiceStatus } from './service-status.js';

/** Work that is late by so much is no queue any more. */
const LATE_MS = 2 * 60_000;
/** A provider that is away for so long does not come back by itself soon. */
const AWAY_MS = 5 * 60_000;

/** Why a person should look at the service. */
export const CAUSE_CODES = [
  'database',
  'no_worker',
  'worker_stopped',
  'worker_hindered',
  'loop_hangs',
  'provider_away',
  'payouts_late',
  'callbacks_late',
  'events_late',
  'webhooks_late',
  'review',
  'alerts',
  'alerts_not_sent',
] as const;

export interface Cause {
  readonly code: (typeof CAUSE_CODES)[number];
  /** What is wrong, as one sentence. */
  readonly what: string;
  /** What to do first. */
  readonly next: string;
}

/** @returns why a person should look, the most urgent first; empty: there is no need */
export function judgeStatus(status: ServiceStatus): readonly Cause[] {
  return [
    ...ofDatabase(status),
    ...ofWorkers(status),
    ...ofProviders(status),
    ...ofBacklogs(status),
    ...ofReview(status),
    ...ofAlerts(status),
  ];
}

function ofDatabase({ database: { problem } }: ServiceStatus): Cause[] {
  if (problem === null) return [];
  return [{ code: 'database', what: `${problem}.`, next: 'Correct that; no process takes on work until then.' }];
}

function ofWorkers({ workers }: ServiceStatus): Cause[] {
  const causes: Cause[] = [];
  const nameOf = ({ worker }: (typeof workers)[number]) => `${worker.host}:${worker.pid}`;
  const silent = workers.filter(({ isSilent }) => isSilent);
  if (!workers.some(({ isAlive }) => isAlive)) {
    const last = silent[0];
    const seen = last === undefined ? '' : `; ${nameOf(last)} was last seen ${seconds(last.silentMs)} ago`;
    const next = 'Start one; if it does not stay, its first lines name the cause.';
    causes.push({ code: 'no_worker', what: `No worker is alive: no payout moves${seen}.`, next });
  } else {
    const lost = silent.filter(({ worker: { seenAt } }) => !workers.some((other) => replaces(other, seenAt)));
    if (lost.length > 0) {
      const what = `${lost.map(nameOf).join(', ')} ended without a word, and no worker has started since.`;
      causes.push({ code: 'worker_stopped', what, next: 'Start it again, or ignore it: its row goes after an hour.' });
    }
  }
  for (const state of workers) {
    const { worker, isSilent, hanging } = state;
    if (isSilent) continue;
    if (worker.problem !== null) {
      const what = `The worker ${nameOf(state)} takes on no work: ${worker.problem}.`;
      causes.push({ code: 'worker_hindered', what, next: 'Correct that; the worker goes on by itself.' });
    }
    if (hanging.length > 0) {
      const what = `Loops of the worker ${nameOf(state)} hang: ${hanging.join(', ')}.`;
      causes.push({
        code: 'loop_hangs',
        what,
        next: 'Look for them in its log, then restart it; that is always allowed.',
      });
    }
  }
  return causes;
}

function replaces({ worker, isAlive }: ServiceStatus['workers'][number], lastSeenAt: Date): boolean {
  return isAlive && worker.startedAt > lastSeenAt;
}

function ofProviders({ providers, now }: ServiceStatus): Cause[] {
  return providers.flatMap(({ provider, circuit }) => {
    const openedAt = circuit?.openedAt ?? null;
    if (openedAt === null || now.getTime() - openedAt.getTime() < AWAY_MS) return [];
    const what = `${provider} has not responded for ${seconds(now.getTime() - openedAt.getTime())}.`;
    return [{ code: 'provider_away' as const, what, next: 'Ask the provider; payouts with `auto` take other rails.' }];
  });
}

function ofBacklogs({ overdue, backlogs }: ServiceStatus): Cause[] {
  const { callbacks, outbox, webhooks } = backlogs;
  return [
    ...late(
      'payouts_late',
      overdue,
      'payouts are due',
      'Look at the workers above, then at `work on a payout failed` in their log.',
    ),
    ...late(
      'callbacks_late',
      callbacks,
      'callbacks are not processed',
      'Look for `process-callbacks` in the log of the workers.',
    ),
    ...late('events_late', outbox, 'moves have no webhook yet', 'Look for `drain-outbox` in the log of the workers.'),
    ...late(
      'webhooks_late',
      webhooks,
      'webhooks are due',
      'Run `salur webhook list --status pending`: a receiver may be slow.',
    ),
  ];
}

function late(code: Cause['code'], { count, lateMs }: Backlog, what: string, next: string): Cause[] {
  if (count === 0 || lateMs < LATE_MS) return [];
  return [{ code, what: `${count} ${what}, the oldest for ${seconds(lateMs)}.`, next }];
}

function ofReview({ standings }: ServiceStatus): Cause[] {
  const review = standings.find(({ standing }) => standing === 'needs_person');
  if (review === undefined) return [];
  const what = `${review.count} payouts of ${rupiahText(review.amount)} together are in review: a person has to find out their result.`;
  return [{ code: 'review', what, next: 'Run `salur payout list --status review`.' }];
}

function ofAlerts({ alerts: { count, newest, failing } }: ServiceStatus): Cause[] {
  const causes: Cause[] = [];
  if (newest !== null) {
    const what = `${count} alerts are not acknowledged, the newest is ${newest.kind}.`;
    causes.push({
      code: 'alerts',
      what,
      next: 'Run `salur alert list`, and `salur alert ack` for each that is dealt with.',
    });
  }
  if (failing.length > 0) {
    const errors = [...new Set(failing.map(({ lastError }) => lastError ?? 'failed'))].join(', ');
    const what = `Alerts cannot be sent: ${errors}.`;
    causes.push({
      code: 'alerts_not_sent',
      what,
      next: 'Correct ALERT_WEBHOOK_URL, or its receiver; they are sent again by themselves.',
    });
  }
  return causes;
}

function seconds(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}
