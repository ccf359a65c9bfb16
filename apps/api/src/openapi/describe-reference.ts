import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { BanksDto, RailsDto } from '../reference/reference.dto.js';
import { pickHeaders, WithApiKey } from './answers.js';

const lists = (operationId: string, summary: string, type: new () => object) =>
  applyDecorators(
    ApiTags('reference'),
    ApiOperation({ operationId, summary }),
    ApiResponse({ status: 200, type, description: summary, headers: pickHeaders() }),
    WithApiKey(),
  );

export const DescribeBanks = () => lists('listBanks', 'The banks and e-wallets that a payout can go to', BanksDto);
export const DescribeRails = () => lists('listRails', 'The ways to pay, and which of them are switched on', RailsDto);
