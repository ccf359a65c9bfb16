import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { LiveDto, ReadyDto } from '../health/health.dto.js';
import { Problems, pickHeaders } from './answers.js';

const tells = (operationId: string, summary: string, type: new () => object) =>
  applyDecorators(
    ApiTags('health'),
    ApiOperation({ operationId, summary, security: [] }),
    ApiResponse({ status: 200, type, description: summary, headers: pickHeaders() }),
  );

export const DescribeLive = () => tells('isLive', 'The process runs', LiveDto);
export const DescribeReady = () =>
  applyDecorators(tells('isReady', 'The service can take requests', ReadyDto), Problems('unavailable'));
