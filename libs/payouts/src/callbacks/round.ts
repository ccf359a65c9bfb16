import { nextDelayMs } from '../law/schedule.js';
import type { Alert, AlertKind } from '../records/alert.js';
import type { Attempt } from '../records/attempt.entity.js';
import { differences, judgeCallback, newestHint } from './judge-callback.js';
import {
  assertReadable,
  type ClaimedCallback,
  type LockedAttempt,
  type NamedAttempt,
  type Processed,
} from './process-callbacks.queries.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** A callback that came before the outcome of its transfer is looked at again. */
const LOOK_AGAIN_MS = 2 * SECOND_MS;

/** Another transaction holds the rows that it needs at this moment. */
const BUSY_MS = 500;

/** A callback that names no transfer is retried after these waits; the last repeats. */
const UNMATCHED_WAITS_MS = [10 * SECOND_MS, MINUTE_MS, 10 * MINUTE_MS, HOUR_MS] as const;

/** After this a callback that names no transfer is left to a person. */
const GIVE_UP_AFTER_MS = 7 * 24 * HOUR_MS;

export interface RoundParts {
  readonly callbacks: readonly ClaimedCallback[];
  /** What those name whose transfer is not known yet. */
  readonly named: readonly NamedAttempt[];
  /** Locks attempts with their payouts; leaves out those that another transaction has locked. */
  readonly lock: (attemptIds: readonly string[]) => Promise<readonly LockedAttempt[]>;
}

interface CallbackAlert {
  readonly payoutId: Alert['payoutId'];
  readonly kind: AlertKind;
  readonly message: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What is to be written after a round of processing. */
export interface Round {
  readonly processed: readonly Processed[];
  /** By attempt. */
  readonly hints: ReadonlyMap<string, Attempt['callbackHint']>;
  /** Payouts that a worker looks at now. */
  readonly wake: readonly string[];
  readonly alerts: readonly CallbackAlert[];
}

/**
 * Decides the result of each callback of a round.
 *
 * @throws RowUnreadable
 */
export async function roundOf({ callbacks, named, lock }: RoundParts): Promise<Round> {
  const candidates = new Map(callbacks.map((callback) => [callback.id, candidatesOf(callback, named)]));
  const attemptIds = [...new Set([...candidates.values()].flatMap((found) => found.attemptIds))];
  const locked = attemptIds.length === 0 ? [] : await lock(attemptIds);
  const round = new Decisions(new Map(locked.map((attempt) => [attempt.id, attempt])));
  // Received in this order: ids are UUIDs of version 7.
  for (const callback of [...callbacks].sort((one, other) => (one.id < other.id ? -1 : 1)))
    round.add(callback, candidates.get(callback.id) as Candidates);
  return round;
}

interface Candidates {
  /** Newest first. */
  readonly attemptIds: readonly string[];
  /** Its address is that of one transfer, its content names another. */
  readonly disagrees: boolean;
}

/** The secret of an address decides; the keys of the content must not name another transfer then. */
function candidatesOf(callback: ClaimedCallback, named: readonly NamedAttempt[]): Candidates {
  if (callback.attemptId !== null) return { attemptIds: [callback.attemptId], disagrees: false };
  const mine = named.filter(({ callbackId }) => callbackId === callback.id);
  const byContent = idsOf(mine.filter(({ bySecret }) => !bySecret));
  if (callback.secretSha256 === '') return { attemptIds: byContent, disagrees: false };
  const bySecret = idsOf(mine.filter((found) => found.bySecret));
  const disagrees = byContent.length > 0 && !byContent.some((id) => bySecret.includes(id));
  return { attemptIds: bySecret, disagrees };
}

function idsOf(named: readonly NamedAttempt[]): string[] {
  return [...new Set(named.map(({ attemptId }) => attemptId))].sort().reverse();
}

type Decision = Omit<Processed, 'id'>;

class Decisions implements Round {
  readonly processed: Processed[] = [];
  readonly hints = new Map<string, Attempt['callbackHint']>();
  readonly wake: string[] = [];
  readonly alerts: CallbackAlert[] = [];

