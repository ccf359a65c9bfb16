import { REFUSAL_REASONS } from '#libs/providers';

/**
 * The state machine of a payout: one table. The types of statuses and events come from it, PostgreSQL holds the same rows
 * (`payout_transition`), `docs/STATES.md` is printed from it, and `transition.ts` is the only code that acts on it.
 */
export const TRANSITIONS = {
  created: { inquiry_passed: 'inquired', refused: 'failed', cancelled: 'cancelled', rerouted: 'created' },
  inquired: { confirmed: 'transferring', cancelled: 'cancelled', expired: 'cancelled', refused: 'failed' },
  transferring: {
    paid: 'succeeded',
    accepted: 'pending',
    ambiguous: 'pending',
    refused: 'failed',
    not_sent: 'inquired',
    rerouted: 'created',
  },
  pending: { paid: 'succeeded', refused: 'failed', escalated: 'review' },
  review: { paid: 'succeeded', refused: 'failed', resolved_paid: 'succeeded', resolved_failed: 'failed' },
  // `proven`: the same status, on a stronger proof.
  succeeded: { returned: 'returned', contradicted: 'review', proven: 'succeeded' },
  failed: { contradicted: 'review', proven: 'failed' },
  cancelled: {},
  returned: {},
} as const;

export type PayoutStatus = keyof typeof TRANSITIONS;
type EventOf<Status extends PayoutStatus> = Extract<keyof (typeof TRANSITIONS)[Status], string>;
/** What moves a payout from one status to the next. */
export type PayoutEventName = { [Status in PayoutStatus]: EventOf<Status> }[PayoutStatus];

export const STATUSES = Object.keys(TRANSITIONS) as PayoutStatus[];

/** Statuses that end a payout. `succeeded` and `failed` can still be left by proof to the contrary. */
export const FINAL_STATUSES = [
  'succeeded',
  'failed',
  'cancelled',
  'returned',
] as const satisfies readonly PayoutStatus[];

/** What a final status rests on, weakest first. */
export const PROOFS = ['api_reply', 'callback', 'status_check', 'statement', 'operator'] as const;
export type Proof = (typeof PROOFS)[number];

export type Confirmation = 'automatic' | 'manual';
/** How the name that the client expects compares with the one that the provider found. */
export type NameMatch = 'exact' | 'close' | 'different';
export type PendingReason = 'accepted' | 'ambiguous';
/** Why only a person (or a late proof) can finish a payout. */
export type ReviewReason = 'unresolved' | 'not_found' | 'contradicted';
/** Why a payout failed: what a provider's refusal means, or what happened here. */
export const FAILURE_CODES = [...REFUSAL_REASONS, 'inquiry_unavailable', 'returned', 'resolved_failed'] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];
/** What a payout waits for that no person decides: the hours of its rail, or money at its provider. */
export type WaitingReason = 'window' | 'funds';

export interface Edge {
  readonly from: PayoutStatus;
  readonly event: PayoutEventName;
  readonly to: PayoutStatus;
}

/** The table as a list, in its order. */
export const EDGES: readonly Edge[] = STATUSES.flatMap((from) =>
  Object.entries(TRANSITIONS[from]).map(([event, to]) => ({
    from,
    event: event as PayoutEventName,
    to: to as PayoutStatus,
  })),
);

/** Every event there is. */
export const EVENTS = [...new Set(EDGES.map(({ event }) => event))];

/**
 * What an event does to a payout in a status: moves it, is a harmless duplicate of what it already is, or is refused.
 */
export type Verdict =
  | { readonly kind: 'move'; readonly to: PayoutStatus }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'illegal' };

export function judge(status: PayoutStatus, event: PayoutEventName): Verdict {
  const to = (TRANSITIONS[status] as Partial<Record<PayoutEventName, PayoutStatus>>)[event];
  if (to !== undefined) return { kind: 'move', to };
  return EDGES.some((edge) => edge.event === event && edge.to === status) ? { kind: 'duplicate' } : { kind: 'illegal' };
}

export function isFinal(status: PayoutStatus): boolean {
  return (FINAL_STATUSES as readonly PayoutStatus[]).includes(status);
}
