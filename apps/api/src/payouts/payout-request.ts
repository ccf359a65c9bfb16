import type { PayoutDestination, PayoutRequest } from '#libs/payouts';
import type { CreatePayoutDto, SenderDto } from './create-payout.dto.js';
import { domesticForm } from './mobile-number.js';

/** The request in the words of the domain, with its defaults filled in. */
export function payoutRequestOf(dto: CreatePayoutDto): PayoutRequest {
  return {
    reference: dto.reference,
    amount: BigInt(dto.amount),
    rail: dto.rail ?? 'auto',
    destination: destinationOf(dto.destination),
    purpose: dto.purpose ?? null,
    sender: senderOf(dto.sender ?? null),
    confirmation: dto.confirmation ?? 'automatic',
    metadata: dto.metadata ?? {},
  };
}

function destinationOf(dto: CreatePayoutDto['destination']): PayoutDestination {
  if (dto.type === 'bank_account') {
    const { type, bankCode, accountNumber, accountHolderName = null } = dto;
    return { type, bankCode, accountNumber, accountHolderName };
  }
  const { type, outlet, recipientName, identityNumber, address = null } = dto;
  // One number in one form: a provider wants it so, and the same request in another form is still the same request.
  return { type, outlet, recipientName, phoneNumber: domesticForm(dto.phoneNumber), identityNumber, address };
}

/** A sender of whom nothing is said is no sender. */
function senderOf(sender: SenderDto | null): PayoutRequest['sender'] {
  const { id = null, name = null, phoneNumber = null } = sender ?? {};
  return id === null && name === null && phoneNumber === null ? null : { id, name, phoneNumber };
}
