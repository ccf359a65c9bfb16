import type { Reply } from '../kit/conversation.js';
import { floorRupiah, isObject, type JsonObject, readList } from '../kit/json.js';
import type { Balance, CallContext } from '../port/provider.js';
import { readAmount, responseCodeOf } from './answers.js';
import type { DokuClient } from './client.js';

const BALANCE_PATH = '/balance-inquiry';

/** The balance of our account at Kirim DOKU. `accountNo` is its agent key. */
export function askBalance(client: DokuClient, context: CallContext): Promise<Balance | null> {
  return client.question<Balance | null>(
    {
      step: 'balance',
      path: BALANCE_PATH,
      fields: { accountNo: client.agentKey },
      understand: readBalance,
      unsure: () => null,
      describe: (balance) => ({ kind: balance === null ? 'unavailable' : 'told', code: null }),
    },
    context,
  );
}

function readBalance(reply: Reply): Balance | null {
  if (reply.httpStatus !== 200 || responseCodeOf(reply) !== '2001100') return null;
  for (const account of accountsOf(reply.body)) {
    const available = floorRupiah(readAmount(account, 'availableBalance') ?? readAmount(account, 'avaliableBalance'));
    if (available !== null) return { available, ledger: floorRupiah(readAmount(account, 'ledgerBalance')) };
  }
  return null;
}

/** The document shows one object with a misspelt field; the live interface returns a list with the right spelling. */
function accountsOf(body: JsonObject): readonly JsonObject[] {
  const { accountInfos } = body;
  return isObject(accountInfos) ? [accountInfos] : (readList(body, 'accountInfos') ?? []);
}
