import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LivingWorkers, SETTINGS, type Settings } from '#libs/platform';
import { RailDirectory } from '#libs/rails';
import { NO_FINDINGS, type Work } from '../explain/explained.js';
import { reviewAfterMs } from '../law/schedule.js';
import type { Standing, StandingKind } from '../law/standing.js';
import { type FindingsRow, findingsOf } from '../records/findings.queries.js';
import type { Payout } from '../records/payout.entity.js';
import type { Beside } from '../records/payout-view.js';
import { type Proposal, proposalBody } from '../records/proposals.js';
import { FindPayouts } from './find-payouts.js';

/** Standings in which something depends on a worker. */
const NEEDS_WORKER: readonly StandingKind[] = ['ready', 'awaits_provider'];

/** Reads what is known of payouts beside their rows, for their views. */
@Injectable()
export class ReadBeside {
  constructor(
    private readonly dataSource: DataSource,
    private readonly payouts: FindPayouts,
    private readonly workers: LivingWorkers,
    private readonly rails: RailDirectory,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'twoPeopleFrom' | 'reviewAfterMs'>,
  ) {}

  /** A statement for each kind of fact, however many payouts there are, and none for facts that no payout needs. */
  async of(payouts: readonly Payout[]): Promise<ReadonlyMap<string, Beside>> {
    const standings = await this.payouts.standings(payouts);
    const proposals = await this.payouts.proposals(payouts);
    const findings = await findingsOf(
      this.dataSource,
      payouts.filter(hasMoreToTell).map(({ id }) => id),
    );
    const findingsById = new Map(findings.map((row) => [row.id, row]));
    const work = await this.work(payouts, standings, findings[0]?.now);
    return new Map(
      payouts.map((payout) => {
        const proposal = proposals.get(payout.id);
        return [
          payout.id,
          this.beside(payout, standings.get(payout.id) as Standing, findingsById.get(payout.id), proposal, work),
        ];
      }),
    );
  }

  async ofOne(payout: Payout): Promise<Beside> {
    return (await this.of([payout])).get(payout.id) as Beside;
  }

  private beside(
    payout: Payout,
    standing: Standing,
    findings: FindingsRow | undefined,
    proposal: Proposal | undefined,
    work: Omit<Work, 'isLeased'> | null,
  ): Beside {
    const { leasedUntil, status } = payout;
    const sentAt = status === 'pending' ? findings?.transfer?.at : undefined;
    const isLeased = work !== null && leasedUntil !== null && leasedUntil > work.now;
    return {
      standing,
      proposal: proposal === undefined ? null : proposalBody(proposal),
      twoPeopleFrom: this.settings.twoPeopleFrom,
      findings: {
        ...NO_FINDINGS,
        ...findings,
        proposedBy: proposal?.actorName ?? null,
        reviewAt: sentAt === undefined ? null : this.reviewAt(payout, sentAt),
        work: work === null ? null : { ...work, isLeased },
      },
    };
  }

  private reviewAt(payout: Payout, sentAt: Date): Date {
    const mayStayOpenMs = this.rails.declaration(payout.rail)?.mayStayOpenMs ?? 0;
    return new Date(sentAt.getTime() + reviewAfterMs(payout, { ...this.settings, mayStayOpenMs }));
  }

  private async work(
    payouts: readonly Payout[],
    standings: ReadonlyMap<string, Standing>,
    now: Date | undefined,
  ): Promise<Omit<Work, 'isLeased'> | null> {
    if (now === undefined || !payouts.some(({ id }) => NEEDS_WORKER.includes((standings.get(id) as Standing).kind)))
      return null;
    const { count, lastSeenAt } = await this.workers.alive();
    return { now, isAlive: count > 0, lastSeenAt };
  }
}

/** A payout that was paid or refused says all in its row. */
function hasMoreToTell({ status, proof }: Payout): boolean {
  return proof === 'operator' || !['succeeded', 'failed', 'returned'].includes(status);
}
