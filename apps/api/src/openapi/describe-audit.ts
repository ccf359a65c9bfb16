/** What OpenAPI says of the audit trail. */
import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AuditPageDto } from '../audit/audit-entries.dto.js';
import { ListAuditQuery } from '../audit/list-audit.query.js';
import { pickHeaders, WithApiKey } from './answers.js';
import { queryParameters } from './query-parameters.js';

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
