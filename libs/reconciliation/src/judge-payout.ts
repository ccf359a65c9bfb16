import type { PayoutStatus } from '#libs/payouts';
import type { Side } from './difference.entity.js';
import type { DifferenceKind } from './difference-kinds.js';
import type { LineKind } from './line-kinds.js';

/** A line about a payout. */
export interface JudgedLine {
  readonly id: string;
  readonly statementId: string;
  readonly number: number;
  readonly kind: LineKind;
  readonly amount: bigint;
  readonly fee: bigint | null;
}

/** A payout with all that statements say of it. */
export interface Judged {
  readonly status: PayoutStatus;
  readonly amount: bigint;
  /** As the provider told it at the inquiry; null: not told. */
  readonly fee: bigint | null;
  /** Oldest first. */
  readonly lines: readonly JudgedLine[];
  /** Whether statements cover all the time in which its provider would have booked it. */
  readonly covered: boolean;
}

export interface Finding {
  readonly kind: DifferenceKind;
  /** Null: it is about the payout as a whole. */
  readonly lineId: string | null;
  /** The statement that shows it; null: it is shown by what is not there. */
  readonly statementId: string | null;
  readonly expected: Side;
  readonly found: Side;
}

export interface Judgement {
  readonly findings: readonly Finding[];
  /** Nothing more is expected to happen: the payout is final, and no line is missing that may still come. */
  readonly settled: boolean;
}

/** How often a payout in each status has been paid for, less what was given back. */
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

/** Says where a payout and its lines differ. Each difference is told by one finding. */
export function judgePayout(judged: Judged): Judgement {
  const ofMoney = moneyDiffers(judged);
  const findings = [
    ...(ofMoney === null ? [] : [{ kind: ofMoney, ...evidence(judged) }]),
    ...judged.lines.flatMap((line) => linesDiffer(judged, line)),
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

/** The one way in which the money went otherwise than the payout says; null: it did not. */
function moneyDiffers({ status, lines, covered }: Judged): DifferenceKind | null {
  const { paid, returned, refused } = tally(lines);
  const net = paid - returned;
  const [least, most] = EXPECTED[status];
  if (net > 1) return 'paid_twice';
  // Until it is in review the provider is still asked; and money is often taken before a transfer has ended.
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

/** Whether a line that is not there would be told of by a statement that is not there yet. */
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

function linesDiffer(judged: Judged, line: JudgedLine): Finding[] {
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
