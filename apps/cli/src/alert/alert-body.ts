import { ALERT_REMEDIES, type Alert } from '#libs/payouts';
import type { Column } from '../output/output.js';
import { isoOrNull, timeText } from '../output/words.js';

export const ALERT_COLUMNS: readonly Column<Alert>[] = [
  { title: 'ID', of: ({ id }) => id },
  { title: 'AT (WIB)', of: ({ at }) => timeText(at) },
  { title: 'KIND', of: ({ kind }) => kind },
  { title: 'PAYOUT', of: ({ payoutId }) => payoutId },
  { title: 'ACKNOWLEDGED BY', of: ({ acknowledgedBy }) => acknowledgedBy },
  { title: 'MESSAGE', of: ({ message }) => message },
];

/** An alert for programs. */
export function alertBody(alert: Alert) {
  const { id, at, kind, payoutId, message, detail, acknowledgedAt, acknowledgedBy, acknowledgedReason, sentAt } = alert;
  return {
    id,
    at: at.toISOString(),
    kind,
    payoutId,
    message,
    detail,
    remedy: ALERT_REMEDIES[kind].remedy,
    acknowledgedAt: isoOrNull(acknowledgedAt),
    acknowledgedBy,
    acknowledgedReason,
    sentAt: isoOrNull(sentAt),
  };
}
