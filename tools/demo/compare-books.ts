import type { Payout } from '#libs/api-client';
import type { Narrator } from './narrator.js';
import type { PayoutClient } from './payout-client.js';
import type { Books, SandboxControl } from './sandbox-control.js';

/** What both sides can be asked for: how often money was asked to move, at most for one payout, and how much of it did. */
interface Sums {
  readonly requests: number;
  readonly mostForOne: number;
  readonly rupiah: number;
}

/** Prints the provider's books beside what the service says of itself. @returns whether they are equal */
export async function compareBooks(
  narrator: Narrator,
  sandbox: SandboxControl,
  client: PayoutClient,
): Promise<boolean> {
  const books = await sandbox.books();
  const payouts = await client.list();
  const theirs = sumsOf(books);
  const ours = await ownSums(client, payouts);
  narrator.table([
    ['', "sandbox's books", 'service'],
    ['transfer requests received | sent', number(theirs.requests), number(ours.requests)],
    ['  most of them for one attempt', number(theirs.mostForOne), number(ours.mostForOne)],
    ['rupiah moved | succeeded', number(theirs.rupiah), number(ours.rupiah)],
  ]);
  const differing = payouts.filter(
    (payout) => movedFor(books, payout) !== (payout.status === 'succeeded' ? payout.amount : 0),
  );
  const equal =
    theirs.requests === ours.requests &&
    theirs.rupiah === ours.rupiah &&
    theirs.mostForOne <= 1 &&
    differing.length === 0;
  narrator.verdict(
    equal,
    equal
      ? 'The books are equal: no payout was paid twice, and none was lost.'
      : `The books are NOT equal (payouts that differ: ${differing.map(({ id }) => id).join(', ') || 'none by itself'}): this is a bug, please report it with the output above.`,
  );
  return equal;
}

function sumsOf({ transfers, totals }: Books): Sums {
  const perPayout = Map.groupBy(transfers, ({ disburseId }) => disburseId);
  return {
    requests: totals.transferRequests,
    mostForOne: Math.max(0, ...[...perPayout.values()].map(({ length }) => length)),
    rupiah: totals.movedAmount - totals.returnedAmount,
  };
}

/** From the service's histories. */
async function ownSums(client: PayoutClient, payouts: readonly Payout[]): Promise<Sums> {
  const sent = await Promise.all(
    payouts.map(async ({ id }) => requestsPerRail((await client.events(id)).map(({ event }) => event))),
  );
  return {
    requests: sent.flat().reduce((sum, count) => sum + count, 0),
    mostForOne: Math.max(0, ...sent.flat()),
    rupiah: payouts.filter(({ status }) => status === 'succeeded').reduce((sum, { amount }) => sum + amount, 0),
  };
}

/** Every `confirmed` sent one request, unless it is followed by `not_sent`; `rerouted` starts again on another rail. */
function requestsPerRail(events: readonly string[]): number[] {
  const counts = [0];
  for (const event of events) {
    if (event === 'rerouted') counts.push(0);
    const change = event === 'confirmed' ? 1 : event === 'not_sent' ? -1 : 0;
    counts[counts.length - 1] = (counts.at(-1) as number) + change;
  }
  return counts;
}

/** Kirim DOKU books a transfer under a reference of ours, which begins with the payout's id. */
export function isFor(payout: Pick<Payout, 'id' | 'providerReference'>, disburseId: string): boolean {
  return disburseId === payout.providerReference || disburseId.startsWith(payout.id.replaceAll('-', ''));
}

/** Whole rupiah that left for the payout, less what came back. */
function movedFor({ movements }: Books, payout: Payout): number {
  return movements
    .filter(({ disburseId }) => isFor(payout, disburseId))
    .reduce((sum, { amount, direction }) => sum + (direction === 'back' ? -amount : amount), 0);
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
