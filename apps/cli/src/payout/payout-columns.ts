import type { Payout } from '#libs/payouts';
import type { Column } from '../output/table.js';
import { rupiahText, timeText } from '../output/words.js';

/** @param names of clients by their ids */
export function payoutColumns(names: ReadonlyMap<string, string>): readonly Column<Payout>[] {
  return [
    { title: 'ACCEPTED (WIB)', of: ({ createdAt }) => timeText(createdAt) },
    { title: 'ID', of: ({ id }) => id },
    { title: 'CLIENT', of: ({ clientId }) => names.get(clientId) ?? clientId },
    { title: 'REFERENCE', of: ({ reference }) => reference },
    { title: 'STATUS', of: statusText },
    { title: 'AMOUNT', align: 'right', of: ({ amount }) => rupiahText(amount) },
    { title: 'RAIL', of: ({ rail }) => rail },
  ];
}

/** `created, waits for funds`: the status and what is special about it. */
export function statusText({ status, waitingReason, pendingReason, reviewReason, failureCode }: Payout): string {
  if (waitingReason !== null) return `${status}, waits for ${waitingReason === 'window' ? 'hours' : 'funds'}`;
  const why = pendingReason ?? reviewReason ?? failureCode;
  return why === null ? status : `${status}: ${why}`;
}
