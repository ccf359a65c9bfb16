import type { Settings, Vault } from '#libs/platform';

/** The moves of a payout that become webhook events, by their names in the outbox. */
export const EVENT_TYPES = [
  'payout.inquired',
  'payout.pending',
  'payout.review',
  'payout.succeeded',
  'payout.failed',
  'payout.returned',
  'payout.cancelled',
  'payout.proven',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** A test without a payout: a client or an operator requests it to see whether events arrive. */
export const TEST_EVENT = 'webhook.test';

/** An event as its domain stored it in the outbox when it happened. */
export interface OutboxEvent {
  readonly outboxId: string;
  readonly type: string;
  readonly payoutId: string;
  readonly version: number;
  readonly at: Date;
  /** What the event is about, as of then. Its domain alone knows what is in it. */
  readonly snapshot: Snapshot;
}

export type Snapshot = Readonly<Record<string, unknown>>;

/**
 * Renders what an event is about as clients see it.
 *
 * @throws SealBroken when something in it cannot be decrypted
 */
export type RenderSnapshot = (snapshot: Snapshot, vault: Vault, settings: Settings) => object;

/** How the events of each domain are rendered, by the first word of their types: `payout` for `payout.succeeded`. */
export type Renderers = Readonly<Record<string, RenderSnapshot>>;

/** Nest token of {@link Renderers}. */
export const RENDERERS = Symbol('renderers');

/** The `webhook-id` of an event: the same on every attempt, for every endpoint, and after a restart. */
export function eventId({ payoutId, version }: Pick<OutboxEvent, 'payoutId' | 'version'>): string {
  return `evt_${payoutId.replaceAll('-', '')}_${version}`;
}

/** The body of every webhook; that of a test has no data. */
export function webhookBody(type: string, at: Date, data: object): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data });
}
