import { ApiProperty } from '@nestjs/swagger';
import { jakartaClock } from '#libs/platform';
import { isCalendarDate } from '#libs/rails';
import { BooleanField, TextField } from '../validation/fields.js';
import { readQuery, wrongField } from '../validation/read-query.js';

/** The declaration of a day. */
export class DeclareDayDto {
  @BooleanField({ description: 'Whether banks settle on that day, whatever the weekday and the holidays say.' })
  readonly businessDay: boolean;

  @TextField({ max: 100, description: 'Why: the holiday, or the decree.', example: 'Cuti bersama Idul Fitri' })
  readonly name: string;
}

export class CalendarDayDto {
  @ApiProperty({ type: String, format: 'date', description: 'In WIB (UTC+7).', example: '2026-03-20' })
  readonly date: string;
  @ApiProperty({ type: Boolean, description: 'Whether rails with hours are open on it.' })
  readonly businessDay: boolean;
  @ApiProperty({ type: String, example: 'Idul Fitri' })
  readonly name: string;
  @ApiProperty({
    type: Boolean,
    description: 'It follows the moon and is computed: a decree may move it by a day. Declare it to settle it.',
  })
  readonly uncertain: boolean;
  @ApiProperty({
    type: String,
    enum: ['holiday', 'edited'],
    description: '`holiday`: decreed or computed, and unchanged. `edited`: declared, by a person or with the service.',
  })
  readonly source: 'holiday' | 'edited';
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The author: `key:<id>` for a call with an API key, or the decree that came with the service.',
  })
  readonly changedBy: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly changedAt: string | null;
}

export class CalendarDto {
  @ApiProperty({ type: 'integer', example: 2026 })
  readonly year: number;
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The joint decree of three ministers whose holidays and joint leave (cuti bersama) came with the service. null: none came, so holidays are computed and joint leave must be declared.',
    example: 'SKB 3 Menteri 1497/2025, 2/2025, 5/2025',
  })
  readonly decree: string | null;
  @ApiProperty({
    type: Boolean,
    description:
      'Whether nothing is missing as far as known: the decree came with the service, or an operator said so (`salur calendar complete`). Until then Salur warns once a day.',
  })
  readonly complete: boolean;
  @ApiProperty({ type: String, nullable: true, description: 'The operator who said that the year is complete.' })
  readonly completedBy: string | null;
  @ApiProperty({
    type: 'integer',
    description: 'How many of the days are declared. Whether that is all of them, `complete` says.',
    example: 8,
  })
  readonly declaredDays: number;
  @ApiProperty({
    type: () => [CalendarDayDto],
    description:
      'Every day that is not what its weekday says, and every declared one; Saturdays and Sundays are not listed.',
  })
  readonly data: CalendarDayDto[];
}

/** A day whose declaration was removed. */
export class UndeclaredDayDto {
  @ApiProperty({ type: String, format: 'date', example: '2026-03-20' })
  readonly date: string;
  @ApiProperty({ type: Boolean, description: 'What weekday and public holidays make of it.' })
  readonly businessDay: boolean;
}

/** Holidays are computed for these years, and what cannot be listed cannot be declared. */
const YEAR = { regex: /^20\d\d$/, words: 'send a year from 2000 to 2099' };
const DATE_WORDS = 'send a date that there is, from 2000-01-01 to 2099-12-31, such as 2026-03-20';

/** The query of GET /v1/calendar. */
export class CalendarQuery {
  @TextField({
    max: 4,
    pattern: YEAR,
    integer: { minimum: 2000, maximum: 2099 },
    optional: true,
    description: 'This year when not given.',
    example: 2026,
  })
  readonly year?: string;
}

/** @throws Problem `validation_failed` */
export function readYear(query: unknown): number {
  const { year } = readQuery(CalendarQuery, query);
  return year === undefined ? Number(jakartaClock(new Date()).slice(0, 4)) : Number(year);
}

/** @throws Problem `validation_failed` naming the parameter `date` */
export function readDate(text: string): string {
  if (YEAR.regex.test(text.slice(0, 4)) && isCalendarDate(text)) return text;
  throw wrongField('date', DATE_WORDS);
}
