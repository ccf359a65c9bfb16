import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { type PayoutStatus, STATUSES } from '#libs/payouts';
import {
  DIFFERENCE_KIND_NAMES,
  DIFFERENCE_STATUSES,
  type DifferenceFilter,
  type DifferenceKind,
  type DifferenceStatus,
  LINE_KINDS,
  type LineKind,
  STATEMENT_PROVIDERS,
} from '#libs/reconciliation';
import { type FilteredPageRequest, PageQuery, pageRequest } from '../lists/page.js';
import { TextField, WordField } from '../validation/fields.js';
import { omitAbsent, readQuery, UUID } from '../validation/read-query.js';

/** Why a difference may stay. */
export class CloseDifferenceDto {
  @TextField({
    max: 500,
    description: 'Why it may stay; kept with the difference and in the audit trail.',
    example: 'The bank has confirmed that the second payment was taken back on 23 November',
  })
  readonly reason: string;
}

const text = (description: string, more: ApiPropertyOptions = {}) =>
  ApiProperty({ type: String, description, ...more } as ApiPropertyOptions);
const count = (description: string, more: ApiPropertyOptions = {}) =>
  ApiProperty({ type: 'integer', description, required: false, minimum: 0, ...more } as ApiPropertyOptions);
const rupiah = (description: string) => count(description, { format: 'int64' } as ApiPropertyOptions);

export class DifferenceExpectedDto {
  @text('The status of the payout.', { required: false, enum: [...STATUSES] })
  readonly status?: PayoutStatus;
  @rupiah('The amount of the payout, in rupiah.')
  readonly amount?: number;
  @rupiah('The fee that the provider returned at the inquiry, in rupiah.')
  readonly fee?: number;
}

export class DifferenceFoundDto {
  @text('What the row says.', { required: false, enum: Object.keys(LINE_KINDS) })
  readonly kind?: LineKind;
  @rupiah('The amount in the row, in rupiah.')
  readonly amount?: number;
  @rupiah('The fee in the row, in rupiah.')
  readonly fee?: number;
  @count('The line of the row in its file; the header is line 1.')
  readonly line?: number;
  @text('By which names the row calls the transfer that is not known.', { required: false })
  readonly names?: string;
  @count('How many rows say that the payout was paid,')
  readonly paid?: number;
  @count('that it was given back,')
  readonly returned?: number;
  @count('and that it moved nothing.')
  readonly refused?: number;
  @count('The line of the newest of them in its file; null: there are none.', { nullable: true } as ApiPropertyOptions)
  readonly newestLine?: number | null;
}

export class ClosedBeforeDto {
  @text('When it was closed.', { format: 'date-time' })
  readonly closedAt: string;
  @text('Who closed it: `key:<id>` or `operator:<name>`.')
  readonly closedBy: string;
  @text('The name of that key or operator.', { nullable: true })
  readonly closedByName: string | null;
  @text('Why it might have stayed.')
  readonly reason: string;
  @ApiProperty({ type: () => DifferenceFoundDto, description: 'What statements said then.' })
  readonly found: DifferenceFoundDto;
}

export class DifferenceDto {
  @text('Names the difference.', { format: 'uuid' })
  readonly id: string;
  @text('In which way the two differ.', { enum: [...DIFFERENCE_KIND_NAMES], example: 'missing_line' })
  readonly kind: DifferenceKind;
  @text('What this kind means, for people.')
  readonly means: string;
  @text('What a person does about it.')
  readonly remedy: string;
  @text('Whose statement it is.')
  readonly provider: string;
  @text('Which payout; null: a row is about no transfer of ours.', { format: 'uuid', nullable: true })
  readonly payoutId: string | null;
  @text(
    'The statement with which it was found, of this client or of an operator; null: it was found when the payout moved.',
    {
      format: 'uuid',
      nullable: true,
    },
  )
  readonly statementId: string | null;
  @ApiProperty({ type: () => DifferenceExpectedDto, description: 'What Salur has; as much of it as differs.' })
  readonly expected: DifferenceExpectedDto;
  @ApiProperty({ type: () => DifferenceFoundDto, description: 'What statements say; as much of it as differs.' })
  readonly found: DifferenceFoundDto;
  @text('`open` until both sides agree, or a person closes it with a reason.', { enum: [...DIFFERENCE_STATUSES] })
  readonly status: DifferenceStatus;
  @text('When it was found.', { format: 'date-time' })
  readonly foundAt: string;
  @text('When it was closed.', { format: 'date-time', nullable: true })
  readonly closedAt: string | null;
  @text(
    '`agrees`: both sides agree by now. `person`: a person closed it; it opens again only when its evidence grows.',
    {
      enum: ['agrees', 'person'],
      nullable: true,
    },
  )
  readonly closedBecause: 'agrees' | 'person' | null;
  @text('Who closed it: `key:<id>` or `operator:<name>`.', { nullable: true })
  readonly closedBy: string | null;
  @text('The name of that key or operator.', { nullable: true })
  readonly closedByName: string | null;
  @text('Why it may stay.', { nullable: true })
  readonly reason: string | null;
  @ApiProperty({
    type: () => [ClosedBeforeDto],
    description: 'How persons closed it before it opened again because its evidence grew, oldest first.',
  })
  readonly closedBefore: ClosedBeforeDto[];
}

export class DifferencePageDto {
  @ApiProperty({ type: () => [DifferenceDto], description: 'Newest first.' })
  readonly data: DifferenceDto[];
  @text('Send it as `cursor`, with the same filters, for the next page; null on the last one.', { nullable: true })
  readonly nextCursor: string | null;
}

/** The query of GET /v1/differences. */
export class ListDifferencesQuery extends PageQuery {
  @WordField(DIFFERENCE_STATUSES, { optional: true, description: 'Only differences in this status.' })
  readonly status?: DifferenceStatus;

  @WordField(DIFFERENCE_KIND_NAMES, { optional: true, description: 'Only differences of this kind.' })
  readonly kind?: DifferenceKind;

  @WordField(STATEMENT_PROVIDERS, { optional: true, description: 'Only differences from statements of this provider.' })
  readonly provider?: string;

  @TextField({ max: 36, pattern: UUID, optional: true, description: 'Only differences of this payout.' })
  readonly payoutId?: string;

  @TextField({ max: 36, pattern: UUID, optional: true, description: 'Only what was found with this statement.' })
  readonly statementId?: string;
}

/** @throws Problem `validation_failed` or `invalid_cursor` */
export function readDifferencesRequest(query: unknown, clientId: string): FilteredPageRequest<DifferenceFilter> {
  const { limit, cursor, ...rest } = readQuery(ListDifferencesQuery, query);
  const filter = omitAbsent(rest);
  const scope = { clientId, filters: { ...filter, list: 'differences' } };
  return { filter, ...pageRequest({ limit, cursor }, scope) };
}
