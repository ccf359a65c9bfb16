import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, Problem, SETTINGS } from '#libs/platform';
import { nextRecheckMs } from '../law/schedule.js';
import { canBeSecondPerson, type TwoPeopleSettings, takesTwoPeople } from '../law/standing.js';
import { notAllowed, transition } from '../law/transition.js';
import { Attempt } from '../records/attempt.entity.js';
import { Payout } from '../records/payout.entity.js';
import { lockReview, type Proposal, proposalBody, ResolutionProposal, standingProposal } from '../records/proposals.js';

/** The resolution of a payout in review by a person. */
export interface Resolution {
  readonly resolution: 'paid' | 'failed';
  readonly reason: string;
  /** What it rests on: a statement line, a ticket of the provider. */
  readonly evidence: string | null;
}

/**
 * Ends a payout that only a person can end. Its proof is that person, named in the history; from `TWO_PEOPLE_FROM` on it is
 * two: the first proposes a resolution, the second says the same and ends the payout by it.
 */
@Injectable()
export class ResolvePayout {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: TwoPeopleSettings,
  ) {}

  /**
   * @returns the payout: ended, or still in review with a proposal
   * @throws Problem `illegal_transition` when the payout is not in review; `second_person_needed` when the proposal is the
   *   caller's own, or the caller is at the command line; `resolution_differs` when another person proposed the opposite
   */
  async resolve(payout: Payout, found: Resolution, by: Actor): Promise<Payout> {
    if (payout.status !== 'review') throw notAllowed('resolved', payout, ['review']);
    const done = await inTransaction(this.dataSource, (tx) =>
      takesTwoPeople(payout, this.settings)
        ? this.proposeOrEnd(tx, payout, found, by)
        : this.end(tx, payout, found, by),
    );
    if (done !== null) return done;
    throw notAllowed('resolved', await this.dataSource.getRepository(Payout).findOneByOrFail({ id: payout.id }), [
      'review',
    ]);
  }

  private async proposeOrEnd(tx: EntityManager, payout: Payout, found: Resolution, by: Actor) {
    const actor = by.name;
    if (!(await lockReview(tx, payout))) return null;
    const proposal = await standingProposal(tx, payout, actor);
    const agrees = proposal?.resolution === found.resolution;
    if (proposal === null || (proposal.isOwn && !agrees)) {
      await tx.insert(ResolutionProposal, { payoutId: payout.id, version: payout.version, actor, ...found });
      await recordAudit(tx, by, { action: 'payout.propose_resolution', subjectId: payout.id, ...auditOf(found) });
      return payout;
    }
    if (proposal.isOwn) throw secondPersonNeeded(proposal);
    if (!agrees) throw resolutionDiffers(proposal);
    if (!canBeSecondPerson(actor)) throw keyNeeded(proposal);
    return this.end(tx, payout, found, by, proposal);
  }

  private async end(tx: EntityManager, payout: Payout, found: Resolution, by: Actor, proposal?: Proposal) {
    const paid = found.resolution === 'paid';
    const now = new Date();
    const result = await transition(tx, payout, {
      event: paid ? 'resolved_paid' : 'resolved_failed',
      actor: by.name,
      by: { lease: 'not_needed' },
      detail: { reason: found.reason, evidence: found.evidence, ...(proposal && proposedBy(proposal)) },
      audited: { by, action: 'payout.resolve', ...auditOf(found) },
      set: paid
        ? { proof: 'operator' }
        : { proof: 'operator', failureCode: 'resolved_failed', failureMessage: found.reason },
      // The provider may still contradict it one day, and then a person has to know.
      dueInMs: nextRecheckMs(now, now, null),
    });
    if (result.kind !== 'moved') return null;
    const ended = {
      result: paid ? 'paid' : 'refused',
      resultMessage: 'resolved by a person',
      resultAt: () => 'now()',
    } as const;
    await tx.update(Attempt, { payoutId: payout.id, result: IsNull() }, ended);
    return result.payout;
  }
}

/** What the audit trail stores of it. */
function auditOf({ resolution, reason, evidence }: Resolution) {
  return { reason, details: { resolution, evidence } };
}

/** What the history says of the first of two people. */
function proposedBy({ actor, reason, evidence, at }: Proposal) {
  return { proposedBy: actor, proposal: { reason, evidence, at: at.toISOString() } };
}

function secondPersonNeeded(proposal: Proposal): Problem {
  return new Problem(
    'second_person_needed',
    `${proposal.actorName} (${proposal.actor}) has proposed ${proposal.resolution}, and a key is the same person as the keys it was rotated from or to: another key with the scope payouts:resolve has to say the same`,
    { proposal: proposalBody(proposal) },
  );
}

function keyNeeded(proposal: Proposal): Problem {
  return new Problem(
    'second_person_needed',
    `${proposal.actorName} (${proposal.actor}) has proposed ${proposal.resolution}, and the command line takes any name: send the same resolution over REST, with a key that has the scope payouts:resolve`,
    { proposal: proposalBody(proposal) },
  );
}

function resolutionDiffers(proposal: Proposal): Problem {
  return new Problem(
    'resolution_differs',
    `${proposal.actorName} (${proposal.actor}) has proposed ${proposal.resolution}: only the same resolution ends the payout`,
    { proposal: proposalBody(proposal) },
  );
}
