import type { LimitExceeded } from './daily-limits.js';

/** What became of a payout that was to be accepted. `conflict`: the reference or the Idempotency-Key is taken; who took it is for the caller to find out. */
export type Accepted =
  | { readonly kind: 'created'; readonly createdAt: Date }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'over_limit'; readonly limit: LimitExceeded };

/** Or it has to be written the other way: the client has daily limits, or has none, against what we thought. */
export type Written = Accepted | { readonly kind: 'counted' } | { readonly kind: 'not_counted' };
