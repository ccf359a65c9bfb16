/** Payouts of some days with the statements that two providers make of them, and differences planted on purpose. */
import type { DataSource } from 'typeorm';
import type { PayoutStatus } from '#libs/payouts';
import type { DifferenceKind } from '#libs/reconciliation';
import { newPayout } from './new-payout.js';
import type { Row } from './statements.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The planted faults of a payout in a statement, and the difference that has to be reported. */
const FAULTS: Record<string, readonly { kind: DifferenceKind; on: PayoutStatus; change: (rows: Row[]) => Row[] }[]> = {
  succeeded: [
    { kind: 'missing_line', on: 'succeeded', change: () => [] },
    { kind: 'paid_twice', on: 'succeeded', change: ([paid]) => [paid as Row, paid as Row] },
    { kind: 'paid_twice', on: 'succeeded', change: ([paid]) => [paid as Row, later(paid as Row, 'transfer')] },
    {
      kind: 'amount_differs',
      on: 'succeeded',
      change: ([paid]) => [{ ...(paid as Row), amount: (paid as Row).amount + 1n }],
    },
    { kind: 'fee_differs', on: 'succeeded', change: ([paid]) => [{ ...(paid as Row), fee: 9_999n }] },
    { kind: 'returned_unexpectedly', on: 'succeeded', change: ([paid]) => [paid as Row, later(paid as Row, 'refund')] },
    { kind: 'refused_unexpectedly', on: 'succeeded', change: ([paid]) => [{ ...(paid as Row), type: 'failed' }] },
  ],
  failed: [{ kind: 'paid_unexpectedly', on: 'failed', change: ([paid]) => [{ ...(paid as Row), type: 'transfer' }] }],
  returned: [{ kind: 'missing_return', on: 'returned', change: ([paid]) => [paid as Row] }],
  review: [{ kind: 'statement_ahead', on: 'review', change: ([none]) => [{ ...(none as Row), type: 'transfer' }] }],
};

/** Weighted by how often they stand here. */
const STATUSES: readonly PayoutStatus[] = [
  ...Array<PayoutStatus>(11).fill('succeeded'),
  ...Array<PayoutStatus>(3).fill('failed'),
  ...Array<PayoutStatus>(2).fill('returned'),
  'pending',
  'review',
  'cancelled',
];

/** Same numbers for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface World {
  readonly rows: readonly (Row & { readonly provider: 'duitku' | 'doku' })[];
  /** `paid_twice <payout id>`, `unknown_line <name of the transfer>`. */
  readonly planted: readonly string[];
}

export interface WorldPlan {
  readonly seed: number;
  readonly payouts: number;
  /** Lines of unknown transfers. */
  readonly strangers: number;
  /** Midnight in Jakarta. */
  readonly firstDay: Date;
  readonly days: number;
}

/** Writes the payouts, and returns what the providers' books say of them. About every third has a difference. */
export async function makeWorld(
  db: DataSource,
  { seed, payouts, strangers, firstDay, days }: WorldPlan,
): Promise<World> {
  const random = randomOf(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const rows: (Row & { provider: 'duitku' | 'doku' })[] = [];
  const planted: string[] = [];
  for (let number = 1; number <= payouts; number += 1) {
    const provider = pick(['duitku', 'doku'] as const);
    const status = pick(STATUSES);
    // Not in the last hours of a day: what belongs together stands in one file, and only what is planted differs.
    const sentAt = new Date(
      firstDay.getTime() + Math.floor(random() * days) * DAY_MS + random() * (DAY_MS - 300 * MINUTE_MS),
    );
    const name = `${seed}${String(number).padStart(6, '0')}`;
    const amount = 10_000n + BigInt(Math.floor(random() * 90_000_000));
    const payoutId = await newPayout(db, {
      status,
      amount,
      fee: 2_500n,
      rail: provider === 'duitku' ? 'duitku.online' : 'doku.kirim',
      sentAt,
      completedAt: new Date(sentAt.getTime() + random() * 30 * MINUTE_MS),
      keys: [provider === 'duitku' ? `disburseId:${name}` : `sendTrxId:${name}`],
    });
    const booked: Row = {
      names: provider === 'duitku' ? { disburseId: name } : { partnerReferenceNo: name },
      type: 'transfer',
      amount,
      fee: 2_500n,
      bookedAt: new Date(sentAt.getTime() + Math.floor(random() * 40) * MINUTE_MS),
    };
    const honest = honestRows(status, booked, random());
    const faults = FAULTS[status] ?? [];
    const fault = random() < 0.34 && faults.length > 0 ? pick(faults) : null;
    if (fault !== null) planted.push(`${fault.kind} ${payoutId}`);
    const said = fault === null ? honest : fault.change(honest.length > 0 ? [...honest] : [booked]);
    rows.push(...said.map((row) => ({ ...row, provider })));
  }
  for (let number = 1; number <= strangers; number += 1) {
    const name = `${seed}9${String(number).padStart(6, '0')}`;
    const bookedAt = new Date(firstDay.getTime() + random() * (days * DAY_MS - 1));
    rows.push({
      provider: 'duitku',
      names: { disburseId: name },
      type: pick(['transfer', 'refund']),
      amount: 77_000n,
      bookedAt,
    });
    planted.push(`unknown_line disburseId:${name}`);
  }
  return { rows, planted: planted.sort() };
}

/** What a provider has of a payout when nothing is wrong; some list refusals, some take the money and return it. */
function honestRows(status: PayoutStatus, booked: Row, chance: number): Row[] {
  if (status === 'succeeded' || (status === 'pending' && chance < 0.5)) return [booked];
  if (status === 'pending') return [{ ...booked, type: 'processing' }];
  if (status === 'returned') return [booked, later(booked, 'refund')];
  if (status === 'failed' && chance < 0.3) return [{ ...booked, type: 'failed' }];
  if (status === 'failed' && chance < 0.6) return [booked, later(booked, 'refund')];
  return [];
}

function later(row: Row, type: string): Row {
  return { ...row, type, bookedAt: new Date(row.bookedAt.getTime() + 60 * MINUTE_MS) };
}
