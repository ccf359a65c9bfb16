/** What OpenAPI says of the service itself: its health, its metrics and its audit trail. */
import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AuditPageDto, ListAuditQuery } from '../audit/audit-entries.dto.js';
import { LiveDto, ReadyDto } from '../health/health.dto.js';
import { Problems, pickHeaders, queryParameters, WithApiKey } from './answers.js';

const describeOperation = (operationId: string, summary: string, type: new () => object) =>
  applyDecorators(
    ApiTags('health'),
    ApiOperation({ operationId, summary, security: [] }),
    ApiResponse({ status: 200, type, description: summary, headers: pickHeaders() }),
  );

export const DescribeLive = () => describeOperation('isLive', 'The process runs', LiveDto);
export const DescribeReady = () =>
  applyDecorators(describeOperation('isReady', 'The service can take requests', ReadyDto), Problems('unavailable'));

export const DescribeMetrics = () =>
  applyDecorators(
    ApiTags('metrics'),
    ApiOperation({
      operationId: 'readMetrics',
      summary: 'Read the metrics of the service',
      description:
        'In the text format of Prometheus (0.0.4). Metrics of this replica, and of the database that all replicas share; the ' +
        'latter are at most three seconds old, and left out while the database does not answer. Nothing in them is of a ' +
        'single payout, client or person. The runbook has each of them.',
    }),
    ApiResponse({
      status: 200,
      description: 'The metrics.',
      headers: pickHeaders(),
      content: { 'text/plain': { schema: { type: 'string' } } },
    }),
    WithApiKey(),
  );

const QUERY_NAMES: readonly (keyof ListAuditQuery)[] = [
  'actor',
  'subjectType',
  'subjectId',
  'from',
  'to',
  'limit',
  'cursor',
];

export const DescribeListAudit = () =>
  applyDecorators(
    ApiTags('audit'),
    ApiOperation({
      operationId: 'listAuditEntries',
      summary: 'List audit entries',
      description:
        'The changes that people and API keys made, for all clients. What the service does by itself is in the history of each payout. An entry exists if and only if its change was made.',
    }),
    ...queryParameters(ListAuditQuery, QUERY_NAMES),
    ApiResponse({ status: 200, type: AuditPageDto, description: 'One page, newest first.', headers: pickHeaders() }),
    WithApiKey('validation_failed', 'invalid_cursor'),
  );
