import type { CallContext, Exchange, Order, TransferOrder } from '#libs/providers';
import type { Attempt } from './attempt.entity.js';
import type { Payout } from './payout.entity.js';

/** Providers that demand a purpose get this one when the client gave none. */
const DEFAULT_PURPOSE = 'Payout';

/** The payout in the words of the provider port. */
export function orderOf(payout: Payout): Order {
  return {
    payoutId: payout.id,
    destination: {
      type: 'bank_account',
      bankCode: payout.bankCode as string,
      accountNumber: payout.accountNumber as string,
    },
    amount: payout.amount,
    purpose: payout.purpose ?? DEFAULT_PURPOSE,
    sender: { id: payout.sender?.id ?? null, name: payout.sender?.name ?? null },
  };
}

export function transferOrderOf(
  payout: Payout,
  attempt: Pick<Attempt, 'reference' | 'accountName' | 'ticket'>,
): TransferOrder {
  const { reference, accountName, ticket } = attempt;
  return { ...orderOf(payout), reference, accountName, ticket, callbackUrl: null, providerReference: null };
}

/** A call's context that collects its exchanges, to be kept in the transaction of what they lead to. */
export function collectExchanges(
  limits: Pick<CallContext, 'signal' | 'sendBeforeMs'>,
): CallContext & { readonly exchanges: readonly Exchange[] } {
  const exchanges: Exchange[] = [];
  return { exchanges, record: (exchange) => void exchanges.push(exchange), ...limits };
}
