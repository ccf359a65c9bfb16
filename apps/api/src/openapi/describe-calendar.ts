import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CalendarDayDto, CalendarDto, DeclareDayDto, UndeclaredDayDto } from '../calendar/calendar.dto.js';
import { CalendarQuery } from '../calendar/calendar.query.js';
import { BODY_PROBLEMS, pickHeaders, WithApiKey } from './answers.js';
import { queryParameters } from './query-parameters.js';

const AT_ONCE = 'This replica applies it at once, others within seconds.';
const Day = () =>
  ApiParam({ name: 'date', description: 'In WIB.', schema: { type: 'string', format: 'date' }, example: '2026-03-20' });

export const DescribeCalendar = () =>
  applyDecorators(
    ApiTags('calendar'),
    ApiOperation({
      operationId: 'listCalendar',
      summary: 'The holidays of a year, and the days declared by hand',
      description: 'Rails with hours are open from Monday to Friday, except on these days.',
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
      description: `Overrides the weekday and the holidays, and replaces an earlier declaration. ${AT_ONCE}`,
    }),
    ApiBody({ type: DeclareDayDto }),
    ApiResponse({
      status: 200,
      type: CalendarDayDto,
      description: 'The day after the change.',
      headers: pickHeaders(),
    }),
    WithApiKey(...BODY_PROBLEMS),
  );

export const DescribeUndeclareDay = () =>
  applyDecorators(
    ApiTags('calendar'),
    Day(),
    ApiOperation({
      operationId: 'undeclareDay',
      summary: 'Remove the declaration of a day',
      description: `The weekday and the public holidays decide again. ${AT_ONCE}`,
    }),
    ApiResponse({
      status: 200,
      type: UndeclaredDayDto,
      description: 'The day after the change.',
      headers: pickHeaders(),
    }),
    WithApiKey('validation_failed', 'not_found'),
  );
