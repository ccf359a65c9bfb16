import { ApiProperty } from '@nestjs/swagger';
import { BooleanField, TextField } from '../validation/fields.js';

/** What a person declares of a day. */
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
    type: String,
    enum: ['holiday', 'edited'],
    description: '`holiday`: computed, and changed by nobody. `edited`: declared, by a person or with the service.',
  })
  readonly source: 'holiday' | 'edited';
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'By whom: `key:<id>` for a call with an API key, or the decree that came with the service.',
  })
  readonly changedBy: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly changedAt: string | null;
}

export class CalendarDto {
  @ApiProperty({ type: 'integer', example: 2026 })
  readonly year: number;
  @ApiProperty({
    type: 'integer',
    description:
      'How many of the days are declared. 0: the joint leave (cuti bersama) of that year is missing; it is decreed anew each year.',
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

/** A day of which nothing is declared any more. */
export class UndeclaredDayDto {
  @ApiProperty({ type: String, format: 'date', example: '2026-03-20' })
  readonly date: string;
  @ApiProperty({ type: Boolean, description: 'What weekday and public holidays make of it.' })
  readonly businessDay: boolean;
}
