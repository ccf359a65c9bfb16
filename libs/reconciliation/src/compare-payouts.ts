import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { raiseAlert } from '#libs/payouts';
import { inTransaction } from '#libs/platform';
import { RailDirectory } from '#libs/rails';
import {
  noteCompared,
  type PayoutToCompare,
  readCovered,
  readToCompare,
  takeUnsettled,
} from './compare-payouts.queries.js';
import { type Coverage, NOTHING_COVERED } from './coverage.js';
import { type DifferenceKind, QUIET_KINDS } from './difference-kinds.js';
import { closeAgreed, type FoundDifference, keepDifferences, keyOf } from './differences.queries.js';
import { judgePayout } from './judge-payout.js';
import type { Statement } from './statement.entity.js';

/** Few enough that a payout which moves meanwhile waits for a moment only. */
const PER_ROUND = 500;
const FIRST = '00000000-0000-0000-0000-000000000000';
const HOUR_MS = 3_600_000;

/** How long after a payout ended its provider may book it: until then nobody misses its line. */
const BOOKED_WITHIN_MS = {
  at_once: HOUR_MS,
  // a weekend lies between
  by_end_of_business_day: 72 * HOUR_MS,
} as const;

/** Why payouts are compared now. */
export interface Occasion {
  /** The statement that was imported; null: payouts moved. */
  readonly statement: Pick<Statement, 'id' | 'provider'> | null;
  /** Whether somebody was told of it already. */
  readonly told: boolean;
}

/** Compares payouts with what statements say of them, and keeps where they differ. */
@Injectable()
export class ComparePayouts {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
  ) {}

  /**
   * Compares every payout about which there is something new: a line, a statement that covers it, a move. Any number of
   * processes may do so at once; each payout is compared by one.
   *
   * @returns how many were compared
   */
  async run(occasion: Occasion = { statement: null, told: false }): Promise<number> {
    let { told } = occasion;
    let compared = 0;
    let after = FIRST;
    for (;;) {
      const round = await inTransaction(this.dataSource, (tx) => this.round(tx, after, { ...occasion, told }));
      if (round.last === null) return compared;
      compared += round.count;
      told ||= round.told;
      after = round.last;
    }
  }

  private async round(tx: EntityManager, after: string, occasion: Occasion) {
    const { statement } = occasion;
    const { newest, byProvider } = await readCovered(tx);
    const { last, payoutIds } = await takeUnsettled(tx, newest, after, PER_ROUND);
    if (payoutIds.length === 0) return { last, count: 0, told: false };
    const payouts = await readToCompare(tx, payoutIds);
    const judged = payouts.map((payout) => ({ payout, ...this.judge(payout, byProvider) }));
    const found: FoundDifference[] = judged.flatMap(({ payout, findings }) =>
      findings.map((finding) => ({
        ...finding,
        provider: payout.provider,
        clientId: payout.clientId,
        payoutId: payout.id,
        // Of another provider's payouts that are compared by the way it says nothing.
        statementId: finding.statementId ?? (statement?.provider === payout.provider ? statement.id : null),
      })),
    );
    await closeAgreed(tx, payoutIds, found.map(keyOf));
    const opened = await keepDifferences(tx, found);
    await noteCompared(
      tx,
      newest,
      judged.map(({ payout, settled }) => ({ payoutId: payout.id, version: payout.version, settled })),
    );
    const told = await tellOnce(tx, occasion, opened);
    return { last, count: payoutIds.length, told };
  }

  private judge(payout: PayoutToCompare, coverage: ReadonlyMap<string, Coverage>) {
    const covered = this.isCovered(payout, coverage.get(payout.provider) ?? NOTHING_COVERED);
    return judgePayout({ ...payout, covered });
  }

  private isCovered({ sentAt, completedAt, rail }: PayoutToCompare, coverage: Coverage): boolean {
    if (sentAt === null || completedAt === null) return false;
    const settles = this.rails.declaration(rail)?.settles ?? 'by_end_of_business_day';
    return coverage.includes(sentAt, new Date(completedAt.getTime() + BOOKED_WITHIN_MS[settles]));
  }
}

/** Wakes a person about differences that are new, once for each statement or run. @returns whether somebody is told now */
export async function tellOnce(
  tx: EntityManager,
  { statement, told }: Occasion,
  opened: readonly DifferenceKind[],
): Promise<boolean> {
  const kinds = [...new Set(opened.filter((kind) => !QUIET_KINDS.has(kind)))].sort();
  if (told || kinds.length === 0) return false;
  await raiseAlert(tx, {
    payoutId: null,
    kind: 'statement_differs',
    message:
      statement === null
        ? `Payouts that moved differ from statements by now: ${kinds.join(', ')}, and maybe more`
        : `A statement differs from our payouts: ${kinds.join(', ')}, and maybe more`,
    detail: { statementId: statement?.id ?? null, kinds },
  });
  return true;
}