  constructor(private readonly locked: ReadonlyMap<string, LockedAttempt>) {}

  add(callback: ClaimedCallback, candidates: Candidates): void {
    assertReadable(callback);
    this.processed.push({ id: callback.id, ...this.decide(callback, candidates) });
  }

  private decide(callback: ClaimedCallback, { attemptIds, disagrees }: Candidates): Decision {
    if (attemptIds.length === 0) return this.unmatched(callback);
    const attempts = attemptIds.map((id) => this.locked.get(id)).filter((attempt) => attempt !== undefined);
    if (attempts.length < attemptIds.length) return open(callback.attemptId, BUSY_MS);
    const attempt = disagrees ? undefined : attempts.find((each) => isAbout(callback, each));
    if (attempt === undefined) return this.mismatch(callback, attempts[0] as LockedAttempt, disagrees);
    // Once only: a later round must not put back a hint that a newer callback has replaced meanwhile.
    if (callback.attemptId === null) this.keepHint(callback, attempt);
    return this.follow(callback, attempt);
  }

  private follow(callback: ClaimedCallback, attempt: LockedAttempt): Decision {
    const verdict = judgeCallback(callback, attempt);
    if (verdict.kind === 'early') return open(attempt.id, LOOK_AGAIN_MS);
    if (verdict.kind === 'done') {
      if (verdict.result === 'contradicts') this.contradiction(callback, attempt);
      return closed('processed', verdict.result, attempt.id);
    }
    this.wake.push(attempt.payoutId);
    return closed('processed', 'woke', attempt.id);
  }

  private keepHint(callback: ClaimedCallback, attempt: LockedAttempt): void {
    const known = this.hints.get(attempt.id) ?? attempt.callbackHint;
    const newest = newestHint(known, callback.hint);
    if (newest !== known) this.hints.set(attempt.id, newest);
  }

  private unmatched(callback: ClaimedCallback): Decision {
    if (callback.ageMs < GIVE_UP_AFTER_MS)
      return { ...open(null, nextDelayMs(UNMATCHED_WAITS_MS, callback.tries)), status: 'unmatched' };
    this.alert(callback, null, 'callback_unmatched', 'A genuine callback names an unknown transfer');
    return closed('unmatched', 'given_up', null);
  }

  private mismatch(callback: ClaimedCallback, attempt: LockedAttempt, disagrees: boolean): Decision {
    const differing = disagrees ? ['transfer'] : differences(callback.about, attempt);
    const message = `A genuine callback names a transfer of this payout but differs from it in: ${differing.join(', ')}`;
    this.alert(callback, attempt, 'callback_mismatch', message);
    return closed('ignored', 'mismatch', attempt.id);
  }

  private contradiction(callback: ClaimedCallback, attempt: LockedAttempt): void {
    // It may be on its way to another transfer at this moment: the mark keeps that one from being recorded.
    if (attempt.payoutStatus === 'created' || attempt.payoutStatus === 'inquired') this.wake.push(attempt.payoutId);
    const message = 'A callback says that a transfer was paid which had ended as refused or not sent';
    this.alert(callback, attempt, 'contradiction', message);
  }

  private alert(callback: ClaimedCallback, attempt: LockedAttempt | null, kind: AlertKind, message: string): void {
    const { id: callbackId, provider, path, hint } = callback;
    const detail = { callbackId, provider, path, hint, attemptId: attempt?.id ?? null };
    this.alerts.push({ payoutId: attempt?.payoutId ?? null, kind, message, detail });
  }
}

function open(attemptId: string | null, againInMs: number): Decision {
  return { status: 'received', result: null, attemptId, againInMs };
}

function closed(status: Processed['status'], result: Processed['result'], attemptId: string | null): Decision {
  return { status, result, attemptId, againInMs: null };
}

function isAbout({ about }: ClaimedCallback, attempt: LockedAttempt): boolean {
  return differences(about, attempt).length === 0;
}
