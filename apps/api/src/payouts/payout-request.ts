import type { PayoutRequest } from '#libs/payouts';
import type { CreatePayoutDto, SenderDto } from './create-payout.dto.js';

/** The request in the words of the domain, with its defaults filled in. */
export function payoutRequestOf(dto: CreatePayoutDto): PayoutRequest {
  return {
    reference: dto.reference,
    amount: BigInt(dto.amount),
    rail: dto.rail ?? 'auto',
    destination: {
      type: dto.destination.type,
      bankCode: dto.destination.bankCode,
      accountNumber: dto.destination.accountNumber,
      accountHolderName: dto.destination.accountHolderName ?? null,
    },
    purpose: dto.purpose ?? null,
    sender: senderOf(dto.sender ?? null),
    confirmation: dto.confirmation ?? 'automatic',
    metadata: dto.metadata ?? {},
  };
}

/** A sender of whom nothing is said is no sender. */
function senderOf(sender: SenderDto | null): PayoutRequest['sender'] {
  const { id = null, name = null, phoneNumber = null } = sender ?? {};
  return id === null && name === null && phoneNumber === null ? null : { id, name, phoneNumber };
}
