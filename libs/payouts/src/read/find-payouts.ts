import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Problem, SETTINGS } from '#libs/platform';
import { NO_FACTS, needsFacts, type Standing, standing, type TwoPeopleSettings } from '../law/standing.js';
import { amend } from '../law/transition.js';
import { factsOfMany } from '../records/facts.js';
import { Payout } from '../records/payout.entity.js';
import { PayoutEvent } from '../records/payout-event.entity.js';
import { SealedData } from '../records/personal-data.js';
import { type Proposal, standingProposals } from '../records/proposals.js';
import { ExchangeRecord } from '../records/provider-call.js';
import { type Warning, warningsOfMany, warningsWhenCreated } from '../records/warnings.js';
import { findPage, type PayoutFilter, type PayoutPage, type PayoutSum, sumOf } from './payout-filter.js';

/** Reads payouts, always within one client. */
@Injectable()
export class FindPayouts {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sealed: SealedData,
    @Inject(SETTINGS) private readonly settings: TwoPeopleSettings,
  ) {}

  /** @throws Problem `not_found`, also for another client's payout */
  async ofClient(clientId: string, id: string): Promise<Payout> {
    const payout = await this.dataSource.getRepository(Payout).findOneBy({ id, clientId });
    if (payout === null) throw new Problem('not_found', 'There is no such payout');
    return payout;
  }

  byId(id: string): Promise<Payout> {
    return this.dataSource.getRepository(Payout).findOneByOrFail({ id });
  }

  /** @param before the id of the last payout of the page before */
  list(clientId: string, filter: PayoutFilter, limit: number, before: string | null): Promise<PayoutPage> {
    return findPage(this.dataSource, { ...filter, clientId }, { limit, before }, this.settings);
  }

  /** Counts and sums of a client's payouts that a filter lets through. */
  sums(clientId: string, filter: PayoutFilter): Promise<PayoutSum[]> {
    return sumOf(this.dataSource, { ...filter, clientId }, this.settings);
  }

  /** The history, oldest first. */
  events(payoutId: string): Promise<PayoutEvent[]> {
    return this.dataSource.getRepository(PayoutEvent).find({ where: { payoutId }, order: { version: 'ASC' } });
  }

  /** Where each of the payouts stands, by its id. One statement for all whose rows do not say it, and none for the others. */
  async standings(payouts: readonly Payout[]): Promise<ReadonlyMap<string, Standing>> {
    const inQuestion = payouts.filter(needsFacts).map(({ id }) => id);
    const facts = await factsOfMany(this.dataSource, inQuestion);
    const standingOf = (payout: Payout) => standing(payout, facts.get(payout.id) ?? NO_FACTS, this.settings);
    return new Map(payouts.map((payout) => [payout.id, standingOf(payout)]));
  }

  async standing(payout: Payout): Promise<Standing> {
    return (await this.standings([payout])).get(payout.id) as Standing;
  }

  /** What has been proposed about those of the payouts that are in review, by the id of the payout. */
  async proposals(payouts: readonly Payout[]): Promise<ReadonlyMap<string, Proposal>> {
    const inReview = payouts.filter(({ status }) => status === 'review').map(({ id }) => id);
    const found = inReview.length === 0 ? [] : await standingProposals(this.dataSource, inReview);
    return new Map(found.map((proposal) => [proposal.payoutId, proposal]));
  }

  /** What there is to warn of in payouts, as far as their client may see it, by the id of the payout. */
  warnings(payouts: readonly Payout[]): Promise<ReadonlyMap<string, readonly Warning[]>> {
    return warningsOfMany(this.dataSource, payouts, 'client');
  }

  /** What the response to the creation of a payout warned of. */
  warningsWhenCreated(payoutId: string): Promise<readonly Warning[]> {
    return warningsWhenCreated(this.dataSource, payoutId);
  }

  /** Requests to providers and their responses, oldest first. */
  evidence(payoutId: string): Promise<ExchangeRecord[]> {
    return this.dataSource.getRepository(ExchangeRecord).find({ where: { payoutId }, order: { id: 'ASC' } });
  }

  /** The answer that was kept for repetitions; null: none was. */
  keptAnswer(payout: Payout): Record<string, unknown> | null {
    return this.sealed.answerOf(payout);
  }

  /** Keeps the response that a waiting create is about to return, so that a repetition gets the same. */
  async keepAnswer(id: string, answer: Record<string, unknown>): Promise<void> {
    await amend(
      this.dataSource,
      'response',
      { answerSealed: this.sealed.sealAnswer(id, answer), answerLockedUntil: null },
      [id],
    );
  }
}
