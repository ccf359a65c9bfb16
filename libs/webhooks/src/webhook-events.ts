/** The moves of a payout that become webhook events, by their names in the outbox. */
export const EVENT_TYPES = [
  'payout.inquired',
  'payout.pending',
  'payout.review',
  'payout.succeeded',
  'payout.failed',
  'payout.returned',
  'payout.cancelled',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** A test without a payout: a client or an operator requests it to see whether events arrive. */
export const TEST_EVENT = 'webhook.test';
