import {
  DIFFERENCE_KINDS,
  type Difference,
  type LineKind,
  type SidesTotal,
  type Statement,
  type StatementPreview,
  type StatementTotals,
  type Total,
} from '#libs/reconciliation';
import type { ClosedBeforeDto, DifferenceDto } from './differences.dto.js';
import type { StatementDto, StatementPreviewDto, StatementTotalsDto } from './statements.dto.js';

export function statementBody(statement: Statement): Omit<StatementDto, 'importedByName' | 'withdrawnByName'> {
  const { id, provider, coversFrom, coversTo, sha256, lineCount, repeatedCount, foreignCount } = statement;
  const { counts, sums, importedBy, withdrawnAt, withdrawnBy, withdrawnBecause } = statement;
  return {
    id,
    provider,
    from: coversFrom.toISOString(),
    to: coversTo.toISOString(),
    sha256,
    lines: lineCount,
    repeatedLines: repeatedCount,
    foreignLines: foreignCount,
    linesByKind: byKind(counts),
    rupiahByKind: sums && byKind(sums),
    importedBy,
    // No response shows a statement that is not imported completely.
    importedAt: (statement.importedAt as Date).toISOString(),
    withdrawnAt: withdrawnAt?.toISOString() ?? null,
    withdrawnBy,
    withdrawnBecause,
  };
}

export function totalsBody({ paid, returned, differences }: StatementTotals): StatementTotalsDto {
  const total = ({ count, rupiah }: Total) => ({ count, rupiah: Number(rupiah) });
  const sides = ({ file, foreign, payouts }: SidesTotal) => ({
    file: total(file),
    foreign: total(foreign),
    payouts: total(payouts),
  });
  return {
    paid: sides(paid),
    returned: sides(returned),
    differences: differences.map((difference) => ({ kind: difference.kind, ...total(difference) })),
  };
}

export function previewBody(preview: StatementPreview): StatementPreviewDto {
  const { provider, coversFrom, coversTo, sha256, importedAs, understood, times, booked, firstLines } = preview;
  return {
    preview: true,
    provider,
    from: coversFrom.toISOString(),
    to: coversTo.toISOString(),
    sha256,
    importedAs,
    understood: { ...understood, columns: { ...understood.columns }, times },
    firstBookedAt: booked?.first.toISOString() ?? null,
    lastBookedAt: booked?.last.toISOString() ?? null,
    firstLines: firstLines.map(({ number, bookedAt, kind, amount, fee, keys }) => ({
      line: number,
      bookedAt: bookedAt.toISOString(),
      kind,
      amount: Number(amount),
      fee: fee === null ? null : Number(fee),
      names: [...keys],
    })),
    lines: preview.lineCount,
    repeatedLines: preview.repeatedCount,
    foreignLines: preview.foreignCount,
    unknownLines: preview.unknownCount,
    linesByKind: byKind(preview.counts),
    rupiahByKind: byKind(preview.sums),
  };
}

/** Sums are stored as digits. One above 2^53, which no account has, would be rounded. */
function byKind({ paid, returned, refused, processing, fee, other }: Readonly<Record<LineKind, number | string>>) {
  return {
    paid: Number(paid),
    returned: Number(returned),
    refused: Number(refused),
    processing: Number(processing),
    fee: Number(fee),
    other: Number(other),
  };
}

type UnnamedDifference = Omit<DifferenceDto, 'closedByName' | 'closedBefore'> & {
  readonly closedBefore: readonly Omit<ClosedBeforeDto, 'closedByName'>[];
};

export function differenceBody(difference: Difference): UnnamedDifference {
  const { id, kind, provider, payoutId, statementId, status, foundAt, closedAt } = difference;
  const { closedBecause, closedBy, reason } = difference;
  return {
    id,
    kind,
    ...DIFFERENCE_KINDS[kind],
    provider,
    payoutId,
    statementId,
    expected: withAmounts(difference.expected),
    found: withAmounts(difference.found),
    status,
    foundAt: foundAt.toISOString(),
    closedAt: closedAt === null ? null : closedAt.toISOString(),
    closedBecause,
    closedBy,
    reason,
    closedBefore: difference.closedBefore.map((before) => ({
      closedAt: new Date(before.closedAt).toISOString(),
      closedBy: before.closedBy,
      reason: before.reason,
      found: withAmounts(before.found),
    })),
  };
}

/** Values stored as digits become JSON integers, as all amounts. */
function withAmounts(side: Difference['expected']): Record<string, unknown> {
  const { amount, fee, ...others } = side;
  return {
    ...others,
    ...(amount !== undefined && { amount: Number(amount) }),
    ...(fee !== undefined && { fee: Number(fee) }),
  };
}
