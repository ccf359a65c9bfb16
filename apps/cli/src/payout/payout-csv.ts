import { type Cell, csvLine } from '../output/csv.js';
import { note, print } from '../output/print.js';
import type { Part } from '../output/print-list.js';
import { isoOrNull } from '../output/words.js';
import type { ShownPayout } from './shown-payout.js';

/** Columns of the export. Those who read it by program go by their names: new ones are added at the end. */
const COLUMNS: readonly (readonly [name: string, of: (payout: ShownPayout, client: string | null) => Cell])[] = [
  ['id', ({ id }) => id],
  ['client', (_, client) => client],
  ['reference', ({ reference }) => reference],
  ['status', ({ status }) => status],
  ['amount', ({ amount }) => amount],
  ['currency', ({ currency }) => currency],
  ['fee', ({ fee }) => fee],
  ['rail', ({ rail }) => rail],
  ['provider', ({ provider }) => provider],
  ['destination_type', ({ destinationType }) => destinationType],
  ['bank_code', ({ bankCode }) => bankCode],
  ['account_number', ({ accountNumber }) => accountNumber],
  ['account_holder_name', ({ accountHolderName, recipient }) => recipient?.recipientName ?? accountHolderName],
  ['account_name', ({ accountName }) => accountName?.trim() ?? null],
  ['name_match', ({ nameMatch }) => nameMatch],
  ['purpose', ({ purpose }) => purpose],
  ['waiting_for', ({ waitingReason }) => waitingReason],
  ['waiting_until', ({ waitingUntil }) => isoOrNull(waitingUntil)],
  ['pending_reason', ({ pendingReason }) => pendingReason],
  ['proof', ({ proof }) => proof],
  ['failure_code', ({ failureCode }) => failureCode],
  ['failure_message', ({ failureMessage }) => failureMessage],
  ['review_reason', ({ reviewReason }) => reviewReason],
  ['provider_reference', ({ providerReference }) => providerReference],
  ['created_at', ({ createdAt }) => createdAt.toISOString()],
  ['updated_at', ({ updatedAt }) => updatedAt.toISOString()],
  ['completed_at', ({ completedAt }) => isoOrNull(completedAt)],
];

/** The export, part by part, so that its length does not matter. Its first line has the names of the columns. */
export async function printPayoutCsv(
  parts: AsyncIterable<Part<ShownPayout>>,
  names: ReadonlyMap<string, string>,
): Promise<void> {
  await print(csvLine(COLUMNS.map(([name]) => name)));
  let isCut = false;
  for await (const { items, more } of parts) {
    const lines = items.map((payout) => csvLine(cellsOf(payout, names.get(payout.clientId) ?? null)));
    if (lines.length > 0) await print(lines.join(''));
    isCut = more;
  }
  if (isCut) note('There are more: --limit all, or a narrower search.');
}

/** The cells of a payout, in the order of the columns. */
export function cellsOf(payout: ShownPayout, client: string | null): Cell[] {
  return COLUMNS.map(([, of]) => of(payout, client));
}
