/** A payout that waits for funds at a provider. Amounts in whole rupiah. */
export interface Waiter {
  readonly id: string;
  readonly clientId: string;
  /** What it takes from the balance: amount and fee. */
  readonly cost: bigint;
  /** The balance at which its provider refused it, or the lowest since; null: it was not refused. */
  readonly fundsBalance: bigint | null;
  /** It was not confirmed yet, and a person has to: it needs no money now. */
  readonly awaitsPerson: boolean;
}

/** What a provider returned as available, and the highest that it ever did. */
export interface Reading {
  readonly available: bigint;
  readonly highest: bigint;
}

/**
 * Whether others wait behind a payout. Not behind one that no balance ever seen covers, nor behind one that was refused although the
 * balance covered it: it waits until the balance rises.
 */
export function holdsPlace({ cost, fundsBalance }: Pick<Waiter, 'cost' | 'fundsBalance'>, reading: Reading): boolean {
  return cost <= reading.highest && (fundsBalance === null || reading.available > fundsBalance || cost > fundsBalance);
}

/** The first payout of a client that waits. */
export interface FirstOfClient {
  readonly id: string;
  readonly clientId: string;
  readonly cost: bigint;
}

/**
 * Whether a payout has to wait because of those that wait already, though the balance covers it. Within a client: first come, first served.
 * The first payout of each other client keeps back what it needs, but at most the share of that client: the balance, divided by the clients
 * that want some of it.
 *
 * @param ahead of every client the payout that has waited longest, if it has waited longer than this one
 */
export function isHeldUp(payout: FirstOfClient, available: bigint, ahead: readonly FirstOfClient[]): boolean {
  const first = ahead.filter(({ id }) => id !== payout.id);
  if (first.length === 0) return false;
  if (first.some(({ clientId }) => clientId === payout.clientId)) return true;
  const share = available / BigInt(first.length + 1);
  return available - sumOf(first.map(({ cost }) => smaller(cost, share))) < payout.cost;
}

/** What a new reading of a balance does to the payouts that wait for it. */
export interface SharedOut {
  /** They go on. */
  readonly released: ReadonlySet<string>;
  /** They wait on, and others wait behind them. */
  readonly holding: ReadonlySet<string>;
  /** Of the payouts that wait on and that the whole balance covers, the one that has waited longest; null: there is none. */
  readonly covered: string | null;
}

/**
 * Shares a balance out among the payouts that wait for it: one of each client after the other, each client's in the order in which they came. A
 * client whose next payout does not fit gets no more, and its share is kept for that payout.
 *
 * @param waiters those that have waited longest first
 */
export function shareOut(reading: Reading, waiters: readonly Waiter[]): SharedOut {
  const { available } = reading;
  const queues = new Map<string, Waiter[]>();
  for (const waiter of waiters.filter((each) => mayGo(each, reading))) {
    const queue = queues.get(waiter.clientId);
    if (queue === undefined) queues.set(waiter.clientId, [waiter]);
    else queue.push(waiter);
  }
  const share = available / BigInt(Math.max(1, queues.size));
  const released = new Set(waiters.filter(({ awaitsPerson }) => awaitsPerson).map(({ id }) => id));
  let left = available;
  while (queues.size > 0) {
    for (const [clientId, queue] of queues) {
      const next = queue.shift();
      if (next !== undefined && next.cost <= left) {
        left -= next.cost;
        released.add(next.id);
        continue;
      }
      if (next !== undefined) left -= smaller(left, smaller(next.cost, share));
      queues.delete(clientId);
    }
  }
  const waiting = waiters.filter(({ id }) => !released.has(id));
  return {
    released,
    holding: new Set(waiting.filter((waiter) => holdsPlace(waiter, reading)).map(({ id }) => id)),
    covered: waiting.find(({ cost }) => cost <= available)?.id ?? null,
  };
}

function mayGo(waiter: Waiter, reading: Reading): boolean {
  const { awaitsPerson, fundsBalance } = waiter;
  return !awaitsPerson && holdsPlace(waiter, reading) && (fundsBalance === null || reading.available > fundsBalance);
}

const smaller = (one: bigint, other: bigint) => (one < other ? one : other);
const sumOf = (amounts: readonly bigint[]) => amounts.reduce((sum, amount) => sum + amount, 0n);
