import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import { Problem, SETTINGS } from '#libs/platform';
import {
  NO_FACTS,
  needsFacts,
  type Standing,
  type StandingKind,
  standing,
  type TwoPeopleSettings,
  WAITING_WORDS,
  type WaitingWord,
} from '../law/standing.js';
import { STATUSES_OF_STANDING, standingKind } from '../law/standing.queries.js';
import type { PayoutStatus } from '../law/status.js';
import { amend } from '../law/transition.js';
import { factsOfMany } from '../records/facts.js';
import { Payout } from '../records/payout.entity.js';
import { PayoutEvent } from '../records/payout-event.entity.js';
import { SealedData } from '../records/personal-data.js';
import { type Proposal, standingProposals } from '../records/proposals.js';
import { ExchangeRecord } from '../records/provider-call.js';
import { type Warning, warningsOfMany, warningsWhenCreated } from '../records/warnings.js';

/** Which payouts of a client to list; absent means any. */
export interface PayoutFilter {
  readonly status?: PayoutStatus;
  readonly reference?: string;
  readonly rail?: string;
  /** Those that wait for this before their transfer; `any`: that wait for anything. */
  readonly waiting?: WaitingWord | 'any';
  /** Those that stand so; see `standing.ts`. */
  readonly standing?: StandingKind;
  readonly createdFrom?: Date;
  readonly createdTo?: Date;
  /** See {@link SealedData.destinationHash}. */
  readonly destinationHash?: Buffer;
}

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

  /** Newest first; `before` is the id of the last payout of the page before. */
  list(clientId: string, filter: PayoutFilter, limit: number, before: string | null): Promise<Payout[]> {
    const ofClient = payoutsThat(this.dataSource, filter, this.settings).andWhere('payout.client_id = :clientId', {
      clientId,
    });
    return pageOf(ofClient, limit, before);
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

/** @returns a query for the payouts of all clients that a filter lets through */
export function payoutsThat(
  dataSource: DataSource,
  filter: PayoutFilter,
  settings: TwoPeopleSettings,
): SelectQueryBuilder<Payout> {
  const query = dataSource.getRepository(Payout).createQueryBuilder('payout');
  if (filter.status !== undefined) query.andWhere('payout.status = :status', { status: filter.status });
  if (filter.reference !== undefined) query.andWhere('payout.reference = :reference', { reference: filter.reference });
  if (filter.rail !== undefined) query.andWhere('payout.rail = :rail', { rail: filter.rail });
  if (filter.waiting !== undefined) whereStanding(query, 'waiting', kindsThatWaitFor(filter.waiting), settings);
  if (filter.standing !== undefined) whereStanding(query, 'standing', [filter.standing], settings);
  if (filter.createdFrom !== undefined) query.andWhere('payout.created_at >= :from', { from: filter.createdFrom });
  if (filter.createdTo !== undefined) query.andWhere('payout.created_at < :to', { to: filter.createdTo });
  if (filter.destinationHash !== undefined)
    query.andWhere('payout.destination_hash = :hash', { hash: filter.destinationHash });
  return query;
}

function kindsThatWaitFor(word: WaitingWord | 'any'): StandingKind[] {
  const waits = Object.entries(WAITING_WORDS) as [StandingKind, WaitingWord][];
  return waits.filter(([, reason]) => word === 'any' || word === reason).map(([kind]) => kind);
}

/** The statuses are named as well: an index knows them, and the standing is then computed for these rows only. */
function whereStanding(
  query: SelectQueryBuilder<Payout>,
  name: 'waiting' | 'standing',
  kinds: readonly StandingKind[],
  { twoPeopleFrom }: TwoPeopleSettings,
): void {
  const statuses = [...new Set(kinds.flatMap((kind) => STATUSES_OF_STANDING[kind] as readonly PayoutStatus[]))];
  query
    .andWhere(`payout.status in (:...${name}Statuses)`, { [`${name}Statuses`]: statuses })
    .andWhere(`${standingKind(':twoPeopleFrom')} in (:...${name}Kinds)`, {
      [`${name}Kinds`]: kinds,
      twoPeopleFrom: twoPeopleFrom?.toString() ?? null,
    });
}

/** Newest first; `before` is the id of the last payout of the page before. */
export function pageOf(query: SelectQueryBuilder<Payout>, limit: number, before: string | null): Promise<Payout[]> {
  if (before !== null) query.andWhere('payout.id < :before', { before });
  return query.orderBy('payout.id', 'DESC').limit(limit).getMany();
}
