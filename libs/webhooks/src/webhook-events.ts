/** Moves of a payout that a client can be told of, as the outbox names them. */
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

/** Of no payout: sent because somebody wants to see whether anything arrives. */
export const TEST_EVENT = 'webhook.test';
