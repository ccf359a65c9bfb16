import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { ProblemCode } from '#libs/platform';
import { ListRailsQuery } from '../reference/list-rails.query.js';
import { BalancesDto, BanksDto, RailsDto } from '../reference/reference.dto.js';
import { pickHeaders, queryParameters, WithApiKey } from './answers.js';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
}

const describeOperation = (operation: Operation, type: new () => object, ...problems: ProblemCode[]) =>
  applyDecorators(
    ApiTags('reference'),
    ApiOperation({ ...operation }),
    ApiResponse({ status: 200, type, description: operation.summary, headers: pickHeaders() }),
    WithApiKey(...problems),
  );

export const DescribeBanks = () =>
  describeOperation(
    {
      operationId: 'listBanks',
      summary: 'List banks and e-wallets',
      description:
        'The possible destinations, with the rails that reach each of them now and what each provider reports about it.',
    },
    BanksDto,
  );

export const DescribeRails = () =>
  applyDecorators(
    ...queryParameters(ListRailsQuery, ['amount', 'bankCode', 'outlet']),
    describeOperation(
      {
        operationId: 'listRails',
        summary: 'List rails',
        description:
          'Limits, hours, cost and speed of each. With `amount` and one of `bankCode` and `outlet`: also a verdict on every rail, and the rail that `auto` would choose for such a payout now. Creates and reserves nothing.',
      },
      RailsDto,
      'validation_failed',
    ),
  );

export const DescribeBalances = () =>
  describeOperation(
    {
      operationId: 'listBalances',
      summary: 'List balances',
      description:
        'The balance at each provider as it last reported it. The service requests balances regularly, not for this call.',
    },
    BalancesDto,
  );
