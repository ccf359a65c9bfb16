/** Queries about our account at Duitku: the balance and the bank list. */
import { parseRupiah } from '#libs/platform';
import { askFor, type Reply } from '../kit/conversation.js';
import { floorRupiah, type JsonObject, readList, readText } from '../kit/json.js';
import type { Balance, CallContext, ProviderBank } from '../port/provider.js';
import type { DuitkuClient } from './client.js';
import { readBankCode, duitkuRedaction as redaction } from './client.js';

/** `effectiveBalance` can be spent; `balance` includes money that has not settled. */
export function askBalance(client: DuitkuClient, context: CallContext): Promise<Balance | null> {
  const request = client.request('account', client.queryUrl('checkbalance'), {}, new Date());
  const understand = (reply: Reply) => {
    if (!isSuccess(reply)) return null;
    const available = floorRupiah(readText(reply.body, 'effectiveBalance'));
    return available === null ? null : { available, ledger: floorRupiah(readText(reply.body, 'balance')) };
  };
  return askFor(client.http, { step: 'balance', request, redaction, understand }, context);
}

export function askBanks(client: DuitkuClient, context: CallContext): Promise<readonly ProviderBank[] | null> {
  const request = client.request('account', client.queryUrl('listBank'), {}, new Date());
  const understand = (reply: Reply) => (isSuccess(reply) ? readBanks(reply.body) : null);
  return askFor(client.http, { step: 'banks', request, redaction, understand }, context);
}

/** Unreadable rows are left out: a bank without a known maximum cannot receive payouts. */
function readBanks(body: JsonObject): ProviderBank[] | null {
  const rows = readList(body, 'Banks');
  if (rows === null) return null;
  return rows.flatMap((row) => {
    const bankCode = readBankCode(row);
    const maxAmount = parseRupiah(readText(row, 'maxAmountTransfer') ?? '');
    if (!bankCode || maxAmount === null) return [];
    return [{ bankCode, name: readText(row, 'bankName') ?? bankCode, maxAmount }];
  });
}

function isSuccess({ httpStatus, body }: Reply): boolean {
  return httpStatus === 200 && readText(body, 'responseCode') === '00';
}
