import type { DataSource } from 'typeorm';
import type { Destination, Order, Ticket, TransferOrder } from '#libs/providers';
import type { RailRequest } from '#libs/rails';
import type { Attempt } from './attempt.entity.js';
import type { Payout } from './payout.entity.js';
import type { PersonalData, SealedData } from './personal-data.js';

/** Providers that demand a purpose get this one when the client gave none. */
const DEFAULT_PURPOSE = 'Payout';

function destinationOf({ bankCode }: Pick<Payout, 'bankCode'>, personal: PersonalData): Destination {
  if (personal.recipient !== null) return { type: 'cash_pickup', ...personal.recipient };
  return {
    type: 'bank_account',
    bankCode: bankCode as string,
    accountNumber: personal.accountNumber as string,
  };
}

/** The payout as an order of the provider port. */
export function orderOf(payout: Payout, personal: PersonalData, reference: string): Order {
  return {
    payoutId: payout.id,
    reference,
    destination: destinationOf(payout, personal),
    amount: payout.amount,
    purpose: payout.purpose ?? DEFAULT_PURPOSE,
    sender: { id: personal.sender?.id ?? null, name: personal.sender?.name ?? null },
  };
}

/** What of a transfer was fixed when its intent was recorded, with the owner's name that it is signed with. */
export type TransferTerms = Pick<Attempt, 'reference' | 'providerReference'> & {
  readonly ticket: Ticket;
  readonly accountName: string;
};

export function transferOrderOf(
  payout: Payout,
  personal: PersonalData,
  { reference, accountName, ticket, providerReference }: TransferTerms,
  callbackUrl: string | null = null,
): TransferOrder {
  return { ...orderOf(payout, personal, reference), accountName, ticket, callbackUrl, providerReference };
}

/** The order of an earlier attempt, for its status check. */
export function recordedOrderOf(sealed: SealedData, payout: Payout, attempt: Attempt): TransferOrder {
  const { reference, providerReference } = attempt;
  const [accountName, ticket] = [sealed.attemptNameOf(attempt), sealed.attemptTicketOf(attempt)];
  return transferOrderOf(payout, sealed.personalOf(payout), { reference, providerReference, accountName, ticket });
}

/** The payout as the rails judge it. */
export function railRequestOf({
  amount,
  bankCode,
  outlet,
}: Pick<Payout, 'amount' | 'bankCode' | 'outlet'>): RailRequest {
  if (outlet !== null) return { amount, destination: { type: 'cash_pickup', outlet } };
  return { amount, destination: { type: 'bank_account', bankCode: bankCode as string } };
}

/** Nine digits that no other inquiry or attempt has. */
export async function newReference(dataSource: DataSource): Promise<string> {
  const [{ reference }] = await dataSource.query(`select nextval('attempt_reference')::text as reference`);
  return reference as string;
}
