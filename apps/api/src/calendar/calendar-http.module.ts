import { Module } from '@nestjs/common';
import { CalendarController } from './calendar.controller.js';

/** /v1/calendar: the days on which banks settle. */
@Module({
  controllers: [CalendarController],
})
export class CalendarHttpModule {}
