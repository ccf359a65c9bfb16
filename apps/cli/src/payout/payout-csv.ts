import type { CsvColumns } from '../output/print-csv.js';
import { isoOrNull } from '../output/words.js';
import type { ShownPayout } from './shown-payout.js';

/** @param names of clients by their ids */
export function payoutCsvColumns(names: ReadonlyMap<string, string>): CsvColumns<ShownPayout> {
  return [
    ['id', ({ id }) => id],
    ['client', ({ clientId }) => names.get(clientId) ?? null],
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
}
