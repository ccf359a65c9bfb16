import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import type { PayoutDestination, PayoutRequest } from '#libs/payouts';
import { OUTLETS, type Outlet, PROVIDERS } from '#libs/providers';
import { BANK_CODE } from '#libs/rails';
import { AmountField, LabelsField, ObjectField, OneOfField, TextField, WordField } from '../validation/fields.js';

/** Every rail by name, and `auto` for any of them. */
export const RAIL_WORDS = ['auto', ...PROVIDERS.flatMap((provider) => provider.rails.map((rail) => rail.name))];

const DIGITS = { regex: /^\d{5,34}$/, words: 'send 5 to 34 digits and nothing else' };
const PHONE = { regex: /^\+?\d{5,20}$/, words: 'send 5 to 20 digits, perhaps with a + in front' };

/** An Indonesian mobile number as people write it: with 0, 62 or +62 in front. */
export const MOBILE_NUMBER = {
  regex: /^(?:0|\+?62)8\d{8,11}$/,
  words:
    'send an Indonesian mobile number without spaces or dashes: 08 and 8 to 11 more digits, or the same with 62 or +62 in place of the 0',
};

/** The shape of the number, as OpenAPI can say it. */
export const SIXTEEN_DIGITS = {
  regex: /^\d{16}$/,
  words: 'send the 16 digits of the identity card (KTP) and nothing else',
};

/** The form of a code of a bank or e-wallet. Which codes are known depends on the lists of the providers: accepting the payout decides. */
function BankCodeField(): PropertyDecorator {
  const isKnown = (value: unknown) => typeof value === 'string' && BANK_CODE.test(value);
  return applyDecorators(
    ApiProperty({ type: String, description: 'A bank or e-wallet as GET /v1/banks lists it.', example: '014' }),
    ValidateBy({
      name: 'field',
      validator: { validate: isKnown, defaultMessage: () => 'unknown bank: GET /v1/banks lists the codes' },
    }),
  );
}

export class BankAccountDestinationDto {
  @WordField(['bank_account'], { description: 'Money to a bank account or e-wallet.' })
  readonly type: 'bank_account';

  @BankCodeField()
  readonly bankCode: string;

  @TextField({
    max: 34,
    pattern: DIGITS,
    description: 'Digits only; for e-wallets the phone number.',
    example: '8760673566',
  })
  readonly accountNumber: string;

  @TextField({
    max: 255,
    optional: true,
    description:
      'The owner as you know it. Salur compares it with the owner that the bank returns; a payout to a different owner waits for a confirmation.',
    example: 'Test Account',
  })
  readonly accountHolderName?: string | null;
}

export class CashPickupDestinationDto {
  @WordField(['cash_pickup'], { description: 'Cash at a counter, for a person with a code and an identity card.' })
  readonly type: 'cash_pickup';

  @WordField(OUTLETS, { description: 'Whose counters. GET /v1/rails says how much each pays out.' })
  readonly outlet: Outlet;

  @TextField({ max: 255, description: 'As on the identity card.', example: 'Siti Rahayu' })
  readonly recipientName: string;

  @TextField({
    max: 15,
    pattern: MOBILE_NUMBER,
    description:
      'An Indonesian mobile number: the code is sent there by SMS. `081234567890`, `6281234567890` and `+6281234567890` are the same number; it is kept and answered in the first form.',
    example: '081234567890',
  })
  readonly phoneNumber: string;

  @TextField({
    max: 16,
    pattern: SIXTEEN_DIGITS,
    description:
      'Number of the identity card (NIK on the KTP): exactly 16 digits. If digits 7 to 12 are no date of birth, the payout has the warning `identity_number_unusual`.',
    example: '3174014508900001',
  })
  readonly identityNumber: string;

  @TextField({ max: 255, optional: true, description: 'Where the person lives.', example: 'Jl. Perjuangan 1, Jakarta' })
  readonly address?: string | null;
}

/** Where the money goes, by `type`. */
export const DESTINATIONS = { bank_account: BankAccountDestinationDto, cash_pickup: CashPickupDestinationDto } as const;

export class SenderDto {
  @TextField({ max: 64, optional: true, description: 'Your own number for the sender.', example: 'C-1001' })
  readonly id?: string | null;

  @TextField({ max: 100, optional: true, description: 'The sender of the money.', example: 'PT Maju Jaya' })
  readonly name?: string | null;

  @TextField({
    max: 21,
    pattern: PHONE,
    optional: true,
    description: 'Digits, perhaps with a + in front.',
    example: '081234567890',
  })
  readonly phoneNumber?: string | null;
}

/** What a client asks for. */
export class CreatePayoutDto {
  @TextField({
    max: 64,
    description: 'Your own name for this payout, unique among all your payouts.',
    example: 'INV-2026-0001',
  })
  readonly reference: string;

  @AmountField({ description: 'Whole rupiah.', example: 50_000 })
  readonly amount: number;

  @WordField(['IDR'], { optional: true, default: 'IDR', description: 'Rupiah is the only currency.' })
  readonly currency?: 'IDR' | null;

  @WordField(RAIL_WORDS, {
    optional: true,
    default: 'auto',
    description: 'The way to pay; `auto` takes the best that can carry it now.',
  })
  readonly rail?: string | null;

  @OneOfField('type', DESTINATIONS, { description: 'The recipient and the way of payment; `type` decides the fields.' })
  readonly destination: BankAccountDestinationDto | CashPickupDestinationDto;

  @TextField({
    max: 100,
    optional: true,
    description: 'What it is for, as the receiver may see it.',
    example: 'Invoice 2026-0001',
  })
  readonly purpose?: string | null;

  @ObjectField(() => SenderDto, { optional: true, description: 'On whose behalf it is paid.' })
  readonly sender?: SenderDto | null;

  @WordField(['automatic', 'manual'], {
    optional: true,
    default: 'automatic',
    description:
      '`manual` stops after the inquiry until POST /v1/payouts/{id}/confirm. Needed from the amount on at which the service asks for two people.',
  })
  readonly confirmation?: 'automatic' | 'manual' | null;

  @LabelsField({
    maxEntries: 20,
    maxKey: 40,
    maxValue: 500,
    optional: true,
    description: 'Your own notes, given back unchanged, ordered by name.',
    example: { costCentre: '4711' },
  })
  readonly metadata?: Record<string, string> | null;
}

/** The request as the domain takes it, with its defaults filled in. */
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

/** A sender without any field is no sender. */
function senderOf(sender: SenderDto | null): PayoutRequest['sender'] {
  const { id = null, name = null, phoneNumber = null } = sender ?? {};
  return id === null && name === null && phoneNumber === null ? null : { id, name, phoneNumber };
}

/** The one form that is stored, answered and given to providers: `081234567890`. */
export function domesticForm(mobileNumber: string): string {
  return mobileNumber.replace(/^\+?62/, '0');
}
