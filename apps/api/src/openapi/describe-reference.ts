import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { ProblemCode } from '#libs/platform';
import { ListRailsQuery } from '../reference/list-rails.query.js';
import { BalancesDto, BanksDto, RailsDto } from '../reference/reference.dto.js';
import { pickHeaders, queryParameters, WithApiKey } from './answers.js';

interface Told {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
}

const tells = (told: Told, type: new () => object, ...problems: ProblemCode[]) =>
  applyDecorators(
    ApiTags('reference'),
    ApiOperation({ ...told }),
    ApiResponse({ status: 200, type, description: told.summary, headers: pickHeaders() }),
    WithApiKey(...problems),
  );

export const DescribeBanks = () =>
  tells(
    {
      operationId: 'listBanks',
      summary: 'The banks and e-wallets that a payout can go to',
      description: 'With the rails that reach each of them now, and what providers say of it.',
    },
    BanksDto,
  );

export const DescribeRails = () =>
  applyDecorators(
    ...queryParameters(ListRailsQuery, ['amount', 'bankCode', 'outlet']),
    tells(
      {
        operationId: 'listRails',
        summary: 'The ways to pay',
        description:
          'Limits, hours, cost and speed of each. With `amount` and one of `bankCode` and `outlet`: a verdict on every rail, and what `auto` would choose for such a payout now. Nothing is created or held.',
      },
      RailsDto,
      'validation_failed',
    ),
  );

export const DescribeBalances = () =>
  tells(
    {
      operationId: 'listBalances',
      summary: 'What is left at each provider',
      description: 'As the provider last told; it is asked regularly, not by this call.',
    },
    BalancesDto,
  );
