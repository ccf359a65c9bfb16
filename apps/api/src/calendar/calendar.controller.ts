import { Controller, Delete, Get, Logger, Param, Put, Query } from '@nestjs/common';
import type { Actor } from '#libs/audit';
import { CalledBy, type Caller, DoneBy, Scopes } from '#libs/clients';
import { Problem } from '#libs/platform';
import { type CalendarEntry, EditCalendar, RailFacts } from '#libs/rails';
import { JsonBody } from '../http/read-request.js';
import { DescribeCalendar, DescribeDeclareDay, DescribeUndeclareDay } from '../openapi/describe-calendar.js';
import {
  type CalendarDayDto,
  type CalendarDto,
  DeclareDayDto,
  readDate,
  readYear,
  type UndeclaredDayDto,
} from './calendar.dto.js';

/** The days on which banks settle: computed, and declared by operators, because decrees change joint leave. */
@Controller('v1/calendar')
export class CalendarController {
  private readonly logger = new Logger('Calendar');

  constructor(
    private readonly calendar: EditCalendar,
    private readonly facts: RailFacts,
  ) {}

  @Get()
  @Scopes('payouts:read')
  @DescribeCalendar()
  async list(@Query() query: unknown): Promise<CalendarDto> {
    const year = readYear(query);
    const data = (await this.calendar.list(year)).map(dayBody);
    const { decree, completedBy } = await this.calendar.stateOf(year);
    const complete = decree !== null || completedBy !== null;
    return {
      year,
      decree,
      complete,
      completedBy,
      declaredDays: data.filter(({ source }) => source === 'edited').length,
      data,
    };
  }

  @Put(':date')
  @Scopes('calendar:edit')
  @DescribeDeclareDay()
  async declare(
    @CalledBy() caller: Caller,
    @DoneBy() by: Actor,
    @Param('date') text: string,
    @JsonBody(DeclareDayDto) { businessDay, name }: DeclareDayDto,
  ): Promise<CalendarDayDto> {
    const date = readDate(text);
    const entry = await this.calendar.put(date, { businessDay, name }, by);
    this.say(caller, `${date} was declared ${businessDay ? 'a business day' : 'closed'}`);
    return dayBody(entry);
  }

  @Delete(':date')
  @Scopes('calendar:edit')
  @DescribeUndeclareDay()
  async undeclare(
    @CalledBy() caller: Caller,
    @DoneBy() by: Actor,
    @Param('date') text: string,
  ): Promise<UndeclaredDayDto> {
    const date = readDate(text);
    if (!(await this.calendar.remove(date, by))) throw new Problem('not_found', 'Nothing is declared of this day');
    this.say(caller, `what was declared of ${date} was taken back`);
    return { date, businessDay: this.facts.calendar.isBusinessDay(date) };
  }

  private say({ clientId, keyId }: Caller, msg: string): void {
    this.logger.log({ clientId, keyId, msg });
  }
}

function dayBody({ date, businessDay, name, uncertain, changedBy, changedAt }: CalendarEntry): CalendarDayDto {
  const source = changedBy === null ? 'holiday' : 'edited';
  return { date, businessDay, name, uncertain, source, changedBy, changedAt: changedAt?.toISOString() ?? null };
}
