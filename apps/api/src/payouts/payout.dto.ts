import { ApiExtraModels, ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import {
  type Confirmation,
  EDGES,
  FAILURE_CODES,
  type FailureCode,
  type NameMatch,
  type PayoutEventName,
  type PayoutStatus,
  type PendingReason,
  PROOFS,
  type Proof,
  type ReviewReason,
  STANDING_KINDS,
  STATUSES,
  type StandingKind,
  WAITING_REASONS,
  WARNING_CODES,
  type WaitingWord,
  type WarningCode,
} from '#libs/payouts';
import { OUTLETS, type Outlet, PROVIDERS } from '#libs/providers';
import { oneOf, TextField, WordField } from '../validation/fields.js';

const text = (description: string, more: ApiPropertyOptions = {}) =>
  ApiProperty({ type: String, description, ...more } as ApiPropertyOptions);
const textOrNull = (description: string, more: ApiPropertyOptions = {}) =>
  text(description, { nullable: true, ...more });
const timeOrNull = (description: string) => textOrNull(description, { format: 'date-time' });
const time = (description: string) => text(description, { format: 'date-time' });
const integer = (description: string, more: ApiPropertyOptions = {}) =>
  ApiProperty({ type: 'integer', format: 'int64', description, ...more } as ApiPropertyOptions);
const objectOrNull = (type: () => new () => object, description: string) =>
  // Swagger distinguishes a class from a function that returns one by this very name.
  ApiProperty({ type: () => type(), nullable: true, description });

const SOME_PROVIDER = PROVIDERS[0];
const EVENTS = ['created', ...new Set(EDGES.map(({ event }) => event))];

/** What is said of numbers that belong to people. */
const NUMBER =
  'In full for keys that may create, confirm or resolve payouts, for others its last four characters; null once it has been erased.';

export class PayoutBankAccountDto {
  @text('A bank account or e-wallet.', { enum: ['bank_account'] })
  readonly type: 'bank_account';
  @text('As GET /v1/banks lists it.', { example: '014' })
  readonly bankCode: string;
  @textOrNull(NUMBER, { example: '8760673566' })
  readonly accountNumber: string | null;
  @textOrNull('The owner as you named it.')
  readonly accountHolderName: string | null;
}

export class PayoutCashPickupDto {
  @text('Cash at a counter.', { enum: ['cash_pickup'] })
  readonly type: 'cash_pickup';
  @text('Whose counters.', { enum: [...OUTLETS] })
  readonly outlet: Outlet;
  @textOrNull('Who collects it; null once it has been erased.', { example: 'Siti Rahayu' })
  readonly recipientName: string | null;
  @textOrNull(`In the form 08..., whatever form you sent. ${NUMBER}`, { example: '081234567890' })
  readonly phoneNumber: string | null;
  @textOrNull(`Number of the identity card. ${NUMBER}`, { example: '3174014508900001' })
  readonly identityNumber: string | null;
  @textOrNull('As you sent it.')
  readonly address: string | null;
}

/** Where the money goes, by `type`. */
const DESTINATIONS = { bank_account: PayoutBankAccountDto, cash_pickup: PayoutCashPickupDto } as const;
export type PayoutDestinationDto = PayoutBankAccountDto | PayoutCashPickupDto;

export class PayoutSenderDto {
  @textOrNull('Your own number for the sender.')
  readonly id: string | null;
  @textOrNull('The sender of the money.')
  readonly name: string | null;
  @textOrNull('Digits, perhaps with a + in front.')
  readonly phoneNumber: string | null;
}

export class FailureDto {
  @text('Why it failed, in stable words of ours.', { enum: [...FAILURE_CODES], example: 'invalid_account' })
  readonly code: FailureCode;
  @textOrNull("The provider's words, or a person's.")
  readonly message: string | null;
  @textOrNull("The provider's own code.")
  readonly providerCode: string | null;
}

/** The resolution that the first of two people proposes for a payout in review. */
export class ProposalDto {
  @text('Whether the receiver has the money.', { enum: ['paid', 'failed'] })
  readonly resolution: 'paid' | 'failed';
  @text('Why that person is sure.')
  readonly reason: string;
  @textOrNull('What it rests on.')
  readonly evidence: string | null;
  @text('The actor who proposes it, as in the history. Another person has to send the same resolution.', {
    example: 'key:<id>',
  })
  readonly by: string;
  @text('The name of that actor.', { example: 'Budi Santoso' })
  readonly byName: string;
  @time('When. It lapses three days later.')
  readonly at: string;
}

export class ReviewDto {
  @text('Why only a person, or late proof, can finish it.', { enum: ['unresolved', 'not_found', 'contradicted'] })
  readonly reason: ReviewReason;
  @time('Since when.')
  readonly since: string;
  @objectOrNull(() => ProposalDto, 'The resolution that waits for a second person, where it takes two.')
  readonly proposal: ProposalDto | null;
}

export class WaitingDto {
  @text(
    'What it waits for: `approval`, a person confirms it; `second_person`, another person than its maker does; `window`, the hours of its rail; `funds`, money at its provider.',
    { enum: [...WAITING_REASONS] },
  )
  readonly reason: WaitingWord;
  @timeOrNull('Until when, if that is known: the rail opens then. Of the other reasons, Salur cancels the payout then.')
  readonly until: string | null;
}

/** What a person should look at. It refuses nothing and delays nothing. */
export class WarningDto {
  @text(
    '`possible_duplicate`: other payouts have the same destination and amount within 45 days, and did not fail. `identity_number_unusual`: the identity number of the receiver has no date of birth or no province. More codes may follow.',
    { enum: [...WARNING_CODES] },
  )
  readonly code: WarningCode;
  @text('For people.')
  readonly message: string;
  @ApiProperty({
    type: 'array',
    items: { type: 'string', format: 'uuid' },
    description: 'The other payouts that it is about, newest first, at most ten, all of your own; empty: none.',
  })
  readonly payoutIds: readonly string[];
}

/** The same facts as in the other fields, in sentences. */
export class ExplanationDto {
  @text('Where the payout stands; see docs/STATES.md.', { enum: STANDING_KINDS, example: 'awaits_provider' })
  readonly standing: StandingKind;
  @time('Since when it stands so.')
  readonly since: string;
  @text('What is known, and from whom. For people: the words may change.', {
    example: 'duitku accepted the transfer and has not said yet how it ended.',
  })
  readonly why: string;
  @text('What happens next and when, and what a person can do. For people: the words may change.', {
    example: 'Salur asks duitku for the status at 2026-11-21 16:30:05 WIB. It never sends the transfer again.',
  })
  readonly next: string;
  @timeOrNull('When something else happens by itself: a rail opens, Salur cancels the payout or a person decides.')
  readonly until: string | null;
}

/** A person with these values can collect the money. */
export class CashPickupCodeDto {
  @text('What the receiver shows at the counter.')
  readonly token: string;
  @textOrNull('What some counters ask for beside it.')
  readonly pin: string | null;
}

/** Payouts of one status. */
export class PayoutSumDto {
  @text('The status.', { enum: STATUSES })
  readonly status: PayoutStatus;
  @ApiProperty({ type: 'integer', description: 'How many there are.' })
  readonly count: number;
  @integer('Their amounts together, in whole rupiah.')
  readonly amount: number;
  @integer('What the providers said that they take for them, together.')
  readonly fee: number;
  @integer('What their rails are expected to cost, together; 0 for failed and cancelled.')
  readonly feeExpected: number;
}

/** Counts and sums of payouts. */
export class PayoutSumsDto {
  @ApiProperty({ type: 'integer', description: 'How many payouts fit the filter.' })
  readonly count: number;
  @integer('Their amounts together, in whole rupiah.')
  readonly amount: number;
  @ApiProperty({ type: () => [PayoutSumDto], description: 'The same for each status that one of them has.' })
  readonly byStatus: PayoutSumDto[];
}

/** A payout. Every key is always there. */
@ApiExtraModels(...Object.values(DESTINATIONS))
export class PayoutDto {
  @text('UUID version 7.', { format: 'uuid', example: '019aa1f2-7c1e-7b53-9a55-6f0d7f3c2b11' })
  readonly id: string;
  @text('Your own name for it.', { example: 'INV-2026-0001' })
  readonly reference: string;
  @text('Where it is in its life; see docs/STATES.md.', { enum: STATUSES, example: 'succeeded' })
  readonly status: PayoutStatus;
  @integer('Whole rupiah.', { example: 50_000 })
  readonly amount: number;
  @text('Rupiah.', { enum: ['IDR'] })
  readonly currency: 'IDR';
  @text('The way it is paid.', { example: SOME_PROVIDER?.rails[0]?.name })
  readonly rail: string;
  @text('The provider that pays it.', { example: SOME_PROVIDER?.name })
  readonly provider: string;
  @ApiProperty({
    ...oneOf('type', DESTINATIONS),
    description: 'The recipient and the way of payment.',
  } as ApiPropertyOptions)
  readonly destination: PayoutDestinationDto;
  @textOrNull('The owner of the account as the bank names it.', { example: 'Test Account' })
  readonly accountName: string | null;
  @textOrNull('How well that name fits `accountHolderName`.', { enum: ['exact', 'close', 'different'] })
  readonly nameMatch: NameMatch | null;
  @integer('What the provider said that it takes, in whole rupiah.', {
    nullable: true,
    type: 'integer',
  } as ApiPropertyOptions)
  readonly fee: number | null;
  @integer(
    'What its rail is expected to cost, in whole rupiah; null in webhooks, and for a payout that failed or was cancelled.',
    { nullable: true, type: 'integer' } as ApiPropertyOptions,
  )
  readonly feeExpected: number | null;
  @textOrNull('What it is for.')
  readonly purpose: string | null;
  @objectOrNull(() => PayoutSenderDto, 'On whose behalf it is paid.')
  readonly sender: PayoutSenderDto | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Your notes, ordered by name.',
  })
  readonly metadata: Record<string, string>;
  @text('Whether it goes on by itself after the inquiry.', { enum: ['automatic', 'manual'] })
  readonly confirmation: Confirmation;
  @ApiProperty({
    type: () => [WarningDto],
    nullable: true,
    description: 'What to look at before the money leaves; empty: nothing. Null in webhooks: read the payout itself.',
  })
  readonly warnings: readonly WarningDto[] | null;
  @textOrNull('Why it is pending.', { enum: ['accepted', 'ambiguous'] })
  readonly pendingReason: PendingReason | null;
  @textOrNull('What its final status rests on, weakest first.', { enum: [...PROOFS] })
  readonly proof: Proof | null;
  @objectOrNull(() => FailureDto, 'Why it failed.')
  readonly failure: FailureDto | null;
  @objectOrNull(() => ReviewDto, 'Why it needs a person.')
  readonly review: ReviewDto | null;
  @objectOrNull(() => WaitingDto, 'What it waits for before its transfer.')
  readonly waiting: WaitingDto | null;
  @ApiProperty({
    type: () => ExplanationDto,
    description: 'Where it stands, why, and what happens next, in the language of `Accept-Language` (`en` or `id`).',
  })
  readonly explanation: ExplanationDto;
  @textOrNull('The failed payout that this one replaces.', { format: 'uuid' })
  readonly replacesPayoutId: string | null;
  @textOrNull("The provider's own number for it.")
  readonly providerReference: string | null;
  @objectOrNull(
    () => CashPickupCodeDto,
    'What the receiver of cash has to show. A secret: only for a key with the scope `cash-pickup:read`, once the provider has returned it; never in lists, webhooks, history or evidence.',
  )
  readonly cashPickup: CashPickupCodeDto | null;
  @timeOrNull('When the provider is asked next.')
  readonly nextCheckAt: string | null;
  @time('When it was accepted.')
  readonly createdAt: string;
  @time('When it last moved.')
  readonly updatedAt: string;
  @timeOrNull('When it reached its final status.')
  readonly completedAt: string | null;
  @ApiProperty({ type: 'integer', description: 'Counts its moves, from 1.', example: 4 })
  readonly version: number;
  @ApiProperty({
    type: 'boolean',
    description:
      'true: Salur cannot read a part of what it stored, which is null or empty here. An operator is alerted. Do not create the payout again.',
    example: false,
  })
  readonly unreadable: boolean;
}

