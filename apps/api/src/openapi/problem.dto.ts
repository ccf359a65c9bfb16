import { ApiProperty } from '@nestjs/swagger';
import { ALL_SCOPES, type Scope } from '#libs/clients';
import { type PayoutStatus, STATUSES } from '#libs/payouts';
import { PROBLEMS, type ProblemCode } from '#libs/platform';
import { ProposalDto } from '../payouts/payout.dto.js';
import { REJECTIONS } from './rejections.js';

export class FieldErrorDto {
  @ApiProperty({ type: String, description: 'The path of the field.', example: 'destination.bankCode' })
  readonly field: string;
  @ApiProperty({ type: String, description: 'What to send instead.' })
  readonly message: string;
}

export class RailRejectionDto {
  @ApiProperty({ type: String })
  readonly rail: string;
  @ApiProperty({
    type: String,
    enum: Object.keys(REJECTIONS),
    description: Object.entries(REJECTIONS)
      .map(([code, meaning]) => `\`${code}\`: ${meaning}.`)
      .join(' '),
    example: 'amount_too_large',
  })
  readonly code: string;
  @ApiProperty({ type: String })
  readonly message: string;
}

export class DailyLimitDto {
  @ApiProperty({ type: String, enum: ['amount', 'count'], description: 'Rupiah, or number of payouts.' })
  readonly name: 'amount' | 'count';
  @ApiProperty({ type: 'integer', format: 'int64', description: 'The limit of a day.', example: 100_000_000 })
  readonly perDay: number;
  @ApiProperty({ type: 'integer', format: 'int64', description: 'The part that is used.' })
  readonly used: number;
  @ApiProperty({ type: String, format: 'date-time', description: 'When the next day begins in Jakarta.' })
  readonly resetsAt: string;
}

/** Every error, by RFC 9457. `code` is stable; `detail` is for people. */
export class ProblemDto {
  @ApiProperty({ type: String, format: 'uri-reference', example: '/docs/errors#validation_failed' })
  readonly type: string;
  @ApiProperty({ type: String })
  readonly title: string;
  @ApiProperty({ type: 'integer', example: 400 })
  readonly status: number;
  @ApiProperty({ type: String, enum: Object.keys(PROBLEMS), example: 'validation_failed' })
  readonly code: ProblemCode;
  @ApiProperty({ type: String, description: 'What is wrong with this request.' })
  readonly detail: string;
  @ApiProperty({
    type: String,
    required: false,
    description: 'Identifies the request in the log; also the header X-Request-Id.',
  })
  readonly requestId?: string;
  @ApiProperty({
    type: () => [FieldErrorDto],
    required: false,
    description: 'With `validation_failed`: every wrong field.',
  })
  readonly errors?: FieldErrorDto[];
  @ApiProperty({
    type: () => [RailRejectionDto],
    required: false,
    description: 'With `no_rail`: the reason of each rail.',
  })
  readonly rails?: RailRejectionDto[];
  @ApiProperty({
    type: String,
    required: false,
    format: 'uuid',
    description: 'The payout that the request conflicts with.',
  })
  readonly payoutId?: string;
  @ApiProperty({
    type: () => DailyLimitDto,
    required: false,
    description: 'With `daily_limit_exceeded`: the limit that the payout exceeds.',
  })
  readonly limit?: DailyLimitDto;
  @ApiProperty({
    type: String,
    required: false,
    enum: ALL_SCOPES,
    description: 'With `forbidden`: the scope that is missing.',
  })
  readonly scope?: Scope;
  @ApiProperty({
    type: String,
    required: false,
    enum: STATUSES,
    description: 'With `illegal_transition`: the status that does not allow it.',
  })
  readonly payoutStatus?: PayoutStatus;
  @ApiProperty({
    type: () => ProposalDto,
    required: false,
    description: 'With `resolution_differs`, and with `second_person_needed` about a resolution: what is proposed.',
  })
  readonly proposal?: ProposalDto;
}
