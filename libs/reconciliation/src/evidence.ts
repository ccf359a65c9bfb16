/** Decides whether a difference that a person closed has to open again. */
import type { Side } from './difference.entity.js';
import type { DifferenceKind } from './difference-kinds.js';
import type { StatementLineOfPayout } from './judge-statements.js';
import { movementsOf } from './movements.js';
import type { LineKind } from './read-cells.js';

/** A difference as a person closed it. */
export interface ClosedByPerson {
  readonly kind: DifferenceKind;
  readonly closedAt: Date;
  /** What the statements had then. */
  readonly found: Side;
}

type Tallied = 'paid' | 'returned' | 'refused';

/**
 * The lines that speak for each kind of difference, and those that speak against it. Kinds that are missing have no evidence that can
 * grow: a line is missing or not, and each movement with another amount or fee is a difference of its own.
 */
const EVIDENCE: Partial<
  Record<DifferenceKind, { readonly for: readonly Tallied[]; readonly against: Tallied | null }>
> = {
  paid_twice: { for: ['paid'], against: 'returned' },
  paid_unexpectedly: { for: ['paid'], against: 'returned' },
  missing_return: { for: ['paid'], against: 'returned' },
  returned_unexpectedly: { for: ['returned'], against: 'paid' },
  refused_unexpectedly: { for: ['refused'], against: null },
  statement_ahead: { for: ['paid', 'returned', 'refused'], against: null },
};

/**
 * Whether the evidence of a difference has grown since a person closed it: a movement speaks for it that the statements of that time
 * did not show, or one that spoke against it is gone. A copy of a movement that the person saw is none.
 *
 * @param found what the statements have now
 * @param lines all of the payout, in the order in which they were stored
 */
export function hasGrown(closed: ClosedByPerson, found: Side, lines: readonly StatementLineOfPayout[]): boolean {
  const evidence = EVIDENCE[closed.kind];
  if (evidence === undefined) return false;
  const speak = lines.filter(({ kind }) => (evidence.for as readonly LineKind[]).includes(kind));
  const seen = speak.filter((line) => wasShown(line, closed.closedAt));
  const now = speak.filter((line) => line.withdrawnAt === null && !wasShown(line, closed.closedAt));
  if (movementsOf([...seen, ...now]).length > movementsOf(seen).length) return true;
  // A line can have been there, and be recognised as one of this payout only now.
  if (evidence.for.some((kind) => count(found, kind) > count(closed.found, kind))) return true;
  return balance(found, evidence) > balance(closed.found, evidence);
}

/** Whether a line counted at a time. */
function wasShown({ importedAt, withdrawnAt }: StatementLineOfPayout, at: Date): boolean {
  return importedAt !== null && importedAt <= at && (withdrawnAt === null || withdrawnAt > at);
}

function count(side: Side, kind: Tallied): number {
  return Number(side[kind] ?? 0);
}

function balance(
  side: Side,
  { for: kinds, against }: { readonly for: readonly Tallied[]; readonly against: Tallied | null },
) {
  const speaking = kinds.reduce((sum, kind) => sum + count(side, kind), 0);
  return speaking - (against === null ? 0 : count(side, against));
}