export class PayoutPageDto {
  @ApiProperty({ type: () => [PayoutDto], description: 'Newest first.' })
  readonly data: PayoutDto[];
  @textOrNull('Send it as `cursor`, with the same filters, for the next page; null on the last one.')
  readonly nextCursor: string | null;
}

export class PayoutEventDto {
  @ApiProperty({ type: 'integer', description: 'The version the payout had after it.' })
  readonly version: number;
  @text('What happened.', { enum: EVENTS, example: 'inquiry_passed' })
  readonly event: PayoutEventName | 'created';
  @textOrNull('The status before.', { enum: STATUSES })
  readonly from: PayoutStatus | null;
  @text('The status after.', { enum: STATUSES })
  readonly to: PayoutStatus;
  @time('When.')
  readonly at: string;
  @text('The actor: `key:<id>` for a call with an API key, `salur` for the service itself.', { example: 'salur' })
  readonly actor: string;
  @textOrNull('The name of the actor: that of the key, of the operator, or `salur`.', { example: 'salur' })
  readonly actorName: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What explains it.' })
  readonly detail: Record<string, unknown>;
}

export class PayoutEventsDto {
  @ApiProperty({ type: () => [PayoutEventDto], description: 'Oldest first.' })
  readonly data: PayoutEventDto[];
}

