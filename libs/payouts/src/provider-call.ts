import type { DataSource } from 'typeorm';
import type { CallContext, Destination, Exchange, Order, TransferOrder } from '#libs/providers';
import type { Circuits, RailWish } from '#libs/rails';
import type { Attempt } from './attempt.entity.js';
import type { Payout } from './payout.entity.js';

/** Providers that demand a purpose get this one when the client gave none. */
const DEFAULT_PURPOSE = 'Payout';

function destinationOf(payout: Pick<Payout, 'bankCode' | 'accountNumber' | 'recipient'>): Destination {
  if (payout.recipient !== null) return { type: 'cash_pickup', ...payout.recipient };
  return {
    type: 'bank_account',
    bankCode: payout.bankCode as string,
    accountNumber: payout.accountNumber as string,
  };
}

/** The payout in the words of the provider port. */
export function orderOf(payout: Payout, reference: string): Order {
  return {
    payoutId: payout.id,
    reference,
    destination: destinationOf(payout),
    amount: payout.amount,
    purpose: payout.purpose ?? DEFAULT_PURPOSE,
    sender: { id: payout.sender?.id ?? null, name: payout.sender?.name ?? null },
  };
}

export function transferOrderOf(
  payout: Payout,
  attempt: Pick<Attempt, 'reference' | 'accountName' | 'ticket' | 'providerReference'>,
  callbackUrl: string | null = null,
): TransferOrder {
  const { reference, accountName, ticket, providerReference } = attempt;
  return { ...orderOf(payout, reference), accountName, ticket, callbackUrl, providerReference };
}

/** The payout as the rails judge it. */
export function railWishOf(payout: Pick<Payout, 'amount' | 'bankCode' | 'accountNumber' | 'recipient'>): RailWish {
  return { amount: payout.amount, destination: destinationOf(payout) };
}

/** Nine digits that no other inquiry or attempt has. */
export async function newReference(dataSource: DataSource): Promise<string> {
  const [{ reference }] = await dataSource.query(`select nextval('attempt_reference')::text as reference`);
  return reference as string;
}

/** Tells the circuit of a provider whether it answered at all. */
export function noteHealth(circuits: Circuits, provider: string, exchanges: readonly Exchange[]): void {
  if (exchanges.length === 0) return;
  const answered = exchanges.some(({ httpStatus }) => httpStatus !== null);
  circuits.note(provider, answered ? 'answered' : 'silent');
}

/** A call's context with the exchanges it has collected. */
export type CollectedCall = CallContext & { readonly exchanges: readonly Exchange[] };

/** A call's context that collects its exchanges, to be kept in the transaction of what they lead to. */
export function collectExchanges(limits: Pick<CallContext, 'signal' | 'sendBeforeMs'>): CollectedCall {
  const exchanges: Exchange[] = [];
  return { exchanges, record: (exchange) => void exchanges.push(exchange), ...limits };
}
