import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { raiseAlert } from '#libs/payouts';
import { inTransaction } from '#libs/platform';
import { RailDirectory } from '#libs/rails';
import {
  type Coverage,
  claimUnsettled,
  NOTHING_COVERED,
  type PayoutToCompare,
  readCovered,
  readToCompare,
  saveCompared,
} from './compare-payouts.queries.js';
import { type DifferenceKind, QUIET_KINDS } from './difference-kinds.js';
import { closeAgreed, type FoundDifference, keyOf, saveDifferences } from './differences.queries.js';
import { judgePayout } from './judge-payout.js';
import type { Statement } from './statement.entity.js';

/** Small, because a payout that moves meanwhile waits for the page's transaction. */
const PER_PAGE = 500;
const FIRST = '00000000-0000-0000-0000-000000000000';
const HOUR_MS = 3_600_000;

/** How long after the end of a payout its provider may book it; its line is only missing after that. */
const BOOKED_WITHIN_MS = {
  at_once: HOUR_MS,
  // a weekend lies between
  by_end_of_business_day: 72 * HOUR_MS,
} as const;

/** The reason of a comparison run. */
export interface Occasion {
  /** The imported statement; null: payouts moved. */
  readonly statement: Pick<Statement, 'id' | 'provider'> | null;
  /** Whether an alert was raised for it before. */
  readonly alerted: boolean;
}

/** Compares payouts with statement lines and stores the differences. */
@Injectable()
export class ComparePayouts {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
  ) {}

  /**
   * Compares every payout with something new: a line, a statement that covers it, or a move. Several processes can run this
   * concurrently; each payout is compared by one of them.
   *
   * @returns how many payouts were compared
   */
  async compare(occasion: Occasion = { statement: null, alerted: false }): Promise<number> {
    let { alerted } = occasion;
    let compared = 0;
    let after = FIRST;
    for (;;) {
      const page = await inTransaction(this.dataSource, (tx) => this.comparePage(tx, after, { ...occasion, alerted }));
      if (page.last === null) return compared;
      compared += page.count;
      alerted ||= page.alerted;
      after = page.last;
    }
  }

  private async comparePage(tx: EntityManager, after: string, occasion: Occasion) {
    const { statement } = occasion;
    const { newest, byProvider } = await readCovered(tx);
    const { last, payoutIds } = await claimUnsettled(tx, newest, after, PER_PAGE);
    if (payoutIds.length === 0) return { last, count: 0, alerted: false };
    const payouts = await readToCompare(tx, payoutIds);
    const judged = payouts.map((payout) => ({ payout, ...this.judge(payout, byProvider) }));
    const found: FoundDifference[] = judged.flatMap(({ payout, findings }) =>
      findings.map((finding) => ({
        ...finding,
        provider: payout.provider,
        clientId: payout.clientId,
        payoutId: payout.id,
        // Payouts of other providers are compared in the same run; the imported statement does not concern them.
        statementId: finding.statementId ?? (statement?.provider === payout.provider ? statement.id : null),
      })),
    );
    await closeAgreed(tx, payoutIds, found.map(keyOf));
    const opened = await saveDifferences(tx, found);
    await saveCompared(
      tx,
      newest,
      judged.map(({ payout, settled }) => ({ payoutId: payout.id, version: payout.version, settled })),
    );
    const alerted = await alertOnce(tx, occasion, opened);
    return { last, count: payoutIds.length, alerted };
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

/** Raises an alert about new differences, once per statement or run. @returns whether an alert was raised now */
export async function alertOnce(
  tx: EntityManager,
  { statement, alerted }: Occasion,
  opened: readonly DifferenceKind[],
): Promise<boolean> {
  const kinds = [...new Set(opened.filter((kind) => !QUIET_KINDS.has(kind)))].sort();
  if (alerted || kinds.length === 0) return false;
  await raiseAlert(tx, {
    payoutId: null,
    kind: 'statement_differs',
    message:
      statement === null
        ? `Payouts that moved now differ from statements: ${kinds.join(', ')}, possibly more`
        : `A statement differs from our payouts: ${kinds.join(', ')}, possibly more`,
    detail: { statementId: statement?.id ?? null, kinds },
  });
  return true;
}
