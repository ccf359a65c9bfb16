import { stateOfWorker, type Worker } from '#libs/platform';
import { CAUSE_CODES, judgeStatus } from './judge-status.js';
import type { ServiceStatus } from './service-status.js';
import { statusBody, statusText } from './status-text.js';

const NOW = new Date('2026-12-01T03:00:00.000Z');
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);

function worker(silentSeconds: number, overrides: Partial<Worker> = {}) {
  const full: Worker = {
    id: '01985c4e-0000-7000-8000-000000000001',
    startedAt: ago(3_600),
    seenAt: ago(silentSeconds),
    release: '0.1.0',
    host: 'worker-1',
    pid: 7,
    kind: 'separate',
    providers: ['duitku'],
    problem: null,
    loops: {},
    ...overrides,
  };
  return stateOfWorker(full, silentSeconds * 1_000);
}

const HUNG = { everyMs: 1_000, runningMs: 600_000, endedMs: null, failed: false };
const circuit = (openSeconds: number | null): ServiceStatus['providers'][number] => ({
  provider: 'duitku',
  state: openSeconds === null ? 'closed' : 'open',
  circuit: {
    provider: 'duitku',
    silences: openSeconds === null ? 0 : 9,
    halfOpenInMs: 0,
    openedAt: openSeconds === null ? null : ago(openSeconds),
    lastAnswerAt: ago(900),
    lastSilenceAt: ago(1),
  },
  balance: { available: 50_000_000n, highest: 50_000_000n, ledger: null, askedAt: ago(30) },
});
const NOTHING = { count: 0, lateMs: 0 };

const FINE: ServiceStatus = {
  now: NOW,
  database: { name: 'salur at db.example:5432', schema: 'Alerts1795552000000', problem: null },
  workers: [worker(1)],
  providers: [circuit(null)],
  standings: [{ standing: 'ready', count: 2, amount: 100_000n, oldestAt: ago(5) }],
  overdue: { count: 0, oldestDueAt: null, lateMs: 0 },
  backlogs: { callbacks: NOTHING, outbox: NOTHING, webhooks: NOTHING, parkedWebhooks: 0 },
  alerts: { count: 0, newest: null, failing: [] },
};
const BACKLOG = { count: 3, lateMs: 600_000 };
const backlogs = (which: Partial<ServiceStatus['backlogs']>) => ({ backlogs: { ...FINE.backlogs, ...which } });

const CASES: [string, Partial<ServiceStatus>, (typeof CAUSE_CODES)[number][]][] = [
  ['everything works', {}, []],
  [
    'the disk is full',
    { database: { ...FINE.database, problem: 'The database has no disk space left' } },
    ['database'],
  ],
  ['there is no worker', { workers: [] }, ['no_worker']],
  ['the only worker was killed', { workers: [worker(40)] }, ['no_worker']],
  ['one of two workers was killed', { workers: [worker(1), worker(40)] }, ['worker_stopped']],
  ['a killed worker was replaced', { workers: [worker(1, { startedAt: ago(20) }), worker(40)] }, []],
  [
    "a worker's clock is off",
    { workers: [worker(1), worker(1, { problem: 'The clock is 90 s ahead' })] },
    ['worker_hindered'],
  ],
  [
    'the loop for payouts hangs',
    { workers: [worker(1, { loops: { 'work-due-payouts': HUNG } })] },
    ['no_worker', 'loop_hangs'],
  ],
  ['another loop hangs', { workers: [worker(1, { loops: { 'drain-outbox': HUNG } })] }, ['loop_hangs']],
  ['a circuit opened a minute ago', { providers: [circuit(60)] }, []],
  ['a circuit opened ten minutes ago', { providers: [circuit(600)] }, ['provider_away']],
  ['payouts are a little late', { overdue: { count: 9, oldestDueAt: ago(5), lateMs: 5_000 } }, []],
  ['payouts are late', { overdue: { count: 9, oldestDueAt: ago(600), lateMs: 600_000 } }, ['payouts_late']],
  ['callbacks are late', backlogs({ callbacks: BACKLOG }), ['callbacks_late']],
  ['moves have no webhook', backlogs({ outbox: BACKLOG }), ['events_late']],
  ['webhooks are late', backlogs({ webhooks: BACKLOG }), ['webhooks_late']],
  [
    'payouts are in review',
    { standings: [{ standing: 'needs_person', count: 2, amount: 7n, oldestAt: NOW }] },
    ['review'],
  ],
  [
    'an alert is not acknowledged',
    { alerts: { count: 1, newest: { id: 'a', kind: 'review', at: ago(9) }, failing: [] } },
    ['alerts'],
  ],
  [
    'alerts cannot be sent',
    { alerts: { count: 0, newest: null, failing: [{ kind: 'review', failures: 3, lastError: 'HTTP 404' }] } },
    ['alerts_not_sent'],
  ],
];

describe('a person should look', () => {
  it.each(CASES)('when %s', (_what, status, codes) => {
    expect(judgeStatus({ ...FINE, ...status }).map(({ code }) => code)).toEqual(codes);
  });

  it('for every cause that there is a case for', () => {
    expect(new Set(CASES.flatMap(([, , codes]) => codes))).toEqual(new Set(CAUSE_CODES));
  });
});

describe('the status', () => {
  const status: ServiceStatus = { ...FINE, workers: [worker(40)] };
  const causes = judgeStatus(status);

  it('names the worker that is gone, what each cause means, and what to do', () => {
    const text = statusText(status, causes);
    expect(text).toContain('DATABASE  salur at db.example:5432, schema Alerts1795552000000; it can be used');
    expect(text).toContain('WORKERS   0 alive');
    expect(text).toMatch(/worker-1:7 +separate +0\.1\.0 +60 min ago +40 s ago +not seen any more/);
    expect(text).toMatch(/duitku +closed +15 min ago +Rp50,000,000 +30 s ago/);
    expect(text).toMatch(/ready +2 +Rp100,000 +5 s ago/);
    expect(text).toContain(
      '- no_worker: No worker is alive: no payout moves; worker-1:7 was last seen 40 s ago. Start one;',
    );
  });

  it('is the same for programs', () => {
    expect(statusBody(status, causes)).toMatchObject({
      needsPerson: true,
      causes: [{ code: 'no_worker' }],
      workers: [{ host: 'worker-1', pid: 7, alive: false, silentMs: 40_000 }],
      providers: [{ provider: 'duitku', circuit: 'closed', balance: 50_000_000 }],
      payouts: [{ standing: 'ready', count: 2, amount: 100_000 }],
    });
  });
});
