import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsOptional, ValidateBy } from 'class-validator';
import { type DisabledReason, type EndpointStatus, EVENT_TYPES, type EventType } from '#libs/webhooks';
import { TextField } from '../validation/fields.js';

const WORDS = `send a list of one or more of ${EVENT_TYPES.join(', ')}, each once`;

function isListOfTypes(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return new Set(value).size === value.length && value.every((type) => EVENT_TYPES.includes(type));
}

/** The events that an endpoint receives. */
function EventTypesField(description: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: 'array',
      items: { type: 'string', enum: [...EVENT_TYPES] },
      minItems: 1,
      uniqueItems: true,
      required: false,
      nullable: true,
      description,
    }),
    ValidateBy({ name: 'eventTypes', validator: { validate: isListOfTypes, defaultMessage: () => WORDS } }),
    IsOptional(),
  );
}

/** A URL for events of payouts. */
export class CreateEndpointDto {
  @TextField({
    max: 500,
    description: 'Public, https, port 443 or 8443. Deliveries are POSTs; redirects are not followed.',
    example: 'https://finance.example/salur/webhooks',
  })
  readonly url: string;

  @EventTypesField('The events that it receives; all of them by default.')
  readonly events?: EventType[] | null;

  @TextField({ max: 200, optional: true, description: 'For people.', example: 'Ledger' })
  readonly description?: string | null;
}

const text = (description: string, more: ApiPropertyOptions = {}) =>
  ApiProperty({ type: String, description, ...more } as ApiPropertyOptions);

export class EndpointDto {
  @text('Names it.', { format: 'uuid' })
  readonly id: string;
  @text('Where deliveries go.', { example: 'https://finance.example/salur/webhooks' })
  readonly url: string;
  @ApiProperty({
    type: 'array',
    items: { type: 'string', enum: [...EVENT_TYPES] },
    description: 'The events that it receives.',
  })
  readonly events: EventType[];
  @text('For people.', { nullable: true })
  readonly description: string | null;
  @text('`disabled`: nothing is sent until it is enabled again.', { enum: ['enabled', 'disabled', 'deleted'] })
  readonly status: EndpointStatus;
  @text('`gone`: its receiver answered 410.', { enum: ['gone'], nullable: true })
  readonly disabledReason: DisabledReason | null;
  @text('Until when deliveries are also signed with the previous secret.', { format: 'date-time', nullable: true })
  readonly previousSecretUntil: string | null;
  @text('When it was made.', { format: 'date-time' })
  readonly createdAt: string;
}

export class EndpointWithSecretDto extends EndpointDto {
  @text('Deliveries are signed with it, by the Standard Webhooks specification. Returned only this once: store it.', {
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
  })
  readonly secret: string;
}

export class EndpointsDto {
  @ApiProperty({ type: () => [EndpointDto], description: 'Oldest first, without deleted ones.' })
  readonly data: EndpointDto[];
}
