import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, NOW, Problem, SETTINGS } from '#libs/platform';
import { want } from '../law/lease.js';
import { canBeSecondPerson, confirmationStands, type TwoPeopleSettings, takesTwoPeople } from '../law/standing.js';
import { notAllowed } from '../law/transition.js';
import { factsOf, isMaker } from '../records/facts.js';
import { Payout } from '../records/payout.entity.js';
import { LocalWorkers } from '../records/workers.js';

/**
 * A person confirms an inquired payout. The confirmation is recorded and a worker woken: only workers send. From
 * `TWO_PEOPLE_FROM` on it is a person other than the one who created the payout.
 */
@Injectable()
export class ConfirmPayout {
  constructor(
    private readonly dataSource: DataSource,
    private readonly workers: LocalWorkers,
    @Inject(SETTINGS) private readonly settings: TwoPeopleSettings,
  ) {}

  /**
   * @param reason why, for the history and the audit trail
   * @returns the payout, confirmed and still `inquired`: a worker sends it
   * @throws Problem `illegal_transition` when the payout is not inquired, or a cancel was faster; `second_person_needed` when
   *   it takes two and its creator, or a person at the command line, would confirm it
   */
  async confirm(payout: Payout, by: Actor, reason: string | null = null): Promise<Payout> {
    if (payout.status !== 'inquired') throw notAllowed('confirmed', payout, ['inquired']);
    if (takesTwoPeople(payout, this.settings)) {
      if (!canBeSecondPerson(by.name)) throw keyNeeded(payout, this.settings);
      if (await isMaker(this.dataSource, payout, by.name)) throw secondPersonNeeded(payout, this.settings);
    }
    const confirmed = await inTransaction(this.dataSource, (tx) => this.record(tx, payout.id, by, reason));
    if (confirmed.status !== 'inquired') throw notAllowed('confirmed', confirmed, ['inquired']);
    this.workers.wake(confirmed.provider);
    return confirmed;
  }

  /** A confirmation that stands stays with the person who gave it: the first one confirmed. */
  private async record(tx: EntityManager, id: string, by: Actor, reason: string | null): Promise<Payout> {
    const facts = await factsOf(tx, id, true);
    const current = await tx.findOneByOrFail(Payout, { id });
    if (current.status !== 'inquired') return current;
    const stands = confirmationStands(current, facts, this.settings);
    await want(tx, [id], stands ? {} : { confirmedAt: NOW, confirmedBy: by.name, confirmedReason: reason });
    await recordAudit(tx, by, { action: 'payout.confirm', subjectId: id, reason });
    return tx.findOneByOrFail(Payout, { id });
  }
}

function keyNeeded({ amount }: Payout, { twoPeopleFrom }: TwoPeopleSettings): Problem {
  return new Problem(
    'second_person_needed',
    `A payout of ${amount} rupiah takes two people, as from ${twoPeopleFrom} on, and the command line takes any name: confirm it over REST, with a key that has the scope payouts:confirm and did not create it`,
  );
}

function secondPersonNeeded({ amount }: Payout, { twoPeopleFrom }: TwoPeopleSettings): Problem {
  return new Problem(
    'second_person_needed',
    `A payout of ${amount} rupiah takes two people, as from ${twoPeopleFrom} on: another key with the scope payouts:confirm has to confirm it, not the one that created it, nor one it was rotated from or to`,
  );
}