export class PayoutExchangeDto {
  @text('What was asked.', { example: 'transfer' })
  readonly step: string;
  @time('When it was sent.')
  readonly at: string;
  @ApiProperty({ type: 'integer', description: 'How long the answer took.' })
  readonly durationMs: number;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Null: no answer.' })
  readonly httpStatus: number | null;
  @text('What it meant to us.', { example: 'paid' })
  readonly outcome: string;
  @textOrNull("The provider's code.")
  readonly providerCode: string | null;
  @text('What was sent, with account numbers masked and secrets dropped.')
  readonly request: string;
  @textOrNull('What came back.')
  readonly response: string | null;
  @textOrNull('Why nothing could be read, when so.')
  readonly error: string | null;
}

export class PayoutEvidenceDto {
  @ApiProperty({ type: () => [PayoutExchangeDto], description: 'Oldest first.' })
  readonly data: PayoutExchangeDto[];
}

/** What a person says with a confirmation. */
export class ConfirmPayoutDto {
  @TextField({
    max: 500,
    optional: true,
    description: 'Why you confirm it; kept in the history and in the audit trail.',
    example: 'Invoice 4711 is approved',
  })
  readonly reason?: string | null;
}

/** The resolution of a payout in review by a person. */
export class ResolvePayoutDto {
  @WordField(['paid', 'failed'], { description: 'Whether the receiver has the money.' })
  readonly resolution: 'paid' | 'failed';

  @TextField({ max: 500, description: 'Why you are sure; kept in the history.', example: 'Seen on the bank statement' })
  readonly reason: string;

  @TextField({
    max: 2_000,
    optional: true,
    description: 'What it rests on: a statement line, a ticket of the provider.',
    example: 'Statement 2026-11-20, line 17',
  })
  readonly evidence?: string | null;
}
