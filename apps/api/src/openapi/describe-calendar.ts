import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  CalendarDayDto,
  CalendarDto,
  CalendarQuery,
  DeclareDayDto,
  UndeclaredDayDto,
} from '../calendar/calendar.dto.js';
import { BODY_PROBLEMS, pickHeaders, queryParameters, WithApiKey } from './answers.js';

const AT_ONCE = 'This replica goes by it at once, others within seconds.';
const Day = () =>
  ApiParam({ name: 'date', description: 'In WIB.', schema: { type: 'string', format: 'date' }, example: '2026-03-20' });

export const DescribeCalendar = () =>
  applyDecorators(
    ApiTags('calendar'),
    ApiOperation({
      operationId: 'listCalendar',
      summary: 'The holidays of a year, and the days declared by hand',
      description: 'Rails with hours are open from Monday to Friday but for these.',
    }),
    ...queryParameters(CalendarQuery, ['year']),
    ApiResponse({ status: 200, type: CalendarDto, description: 'In order.', headers: pickHeaders() }),
    WithApiKey('validation_failed'),
  );

export const DescribeDeclareDay = () =>
  applyDecorators(
    ApiTags('calendar'),
    Day(),
    ApiOperation({
      operationId: 'declareDay',
      summary: 'Declare a day open or closed',
      description: `Holds whatever the weekday and the holidays say, and replaces what was declared before. ${AT_ONCE}`,
    }),
    ApiBody({ type: DeclareDayDto }),
    ApiResponse({ status: 200, type: CalendarDayDto, description: 'The day as it now is.', headers: pickHeaders() }),
    WithApiKey(...BODY_PROBLEMS),
  );

export const DescribeUndeclareDay = () =>
  applyDecorators(
    ApiTags('calendar'),
    Day(),
    ApiOperation({
      operationId: 'undeclareDay',
      summary: 'Take back what was declared of a day',
      description: `It is again what weekday and public holidays make of it. ${AT_ONCE}`,
    }),
    ApiResponse({ status: 200, type: UndeclaredDayDto, description: 'The day as it now is.', headers: pickHeaders() }),
    WithApiKey('validation_failed', 'not_found'),
  );
