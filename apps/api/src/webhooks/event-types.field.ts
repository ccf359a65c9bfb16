import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, ValidateBy } from 'class-validator';
import { EVENT_TYPES } from '#libs/webhooks';

const WORDS = `send a list of one or more of ${EVENT_TYPES.join(', ')}, each once`;

function isListOfTypes(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return new Set(value).size === value.length && value.every((type) => EVENT_TYPES.includes(type));
}

/** The events that an endpoint receives. */
export function EventTypesField(description: string): PropertyDecorator {
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
