/** Judges a payout by the statements that may say something about it: those of operators, and those of its own client. */
import { type Finding, type Judged, type JudgedLine, type Judgement, judgePayout } from './judge-payout.js';
import { type MovementLine, movementsOf } from './movements.js';

/** A line about a payout, of any statement that may judge it. */
export interface StatementLineOfPayout extends JudgedLine, Omit<MovementLine, 'kind'> {
  /** Whether its statement is about the payouts of all clients, because an operator imported it. */
  readonly isWhole: boolean;
  /** When all lines of its statement were stored; null: not yet. */
  readonly importedAt: Date | null;
  /** null: it counts. */
  readonly withdrawnAt: Date | null;
}

export interface JudgedByStatements extends Omit<Judged, 'lines' | 'covered'> {
  /** In the order in which they were stored, withdrawn ones included. */
  readonly lines: readonly StatementLineOfPayout[];
  /** Whether statements cover the whole period in which its provider would have booked it. */
  readonly covered: {
    /** Those of operators alone. */
    readonly whole: boolean;
    /** Those of operators and of its client together. */
    readonly any: boolean;
  };
}

export interface JudgementByStatements extends Judgement {
  /** Only statements of its client make it settled: one of an operator that covers it has to be compared. */
  readonly byClient: boolean;
}

/**
 * Finds what statements of operators alone contradict, and what they contradict together with those of the client. So a statement of
 * a client can show a difference of its own payouts, and never explain one away that an operator's statement shows.
 */
export function judgeStatements({ lines, covered, ...payout }: JudgedByStatements): JudgementByStatements {
  const everShown = movementsOf(lines);
  const live = lines.filter(({ withdrawnAt }) => withdrawnAt === null);
  const [whole, own] = [live.filter(({ isWhole }) => isWhole), live.filter(({ isWhole }) => !isWhole)];
  const judge = (shown: readonly StatementLineOfPayout[], isCovered: boolean): Judgement => {
    const movements = movementsOf(shown);
    const { findings, settled } = judgePayout({ ...payout, lines: movements.sort(byTime), covered: isCovered });
    if (!findings.some(({ lineId }) => lineId !== null)) return { findings, settled };
    const names = namesOf(movements, everShown);
    const named = ({ lineId, ...finding }: Finding) => ({
      ...finding,
      lineId: lineId && (names.get(lineId) ?? lineId),
    });
    return { findings: findings.map(named), settled };
  };
  const byWhole = judge(whole, covered.whole);
  if (own.length === 0 && covered.whole === covered.any) return { ...byWhole, byClient: false };
  // Lines of operators first: of two lines that are the same movement, theirs is compared.
  const byAll = judge([...whole, ...own], covered.any);
  const found = new Set(byAll.findings.map(({ kind, lineId }) => `${kind} ${lineId}`));
  return {
    findings: [...byAll.findings, ...byWhole.findings.filter(({ kind, lineId }) => !found.has(`${kind} ${lineId}`))],
    settled: byAll.settled,
    byClient: byAll.settled && !byWhole.settled,
  };
}

function byTime(one: StatementLineOfPayout, other: StatementLineOfPayout): number {
  return one.bookedAt.getTime() - other.bookedAt.getTime() || (one.id < other.id ? -1 : 1);
}

/**
 * The name of each movement: the line that showed it first, of all that ever did. So a difference about it stays the same one when a
 * statement with the same line is imported or withdrawn.
 */
function namesOf(
  movements: readonly StatementLineOfPayout[],
  everShown: readonly StatementLineOfPayout[],
): ReadonlyMap<string, string> {
  const alike = ({ transfer, kind, amount }: MovementLine) => `${transfer} ${kind} ${amount}`;
  const own = new Set(movements.map(({ id }) => id));
  const free = Map.groupBy(
    everShown.filter(({ id }) => !own.has(id)),
    alike,
  );
  const named = new Set(everShown.map(({ id }) => id));
  return new Map(
    movements.map((line) => [line.id, named.has(line.id) ? line.id : (free.get(alike(line))?.shift()?.id ?? line.id)]),
  );
}
