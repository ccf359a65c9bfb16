import { ApiProperty } from '@nestjs/swagger';
import { ALL_SCOPES, SCOPES, type Scope } from '#libs/clients';
import { ListField, problemOfWord, TextField, WholeNumberField } from '../validation/fields.js';

const INSTANT = {
  regex: /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/,
  words: 'send a time with its zone, such as 2027-11-21T09:30:00Z',
};
const A_DAY_S = 86_400;
const LONGEST_OVERLAP_S = 30 * A_DAY_S;

const ExpiresAtField = (description: string) =>
  TextField({
    max: 40,
    pattern: INSTANT,
    problemOf: (text) => {
      const time = Date.parse(text);
      if (Number.isNaN(time)) return INSTANT.words;
      return time > Date.now() ? null : 'send a time that is still to come';
    },
    optional: true,
    description,
    example: '2027-11-21T00:00:00+07:00',
  });

export class CreateKeyDto {
  @TextField({
    max: 64,
    optional: true,
    description: 'For people: the person or service that has it. The history and the audit trail show it. Fixed.',
    example: 'Budi Santoso',
  })
  readonly name?: string | null;

  @ListField({
    min: 1,
    max: ALL_SCOPES.length,
    item: { type: 'string', enum: ALL_SCOPES },
    problemOf: (word) => (Object.hasOwn(SCOPES, word) ? null : problemOfWord(ALL_SCOPES)),
    description: Object.entries(SCOPES)
      .map(([scope, meaning]) => `\`${scope}\`: ${meaning}.`)
      .join(' '),
    example: ['payouts:create', 'payouts:read'],
  })
  readonly scopes: Scope[];

  @ExpiresAtField('It works until then; not given: until it is revoked.')
  readonly expiresAt?: string;
}

export class RotateKeyDto {
  @WholeNumberField({
    min: 0,
    max: LONGEST_OVERLAP_S,
    default: A_DAY_S,
    optional: true,
    description: 'How long the old key still works beside the new one; a day when not given.',
  })
  readonly overlapSeconds?: number;

  @ExpiresAtField('The new key works until then; not given: for as long as the old one was made to.')
  readonly expiresAt?: string;
}

export function overlapMsOf({ overlapSeconds = A_DAY_S }: RotateKeyDto): number {
  return overlapSeconds * 1_000;
}

/** A key without its secret, which is not stored. */
export class KeyDto {
  @ApiProperty({
    type: String,
    format: 'uuid',
    description: 'Also in the key itself: `salur_<id without dashes>_...`.',
  })
  readonly id: string;
  @ApiProperty({ type: String, format: 'uuid' })
  readonly clientId: string;
  @ApiProperty({ type: String, nullable: true, description: 'For people; a key that replaces another keeps it.' })
  readonly name: string | null;
  @ApiProperty({ type: 'array', items: { type: 'string', enum: ALL_SCOPES } })
  readonly scopes: string[];
  @ApiProperty({ type: String, format: 'date-time' })
  readonly createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly expiresAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly revokedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'True to a minute or so.' })
  readonly lastUsedAt: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The key whose place it takes.' })
  readonly replacesKeyId: string | null;
}

export class MadeKeyDto extends KeyDto {
  @ApiProperty({
    type: String,
    description: 'The key itself, shown here and never again.',
    example: 'salur_0199f0c05b8a7cc1a2d3e4f5a6b7c8d9_...',
  })
  readonly key: string;
}

export class KeyPageDto {
  @ApiProperty({ type: () => [KeyDto] })
  readonly data: KeyDto[];
  @ApiProperty({ type: String, nullable: true, description: 'Of the next page; null on the last.' })
  readonly nextCursor: string | null;
}
