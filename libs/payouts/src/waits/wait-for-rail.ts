import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction, SETTINGS, type Settings } from '#libs/platform';
import { RailDirectory } from '#libs/rails';
import { recheckOfEndMs } from '../check/ask-refused.js';
import { type PayoutFields, transition } from '../law/transition.js';
import type { Payout, WaitingReason } from '../records/payout.entity.js';
import { railWishOf } from '../records/provider-call.js';
import type { Worked } from '../work/worked.js';
import { type ChosenRail, findOtherRail, moveToOtherRail } from './reroute.js';

/** A day may be declared a business day, or no longer one, while payouts wait for it. */
const LOOK_AGAIN_AFTER_MS = 10 * 60_000;

/** What keeps a payout from going on now. */
interface Wait {
  readonly reason: WaitingReason;
  /** For `window` when it opens, for `funds` when the payout is given up. */
  readonly until: Date;
}

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
  async run(payout: Payout): Promise<Worked | 'go'> {
    if (payout.waitingReason === 'funds' && this.fundsDeadline(payout).getTime() <= Date.now())
      return this.giveUp(payout);
    const wait = await this.whatKeeps(payout);
    if (wait === null) return 'go';
    const other = await this.freeRail(payout);
    if (other !== null) {
      const because = wait.reason === 'window' ? 'window_closed' : 'short_balance';
      return inTransaction(this.dataSource, async (tx) => {
        const moved = await transition(tx, payout, moveToOtherRail(payout, other, { because }));
        return moved.kind === 'moved' ? { payout: moved.payout, goOn: false } : null;
      });
    }
    return inTransaction(this.dataSource, (tx) => putToWait(tx, payout, wait));
  }

  /** Another rail on which the payout need not wait: neither for hours, nor for money, nor behind others. */
  async freeRail(payout: Payout): Promise<ChosenRail | null> {
    const other = await findOtherRail(this.dataSource, this.rails, payout);
    return other !== null && !(await this.isBehindOthers(other.provider, payout)) ? other : null;
  }

  /** What the payout will probably take from the balance of its provider. */
  costOf(payout: Payout): bigint {
    const [verdict] = this.rails.preview(payout.rail, railWishOf(payout)).verdicts;
    return payout.amount + (payout.fee ?? verdict?.fee ?? 0n);
  }

  /** The fields of a payout that goes back to `created` to wait for funds, and when to look at it at the latest. */
  fundsWait(payout: Payout): { set: PayoutFields; dueInMs: number } {
    const until = this.fundsDeadline(payout);
    return {
      set: {
        waitingReason: 'funds',
        waitingUntil: until,
        fundsSince: payout.fundsSince ?? new Date(),
        fundsBalance: this.knownBalance(payout),
      },
      dueInMs: until.getTime() - Date.now(),
    };
  }

  private async whatKeeps(payout: Payout): Promise<Wait | null> {
    const choice = this.rails.choose(payout.rail, railWishOf(payout));
    // What it refuses now it accepted a moment ago: the provider has the last word.
    if (choice.kind === 'none') return null;
    if (choice.waitUntil !== null) return { reason: 'window', until: choice.waitUntil };
    if (choice.lacksFunds || (await this.isBehindOthers(payout.provider, payout)))
      return { reason: 'funds', until: this.fundsDeadline(payout) };
    return null;
  }

  /**
   * First come, first served: whoever the balance does not cover together with those who wait for it longer, waits behind
   * them. A balance that nobody knows keeps nobody; the provider will say.
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

  private fundsDeadline(payout: Payout): Date {
    return new Date((payout.fundsSince?.getTime() ?? Date.now()) + this.settings.fundsWaitMs);
  }

  private knownBalance(payout: Payout): bigint | null {
    return this.rails.knownBalance(payout.provider);
  }

  private giveUp(payout: Payout): Promise<Worked> {
    return inTransaction(this.dataSource, async (tx) => {
      const moved = await transition(tx, payout, {
        event: 'cancelled',
        actor: 'salur',
        by: 'lease',
        detail: { reason: 'there were no funds for it in time', since: payout.fundsSince?.toISOString() },
        dueInMs: await recheckOfEndMs(tx, payout.id),
      });
      return moved.kind === 'moved' ? { payout: moved.payout, goOn: false } : null;
    });
  }
}

/** Puts the payout aside until what it waits for is there; frees it for any replica. */
export async function putToWait(tx: EntityManager, payout: Payout, { reason, until }: Wait): Promise<Worked> {
  const untilMs = until.getTime() - Date.now();
  const dueInMs = reason === 'window' ? Math.min(untilMs, LOOK_AGAIN_AFTER_MS) : untilMs;
  const [rows]: [unknown[], number] = await tx.query(
    `update payout set waiting_reason = $4, waiting_until = $5, tries = 0,
       due_at = now() + $6::double precision * interval '1 millisecond',
       funds_since = case when $4 = 'funds' then coalesce(funds_since, now()) else funds_since end
     where id = $1 and version = $2 and fence = $3 returning id`,
    [payout.id, payout.version, payout.fence, reason, until, dueInMs],
  );
  return rows.length === 1
    ? { payout: Object.assign(payout, { waitingReason: reason, waitingUntil: until }), goOn: false }
    : null;
}
