import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction, SETTINGS, type Settings } from '#libs/platform';
import type { RefusalReason } from '#libs/providers';
import { RailDirectory } from '#libs/rails';
import type { Sql } from '../law/lease.js';
import { carryOut, type Decision, type Progress } from '../law/transition.js';
import { factsOf } from '../records/facts.js';
import type { Payout } from '../records/payout.entity.js';
import {
  type ChosenRail,
  decideWait,
  type FundsWait,
  giveUpWaiting,
  isProvidersFault,
  type Wait,
} from './decide-wait.js';
import { firstWaiting, leftRails, type Priced } from './funds-queue.queries.js';
import { notAgain, railToReturnTo } from './left-rails.js';
import { chooseOther, findOtherRail, railRequestOf } from './other-rail.js';
import { holdsPlace, isHeldUp } from './share-out.js';

/**
 * Before a payout is inquired: may its rail carry it now? Outside the rail's hours it waits for them, without money at the
 * provider it waits for that, and an `auto` payout takes another rail that need not wait. One that a person has to confirm does not wait for money:
 * it needs none before that.
 */
@Injectable()
export class WaitForRail {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @returns 'go' when nothing keeps the payout; otherwise what was done with it instead */
  async waitIfNeeded(payout: Payout): Promise<Progress<Payout> | 'go'> {
    const decision = await this.decide(payout);
    if (decision === null) return 'go';
    return inTransaction(this.dataSource, (tx) => carryOut(tx, payout, decision));
  }

  /** What a payout will probably take from the balance of its provider. */
  costOf({ rail, amount, fee }: Priced): bigint {
    return amount + (fee ?? this.rails.feeOf(rail));
  }

  /**
   * Where a payout can go that its rail refuses: another rail, or waiting for funds on this one or on one that it left for lack of them.
   *
   * @param because null: it is not refused
   */
  async ifRefused(
    db: Sql,
    payout: Payout,
    because: RefusalReason | 'inquiry_unavailable' | null,
    now: Date,
  ): Promise<{ other: ChosenRail | null; fundsWait: FundsWait | null; balance: bigint | null }> {
    const balance = this.rails.knownBalance(payout.provider);
    if (because === null) return { other: null, fundsWait: null, balance };
    const left = payout.requestedRail === 'auto' ? await leftRails(db, [payout.id]) : [];
    const isShort = because === 'insufficient_funds';
    const isProviders = because === 'inquiry_unavailable' || isProvidersFault(because);
    const other = isProviders
      ? chooseOther(this.rails, payout, notAgain(left), isShort ? [payout.provider] : [])
      : null;
    const { rail, provider } = payout;
    const back = isShort ? { rail, provider, balance } : railToReturnTo(left, rail);
    const canReturn = back !== null && this.rails.whyOff(back.rail) === null;
    return { other, fundsWait: canReturn ? this.fundsWait(payout, back, now) : null, balance };
  }

  /** For how long the rail of a payout was open between two moments, in milliseconds; counts no further than `enoughMs`. */
  openTimeMs(payout: Payout, from: Date, to: Date, enoughMs: number): number {
    let openMs = 0;
    let atMs = from.getTime();
    while (atMs < to.getTime() && openMs < enoughMs) {
      const [hours] = this.rails.preview(payout.rail, railRequestOf(payout), { now: new Date(atMs) }).verdicts;
      const opensAtMs = hours?.opensAt?.getTime() ?? atMs;
      const untilMs = Math.min(hours?.cutOffAt?.getTime() ?? to.getTime(), to.getTime());
      if (opensAtMs > atMs) {
        atMs = opensAtMs;
        continue;
      }
      openMs += untilMs - atMs;
      // A calendar that closes a rail before it opens it ends the count rather than this process.
      if (untilMs <= atMs) return openMs;
      atMs = untilMs;
    }
    return openMs;
  }

