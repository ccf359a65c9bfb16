import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { raiseAlert } from '#libs/payouts';
import { alertUnreadable, inTransaction, RowUnreadable } from '#libs/platform';
import { RailDirectory } from '#libs/rails';
import {
  claimUnsettled,
  type PayoutToCompare,
  readToCompare,
  saveCompared,
  saveFailed,
} from './compare-payouts.queries.js';
import { type Covered, readCovered } from './coverage.js';
import { type DifferenceKind, QUIET_KINDS } from './difference-kinds.js';
import {
  closeAgreed,
  type FoundDifference,
  keyOf,
  readClosedByPerson,
  saveDifferences,
} from './differences.queries.js';
import { hasGrown } from './evidence.js';
import { knowsStatus } from './judge-payout.js';
import { type JudgementByStatements, judgeStatements } from './judge-statements.js';
import { leaveOutWithdrawn } from './leave-out-withdrawn.js';
import { LINE_KINDS } from './read-cells.js';
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
  /** The imported statement; null: payouts moved, or a statement was withdrawn. */
  readonly statement: Pick<Statement, 'id' | 'provider' | 'clientId'> | null;
  /** Whether an alert was raised for it before. */
  readonly alerted: boolean;
}

/** Compares payouts with statement lines and stores the differences. */
@Injectable()
export class ComparePayouts {
  private readonly logger = new Logger(ComparePayouts.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
  ) {}

  /**
   * Compares every payout with something new: a line, a statement that covers it or was withdrawn, or a move. Several processes can
   * run this concurrently; each payout is compared by one of them.
   *
   * @returns how many payouts were compared
   */
  async compare(occasion: Occasion = { statement: null, alerted: false }): Promise<number> {
    await leaveOutWithdrawn(this.dataSource);
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
    const covered = await readCovered(tx);
    const { last, payoutIds } = await claimUnsettled(tx, covered.newest, after, PER_PAGE);
    if (payoutIds.length === 0) return { last, count: 0, alerted: false };
    const payouts = await readToCompare(tx, payoutIds);
    const { judged, failed } = this.judgeAll(payouts, covered);
    for (const { payout, error } of failed) await this.leaveOut(tx, covered.newest, payout, error);
    const judgedIds = judged.map(({ payout }) => payout.id);
    const found: FoundDifference[] = judged.flatMap(({ payout, findings }) =>
      findings.map((finding) => ({
        ...finding,
        provider: payout.provider,
        clientId: payout.clientId,
        payoutId: payout.id,
        // Payouts that the imported statement does not concern are compared in the same run.
        statementId: finding.statementId ?? (concerns(statement, payout) ? statement.id : null),
      })),
    );
    await closeAgreed(tx, judgedIds, found.map(keyOf));
    const opened = await saveDifferences(tx, found, await this.keysToOpenAgain(tx, found, payouts));
    await saveCompared(
      tx,
      covered.newest,
      judged.map(({ payout, settled, byClient }) => ({
        payoutId: payout.id,
        version: payout.version,
        settled,
        byClient,
      })),
    );
    const alerted = await alertOnce(tx, occasion, opened);
    return { last, count: judged.length, alerted };
  }

  /** The differences that persons closed, and whose evidence has grown since. */
  private async keysToOpenAgain(
    tx: EntityManager,
    found: readonly FoundDifference[],
    payouts: readonly PayoutToCompare[],
  ): Promise<string[]> {
    if (found.length === 0) return [];
    const closed = new Map((await readClosedByPerson(tx, found.map(keyOf))).map((each) => [each.key, each]));
    const linesOf = new Map(payouts.map(({ id, lines }) => [id, lines]));
    return found.flatMap((difference) => {
      const [key, lines] = [keyOf(difference), linesOf.get(difference.payoutId ?? '') ?? []];
      const before = closed.get(key);
      return before !== undefined && hasGrown(before, difference.found, lines) ? [key] : [];
    });
  }

  /** A payout that cannot be judged holds up no other. */
  private judgeAll(payouts: readonly PayoutToCompare[], covered: Covered) {
    const judged: ({ readonly payout: PayoutToCompare } & JudgementByStatements)[] = [];
    const failed: { readonly payout: PayoutToCompare; readonly error: unknown }[] = [];
    for (const payout of payouts) {
      try {
        judged.push({ payout, ...this.judge(payout, covered) });
      } catch (error) {
        failed.push({ payout, error });
      }
    }
    return { judged, failed };
  }

  private async leaveOut(tx: EntityManager, newest: Date | null, payout: PayoutToCompare, error: unknown) {
    await saveFailed(tx, newest, payout);
    const row = { table: 'comparison', id: payout.id };
    const after = 'Salur then compares it by itself, at the latest after an hour.';
    const message = await alertUnreadable(tx, { row, payoutId: payout.id, error, after });
    if (message !== null) this.logger.error({ payoutId: payout.id, msg: message });
  }

  private judge(payout: PayoutToCompare, covered: Covered) {
    assertKnown(payout);
    const { sentAt, completedAt, rail, provider, clientId } = payout;
    if (sentAt === null || completedAt === null)
      return judgeStatements({ ...payout, covered: { whole: false, any: false } });
    const settles = this.rails.declaration(rail)?.settles ?? 'by_end_of_business_day';
    const bookedBy = new Date(completedAt.getTime() + BOOKED_WITHIN_MS[settles]);
    const [whole, any] = [covered.byWhole(provider), covered.byAny(provider, clientId)];
    const isCovered = { whole: whole.includes(sentAt, bookedBy), any: any.includes(sentAt, bookedBy) };
    return judgeStatements({ ...payout, covered: isCovered });
  }
}

/**
 * A later release may have written a status or a kind of line that this one does not know: nothing is concluded from those.
 *
 * @throws RowUnreadable
 */
function assertKnown({ id, status, lines }: PayoutToCompare): void {
  if (!knowsStatus(status)) throw new RowUnreadable({ table: 'payout', id }, 'this release does not know its status');
  const line = lines.find(({ kind }) => !Object.hasOwn(LINE_KINDS, kind));
  if (line !== undefined)
    throw new RowUnreadable(
      { table: 'statement_line', id: line.id },
      `this release does not know the kind of the line ${line.id}`,
    );
}

/** Whether a statement may judge a payout. */
function concerns(
  statement: Occasion['statement'],
  { provider, clientId }: PayoutToCompare,
): statement is NonNullable<Occasion['statement']> {
  return (
    statement !== null &&
    statement.provider === provider &&
    (statement.clientId === null || statement.clientId === clientId)
  );
}

/** Raises an alert about new differences, once per statement or run. @returns whether an alert was raised now */
export async function alertOnce(
  tx: EntityManager,
  { statement, alerted }: Pick<Occasion, 'alerted'> & { readonly statement: Pick<Statement, 'id'> | null },
  opened: readonly DifferenceKind[],
): Promise<boolean> {
  const kinds = [...new Set(opened.filter((kind) => !QUIET_KINDS.has(kind)))].sort();
  if (alerted || kinds.length === 0) return false;
  await raiseAlert(tx, {
    payoutId: null,
    kind: 'statement_differs',
    message:
      statement === null
        ? `Payouts that moved, or whose statement was withdrawn, differ from statements now: ${kinds.join(', ')}, possibly more`
        : `A statement differs from our payouts: ${kinds.join(', ')}, possibly more`,
    detail: { statementId: statement?.id ?? null, kinds },
  });
  return true;
}
