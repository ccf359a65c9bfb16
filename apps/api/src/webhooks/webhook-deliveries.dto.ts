import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { DELIVERY_STATUSES, type DeliveryFilter, type DeliveryStatus, EVENT_TYPES, TEST_EVENT } from '#libs/webhooks';
import { type FilteredPageRequest, PageQuery, pageRequest } from '../lists/page.js';
import { TextField, WordField } from '../validation/fields.js';
import { INSTANT, omitAbsent, readInstant, readQuery, UUID } from '../validation/read-query.js';

/** The query of GET /v1/webhook-deliveries. */
export class ListDeliveriesQuery extends PageQuery {
  @WordField(DELIVERY_STATUSES, { optional: true, description: 'Only deliveries in this status.' })
  readonly status?: DeliveryStatus;

  @WordField([...EVENT_TYPES, TEST_EVENT], { optional: true, description: 'Only deliveries of this event type.' })
  readonly type?: string;

  @TextField({ max: 36, pattern: UUID, optional: true, description: 'Only deliveries to this endpoint.' })
  readonly endpointId?: string;

  @TextField({ max: 36, pattern: UUID, optional: true, description: 'Only deliveries about this payout.' })
  readonly payoutId?: string;

  @TextField({ max: 40, pattern: INSTANT, optional: true, description: 'Made at this time or later.' })
  readonly createdFrom?: string;

  @TextField({ max: 40, pattern: INSTANT, optional: true, description: 'Made before this time.' })
  readonly createdTo?: string;
}

/** @throws Problem `validation_failed` or `invalid_cursor` */
export function readDeliveriesRequest(query: unknown, clientId: string): FilteredPageRequest<DeliveryFilter> {
  const { limit, cursor, createdFrom, createdTo, ...rest } = readQuery(ListDeliveriesQuery, query);
  const filter = omitAbsent({
    ...rest,
    createdFrom: readInstant('createdFrom', createdFrom),
    createdTo: readInstant('createdTo', createdTo),
  });
  const scope = { clientId, filters: filter };
  return { filter, ...pageRequest({ limit, cursor }, scope) };
}

/** Which deliveries to send again. */
export class RedeliverManyDto {
  @TextField({
    max: 40,
    pattern: INSTANT,
    description: 'Made at this time or later.',
    example: '2026-11-21T00:00:00+07:00',
  })
  readonly createdFrom: string;

  @TextField({ max: 40, pattern: INSTANT, description: 'Made before this time.', example: '2026-11-22T00:00:00+07:00' })
  readonly createdTo: string;

  @WordField(['parked', 'delivered', 'all'], {
    optional: true,
    default: 'parked',
    description: 'Which of them: `parked` ones unless said otherwise. What is `pending` is being tried anyway.',
  })
  readonly status?: 'parked' | 'delivered' | 'all' | null;

  @TextField({ max: 36, pattern: UUID, optional: true, description: 'Only those of this endpoint.' })
  readonly endpointId?: string | null;
}

const text = (description: string, more: ApiPropertyOptions = {}) =>
  ApiProperty({ type: String, description, ...more } as ApiPropertyOptions);
const integer = (description: string, more: ApiPropertyOptions = {}) =>
  ApiProperty({ type: 'integer', description, ...more } as ApiPropertyOptions);

export class DeliveryAttemptDto {
  @text('When it was sent.', { format: 'date-time' })
  readonly at: string;
  @integer('How long it took.')
  readonly durationMs: number;
  @integer('What the receiver answered; null: nothing.', { nullable: true })
  readonly httpStatus: number | null;
  @text('Why there is no answer.', { nullable: true, example: 'timeout' })
  readonly error: string | null;
  @text('The first 1,024 bytes of the answer.', { nullable: true })
  readonly answer: string | null;
}

export class DeliveryDto {
  @text('Names the delivery.', { format: 'uuid' })
  readonly id: string;
  @text('Names the event: the header `webhook-id` of every try.', {
    example: 'evt_019aa1f27c1e7b539a556f0d7f3c2b11_4',
  })
  readonly eventId: string;
  @text('The event type.', { enum: [...EVENT_TYPES, TEST_EVENT], example: 'payout.succeeded' })
  readonly type: string;
  @text('Where it goes.', { format: 'uuid' })
  readonly endpointId: string;
  @text('Of which payout; null for a test.', { format: 'uuid', nullable: true })
  readonly payoutId: string | null;
  @text('`parked`: every attempt failed, or the endpoint accepts nothing; redeliver it when that is fixed.', {
    enum: [...DELIVERY_STATUSES],
  })
  readonly status: DeliveryStatus;
  @text('When it is tried next.', { format: 'date-time', nullable: true })
  readonly nextTryAt: string | null;
  @text('When it was made.', { format: 'date-time' })
  readonly createdAt: string;
  @text('When it was taken.', { format: 'date-time', nullable: true })
  readonly deliveredAt: string | null;
  @ApiProperty({ type: () => [DeliveryAttemptDto], description: 'Its tries, oldest first.' })
  readonly attempts: DeliveryAttemptDto[];
}

export class DeliveryPageDto {
  @ApiProperty({ type: () => [DeliveryDto], description: 'Newest first.' })
  readonly data: DeliveryDto[];
  @text('Send it as `cursor`, with the same filters, for the next page; null on the last one.', { nullable: true })
  readonly nextCursor: string | null;
}

export class RedeliveredDto {
  @integer('How many are tried again.')
  readonly count: number;
  @ApiProperty({ type: Boolean, description: 'Whether there are more: repeat the order.' })
  readonly more: boolean;
}
