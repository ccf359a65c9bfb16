import type { DeliveryWithAttempts } from '#libs/webhooks';
import type { Column } from '../output/output.js';
import { isoOrNull, timeText } from '../output/words.js';

/** A delivery for programs, in the words of the REST API, and whose it is. */
export function deliveryBody({ delivery, attempts }: DeliveryWithAttempts) {
  return {
    id: delivery.id,
    eventId: delivery.eventId,
    type: delivery.type,
    clientId: delivery.clientId,
    endpointId: delivery.endpointId,
    payoutId: delivery.payoutId,
    status: delivery.status,
    nextTryAt: isoOrNull(delivery.dueAt),
    createdAt: delivery.createdAt.toISOString(),
    deliveredAt: isoOrNull(delivery.deliveredAt),
    attempts: attempts.map(({ at, durationMs, httpStatus, error, answer }) => ({
      at: at.toISOString(),
      durationMs,
      httpStatus,
      error,
      answer,
    })),
  };
}

export const DELIVERY_COLUMNS: readonly Column<DeliveryWithAttempts>[] = [
  { title: 'MADE (WIB)', of: ({ delivery }) => timeText(delivery.createdAt) },
  { title: 'ID', of: ({ delivery }) => delivery.id },
  { title: 'EVENT', of: ({ delivery }) => delivery.type },
  { title: 'PAYOUT', of: ({ delivery }) => delivery.payoutId },
  { title: 'ENDPOINT', of: ({ delivery }) => delivery.endpointId },
  { title: 'STATE', of: stateText },
  { title: 'LAST TRY', of: lastTryText },
];

/** How a delivery stands, for people. */
export function stateText({ delivery, attempts }: DeliveryWithAttempts): string {
  const tries = `${attempts.length} ${attempts.length === 1 ? 'try' : 'tries'}`;
  const next = delivery.dueAt === null ? '' : `, next ${timeText(delivery.dueAt)}`;
  return `${delivery.status} after ${tries}${next}`;
}

/** What the receiver answered last, for people. */
export function lastTryText({ attempts }: DeliveryWithAttempts): string {
  const last = attempts.at(-1);
  if (last === undefined) return 'none yet';
  return last.httpStatus === null ? `no answer: ${last.error ?? 'unknown'}` : `HTTP ${last.httpStatus}`;
}
