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

/** Which events an endpoint wants to hear of. */
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

/** Where to tell of payouts. */
export class CreateEndpointDto {
  @TextField({
    max: 500,
    description: 'Public, https, port 443 or 8443. Deliveries are POSTs; redirects are not followed.',
    example: 'https://finance.example/salur/webhooks',
  })
  readonly url: string;

  @EventTypesField('Which events it wants to hear of; all of them when not given.')
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
    description: 'What it hears of.',
  })
  readonly events: EventType[];
  @text('For people.', { nullable: true })
  readonly description: string | null;
  @text('`disabled`: nothing is sent until it is enabled again.', { enum: ['enabled', 'disabled', 'deleted'] })
  readonly status: EndpointStatus;
  @text('`gone`: its receiver answered 410.', { enum: ['gone'], nullable: true })
  readonly disabledReason: DisabledReason | null;
  @text('Until when deliveries are signed with the secret of before too.', { format: 'date-time', nullable: true })
  readonly previousSecretUntil: string | null;
  @text('When it was made.', { format: 'date-time' })
  readonly createdAt: string;
}

export class EndpointWithSecretDto extends EndpointDto {
  @text('Deliveries are signed with it, by the Standard Webhooks specification. Told only this once: keep it.', {
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
  })
  readonly secret: string;
}

export class EndpointsDto {
  @ApiProperty({ type: () => [EndpointDto], description: 'Oldest first, without deleted ones.' })
  readonly data: EndpointDto[];
}
