import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction, SETTINGS, type Settings } from '#libs/platform';
import { RailDirectory, type RailRequest } from '#libs/rails';
import { carryOut, type Decision, type PayoutFields, type Progress } from '../law/transition.js';
import { factsOf } from '../records/facts.js';
import type { Payout } from '../records/payout.entity.js';
import { type ChosenRail, decideWait, giveUpWaiting, type Wait } from './decide-wait.js';

/**
 * Before a payout is inquired: may its rail carry it now? Outside the rail's hours it waits for them, without money at the
 * provider it waits for that, and an `auto` payout takes another rail that need not wait.
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

  /** Another rail on which the payout need not wait: neither for hours, nor for money, nor behind others. */
  async freeRail(payout: Payout): Promise<ChosenRail | null> {
    const other = await findOtherRail(this.dataSource, this.rails, payout);
    return other !== null && !(await this.isBehindOthers(other.provider, payout)) ? other : null;
  }

  /** What the payout will probably take from the balance of its provider. */
  costOf(payout: Payout): bigint {
    const [verdict] = this.rails.preview(payout.rail, railRequestOf(payout)).verdicts;
    return payout.amount + (payout.fee ?? verdict?.fee ?? 0n);
  }

  /** The fields of a payout that goes back to `created` to wait for funds, and when to look at it at the latest. */
  fundsWait(payout: Payout, now: Date): { set: PayoutFields; dueInMs: number } {
    const until = this.fundsDeadline(payout, now);
    return {
      set: {
        waitingReason: 'funds',
        waitingUntil: until,
        fundsSince: payout.fundsSince ?? now,
        fundsBalance: this.rails.knownBalance(payout.provider),
      },
      dueInMs: until.getTime() - now.getTime(),
    };
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
    const deadline = this.fundsDeadline(payout, facts.now);
    if (payout.waitingReason === 'funds' && deadline <= facts.now) return giveUpWaiting(payout, facts);
    if (kept === null) return null;
    const wait = kept === 'funds' ? { reason: kept, until: deadline } : kept;
    return decideWait(payout, wait, await this.freeRail(payout), facts.now);
  }

  private async whatKeeps(payout: Payout): Promise<Wait | 'funds' | null> {
    const choice = this.rails.choose(payout.rail, railRequestOf(payout));
    // What it refuses now it accepted a moment ago: the provider has the last word.
    if (choice.kind === 'none') return null;
    if (choice.waitUntil !== null) return { reason: 'window', until: choice.waitUntil };
    return choice.lacksFunds || (await this.isBehindOthers(payout.provider, payout)) ? 'funds' : null;
  }

  /**
   * First come, first served: a payout that the balance does not cover together with those that wait for it longer waits behind
   * them. An unknown balance keeps no payout; the provider decides.
   */
  private async isBehindOthers(provider: string, payout: Payout): Promise<boolean> {
    const available = this.rails.knownBalance(provider);
    if (available === null) return false;
    const [{ ahead }] = await this.dataSource.query(
      `select coalesce(sum(amount), 0)::text as ahead from payout
       where provider = $1 and waiting_reason = 'funds' and id <> $2 and funds_since < coalesce($3, now())`,
      [provider, payout.id, payout.fundsSince],
    );
    return BigInt(ahead) > 0n && available < BigInt(ahead) + this.costOf(payout);
  }

  private fundsDeadline({ fundsSince }: Payout, now: Date): Date {
    return new Date((fundsSince ?? now).getTime() + this.settings.fundsWaitMs);
  }
}

/** Rails that have refused the payout; a want of funds counts only until it has waited for them. */
const REFUSED_BEFORE = `
  with rerouted as (
    select version, detail ->> 'from' as rail, detail ->> 'because' as because
    from payout_event where payout_id = $1 and event = 'rerouted'
  )
  select distinct rail from rerouted
  where because not in ('window_closed', 'short_balance', 'waits_for_funds')
    and not (because = 'insufficient_funds'
      and version < (select coalesce(max(version), 0) from rerouted where because = 'waits_for_funds'))`;

/**
 * Another rail that can carry the payout at once: only for `auto`, never one that has refused it before.
 *
 * @returns null when the client named its rail, or no other can
 */
export async function findOtherRail(
  db: Pick<EntityManager, 'query'>,
  rails: RailDirectory,
  payout: Payout,
): Promise<ChosenRail | null> {
  if (payout.requestedRail !== 'auto') return null;
  const refused: { rail: string }[] = await db.query(REFUSED_BEFORE, [payout.id]);
  const exclude = new Set([payout.rail, ...refused.map(({ rail }) => rail)]);
  const choice = rails.choose('auto', railRequestOf(payout), { exclude });
  return choice.kind === 'chosen' && choice.waitUntil === null && !choice.lacksFunds ? choice : null;
}

/** The payout as the rails judge it. */
function railRequestOf({ amount, bankCode, outlet }: Pick<Payout, 'amount' | 'bankCode' | 'outlet'>): RailRequest {
  if (outlet !== null) return { amount, destination: { type: 'cash_pickup', outlet } };
  return { amount, destination: { type: 'bank_account', bankCode: bankCode as string } };
}
