import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { pickHeaders, WithApiKey } from './answers.js';

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
