import { Problem } from '#libs/platform';
import type { LockedDayRow } from './accept-payouts.queries.js';

/** A limit that a payout is beyond. */
export interface LimitExceeded {
  readonly name: 'amount' | 'count';
  readonly perDay: bigint;
  readonly used: bigint;
  readonly resetsAt: Date;
}

/** What a client may still create on a day. */
export class DailyAllowance {
  private constructor(
    private readonly limits: { readonly amount: bigint | null; readonly count: bigint | null },
    private readonly used: { readonly amount: bigint; readonly count: bigint },
    private readonly resetsAt: Date,
  ) {}

  static of({ daily_amount_limit, daily_count_limit, amount, count, resets_at }: LockedDayRow): DailyAllowance {
    const limit = (text: string | null) => (text === null ? null : BigInt(text));
    const limits = { amount: limit(daily_amount_limit), count: limit(daily_count_limit) };
    return new DailyAllowance(limits, { amount: BigInt(amount), count: BigInt(count) }, resets_at);
  }

  /** @returns the limit that one more payout would be beyond, or null */
  exceededBy(amount: bigint): LimitExceeded | null {
    const { limits, used, resetsAt } = this;
    if (limits.count !== null && used.count + 1n > limits.count)
      return { name: 'count', perDay: limits.count, used: used.count, resetsAt };
    if (limits.amount !== null && used.amount + amount > limits.amount)
      return { name: 'amount', perDay: limits.amount, used: used.amount, resetsAt };
    return null;
  }

  /** What is left after one more payout. */
  after(amount: bigint): DailyAllowance {
    const used = { amount: this.used.amount + amount, count: this.used.count + 1n };
    return new DailyAllowance(this.limits, used, this.resetsAt);
  }
}

/** The error for a caller: which limit it is, how much of it is used and when the next day begins. */
export function dailyLimitExceeded({ name, perDay, used, resetsAt }: LimitExceeded): Problem {
  const unit = name === 'amount' ? 'rupiah' : 'payouts';
  const detail = `The client may create ${perDay} ${unit} a day; ${used} are used, until ${resetsAt.toISOString()}`;
  return new Problem('daily_limit_exceeded', detail, {
    limit: { name, perDay: Number(perDay), used: Number(used), resetsAt: resetsAt.toISOString() },
  });
}

/** The result of accepting a payout. `conflict`: the reference or the Idempotency-Key is taken; the caller finds out by which payout. */
export type Accepted =
  | { readonly kind: 'created'; readonly createdAt: Date }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'over_limit'; readonly limit: LimitExceeded };

/** The payout has to be written the other way: the client's daily limits are not as we thought. */
export type Written = Accepted | { readonly kind: 'counted' } | { readonly kind: 'not_counted' };
