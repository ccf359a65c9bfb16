import { stateOfWorker } from './living-workers.js';
import type { LoopReport, Worker } from './worker.entity.js';

const IDLE: LoopReport = { everyMs: 1_000, runningMs: null, endedMs: 400, failed: false };
const MINUTE_MS = 60_000;

function workerWith(loops: Record<string, Partial<LoopReport>>, problem: string | null = null): Worker {
  const full = Object.fromEntries(Object.entries(loops).map(([name, report]) => [name, { ...IDLE, ...report }]));
  return {
    id: '01985c4e-0000-7000-8000-000000000001',
    startedAt: new Date(),
    seenAt: new Date(),
    release: '0.1.0',
    host: 'somewhere',
    pid: 1,
    kind: 'separate',
    providers: [],
    problem,
    loops: full,
  };
}

const HUNG = { runningMs: 4 * MINUTE_MS };

describe('a worker', () => {
  it.each([
    ['that was seen a moment ago', {}, null, 500, true, []],
    ['that has missed a few heartbeats', {}, null, 9_000, true, []],
    ['that has missed all heartbeats of 10 s', {}, null, 10_500, false, []],
    ['whose clock is off', {}, 'The clock of this process is 90 s ahead', 500, false, []],
    ['whose loop for payouts does not end', { 'work-due-payouts': HUNG }, null, 500, false, ['work-due-payouts']],
    ['whose loop for webhooks does not end', { 'drain-outbox': HUNG }, null, 500, true, ['drain-outbox']],
    ['whose loop takes a minute', { 'work-due-payouts': { runningMs: MINUTE_MS } }, null, 500, true, []],
    [
      'that starts no run any more',
      { 'work-due-payouts': { endedMs: 4 * MINUTE_MS } },
      null,
      500,
      false,
      ['work-due-payouts'],
    ],
    [
      'whose hourly loop ran 50 minutes ago',
      { erase: { everyMs: 60 * MINUTE_MS, endedMs: 50 * MINUTE_MS } },
      null,
      500,
      true,
      [],
    ],
    [
      'whose hourly loop takes ten minutes',
      { erase: { everyMs: 60 * MINUTE_MS, runningMs: 10 * MINUTE_MS } },
      null,
      500,
      true,
      [],
    ],
    ['whose hourly loop has not run yet', { erase: { everyMs: 60 * MINUTE_MS, endedMs: null } }, null, 500, true, []],
    [
      'that pauses because the database is read-only',
      { 'work-due-payouts': { endedMs: 4 * MINUTE_MS } },
      'The database is read-only',
      500,
      false,
      [],
    ],
  ])('%s', (_what, loops, problem, silentMs, isAlive, hanging) => {
    expect(stateOfWorker(workerWith(loops, problem), silentMs)).toMatchObject({ isAlive, hanging });
  });
});
