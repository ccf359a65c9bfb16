import type { PayoutStatus } from '#libs/payouts';
import type { Side } from './difference.entity.js';
import type { DifferenceKind } from './difference-kinds.js';
import type { LineKind } from './read-cells.js';

/** A line about a payout. */
export interface JudgedLine {
  readonly id: string;
  readonly statementId: string;
  readonly number: number;
  readonly kind: LineKind;
  readonly amount: bigint;
  readonly fee: bigint | null;
}

/** A payout with all statement lines about it. */
export interface Judged {
  readonly status: PayoutStatus;
  readonly amount: bigint;
  /** As the provider returned it at the inquiry; null: not returned. */
  readonly fee: bigint | null;
  /** Oldest first. */
  readonly lines: readonly JudgedLine[];
  /** Whether statements cover the whole period in which its provider would have booked it. */
  readonly covered: boolean;
}

export interface Finding {
  readonly kind: DifferenceKind;
  /** null: the finding concerns the payout as a whole. */
  readonly lineId: string | null;
  /** The statement that shows it; null: a missing line shows it. */
  readonly statementId: string | null;
  readonly expected: Side;
  readonly found: Side;
}

export interface Judgement {
  readonly findings: readonly Finding[];
  /** No further change is expected: the payout is final, and no missing line may still arrive. */
  readonly settled: boolean;
}

/** The expected payments less returns of a payout in each status. */
const EXPECTED: Record<PayoutStatus, readonly [least: number, most: number]> = {
  created: [0, 0],
  inquired: [0, 0],
  transferring: [0, 1],
  pending: [0, 1],
  review: [0, 1],
  succeeded: [1, 1],
  failed: [0, 0],
  cancelled: [0, 0],
  returned: [0, 0],
};

const FINAL: ReadonlySet<PayoutStatus> = new Set(['succeeded', 'failed', 'cancelled', 'returned']);

/** The statuses that {@link judgePayout} can judge; a later release may know more. */
export function knowsStatus(status: string): boolean {
  return Object.hasOwn(EXPECTED, status);
}

/** Finds the differences between a payout and its lines; one finding per difference. */
export function judgePayout(judged: Judged): Judgement {
  const moneyFinding = kindOfMoneyDifference(judged);
  const findings = [
    ...(moneyFinding === null ? [] : [{ kind: moneyFinding, ...evidence(judged) }]),
    ...judged.lines.flatMap((line) => lineFindings(judged, line)),
  ];
  return { findings, settled: FINAL.has(judged.status) && !mayStillCome(judged) };
}

interface Tally {
  readonly paid: number;
  readonly returned: number;
  readonly refused: number;
}

function tally(lines: readonly JudgedLine[]): Tally {
  const count = (kind: LineKind) => lines.filter((line) => line.kind === kind).length;
  return { paid: count('paid'), returned: count('returned'), refused: count('refused') };
}

/** How the payments and returns contradict the payout's status; null: they do not. At most one kind applies. */
function kindOfMoneyDifference({ status, lines, covered }: Judged): DifferenceKind | null {
  const { paid, returned, refused } = tally(lines);
  const net = paid - returned;
  const [least, most] = EXPECTED[status];
  if (net > 1) return 'paid_twice';
  // Before review, status checks are still running; and money is often booked before a transfer ends.
  if (least !== most) return status === 'review' && paid + returned + refused > 0 ? 'statement_ahead' : null;
  if (net > most) {
    if (status !== 'returned') return 'paid_unexpectedly';
    return covered ? 'missing_return' : null;
  }
  if (net >= least || status !== 'succeeded') return null;
  if (returned > 0) return 'returned_unexpectedly';
  if (refused > 0) return 'refused_unexpectedly';
  return covered ? 'missing_line' : null;
}

/** Whether a missing line may still be in a statement that was not imported yet. */
function mayStillCome({ status, lines, covered }: Judged): boolean {
  const { paid, returned } = tally(lines);
  if (covered) return false;
  return (status === 'succeeded' && paid === 0) || (status === 'returned' && returned === 0);
}

function evidence({ status, amount, lines }: Judged): Omit<Finding, 'kind'> {
  const { paid, returned, refused } = tally(lines);
  const newest = lines.at(-1);
  return {
    lineId: null,
    statementId: newest?.statementId ?? null,
    expected: { status, amount: amount.toString() },
    found: { paid, returned, refused, newestLine: newest?.number ?? null },
  };
}

function lineFindings(judged: Judged, line: JudgedLine): Finding[] {
  if (line.kind !== 'paid' && line.kind !== 'returned') return [];
  const about = { lineId: line.id, statementId: line.statementId };
  const side = (name: string, value: bigint): Side => ({ [name]: value.toString(), line: line.number });
  const feeDiffers = line.kind === 'paid' && line.fee !== null && judged.fee !== null && line.fee !== judged.fee;
  return [
    ...(line.amount === judged.amount
      ? []
      : [
          {
            kind: 'amount_differs' as const,
            ...about,
            expected: { amount: judged.amount.toString() },
            found: side('amount', line.amount),
          },
        ]),
    ...(feeDiffers
      ? [
          {
            kind: 'fee_differs' as const,
            ...about,
            expected: { fee: `${judged.fee}` },
            found: side('fee', line.fee as bigint),
          },
        ]
      : []),
  ];
}