  private async decide(payout: Payout): Promise<Decision | null> {
    const kept = await this.whatKeeps(payout);
    if (kept === null && payout.waitingReason !== 'funds') return null;
    const facts = await factsOf(this.dataSource, payout.id);
    const until = this.fundsDeadline(payout, facts.now);
    if (payout.waitingReason === 'funds' && until <= facts.now) return giveUpWaiting(payout, facts);
    if (kept === null) return null;
    const other = await this.freeRail(payout, kept === 'funds' ? [payout.provider] : []);
    if (kept !== 'funds') return decideWait(payout, kept, other, facts.now);
    const awaitsPerson = payout.confirmation === 'manual' && payout.confirmedAt === null;
    if (other === null && awaitsPerson) return null;
    const wait = { reason: kept, until, holdsPlace: this.holdsPlace(payout, payout.provider, payout.fundsBalance) };
    return decideWait(payout, wait, other, facts.now);
  }

  private async whatKeeps(payout: Payout): Promise<Wait | 'funds' | null> {
    const choice = this.rails.choose(payout.rail, railRequestOf(payout));
    // What it refuses now it accepted a moment ago: the provider has the last word.
    if (choice.kind === 'none') return null;
    if (choice.waitUntil !== null) return { reason: 'window', until: choice.waitUntil };
    if (choice.lacksFunds) return 'funds';
    // One that has waited had its turn.
    const hadItsTurn = payout.fundsSince !== null && payout.waitingReason !== 'funds';
    return !hadItsTurn && (await this.isBehindOthers(payout, payout)) ? 'funds' : null;
  }

  /**
   * Another rail on which the payout need not wait: neither for hours, nor for money, nor behind others.
   *
   * @param short providers that lack the money for it
   */
  private async freeRail(payout: Payout, short: readonly string[]): Promise<ChosenRail | null> {
    const other = await findOtherRail(this.dataSource, this.rails, payout, short);
    if (other === null || !(await this.isBehindOthers(payout, other))) return other;
    // It would wait on each rail of that provider. There are few providers.
    return this.freeRail(payout, [...short, other.provider]);
  }

  /** An unknown balance keeps no payout; the provider decides. */
  private async isBehindOthers(
    payout: Payout,
    { rail, provider }: { rail: string; provider: string },
  ): Promise<boolean> {
    const balance = this.rails.knownBalance(provider);
    if (balance === null) return false;
    const first = await firstWaiting(this.dataSource, provider, payout.fundsSince);
    const { id, clientId, amount } = payout;
    const cost = this.costOf({ rail, amount, fee: rail === payout.rail ? payout.fee : null });
    const ahead = first.map((each) => ({ ...each, cost: this.costOf(each) }));
    return isHeldUp({ id, clientId, cost }, balance, ahead);
  }

  private fundsWait(
    payout: Payout,
    { rail, provider, balance }: { rail: string; provider: string; balance: bigint | null },
    now: Date,
  ): FundsWait {
    const until = this.fundsDeadline(payout, now);
    return {
      rail,
      set: {
        rail,
        provider,
        waitingReason: 'funds',
        waitingUntil: until,
        fundsSince: payout.fundsSince ?? now,
        fundsBalance: balance,
        holdsPlace: this.holdsPlace({ ...payout, rail, fee: null }, provider, balance),
      },
      dueInMs: until.getTime() - now.getTime(),
    };
  }

  private holdsPlace(payout: Priced, provider: string, fundsBalance: bigint | null): boolean {
    const [available, highest] = [this.rails.knownBalance(provider), this.rails.highestBalance(provider)];
    if (available === null || highest === null) return true;
    return holdsPlace({ cost: this.costOf(payout), fundsBalance }, { available, highest });
  }

  private fundsDeadline({ fundsSince }: Payout, now: Date): Date {
    return new Date((fundsSince ?? now).getTime() + this.settings.fundsWaitMs);
  }
}
