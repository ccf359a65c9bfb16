import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '#libs/audit';
import { CalledBy, type Caller, DoneBy, Scopes } from '#libs/clients';
import { CloseDifference, FindStatements } from '#libs/reconciliation';
import { JsonBody } from '../http/json-body.js';
import { showPage } from '../lists/page.js';
import {
  DescribeCloseDifference,
  DescribeListDifferences,
  DescribeReadDifference,
} from '../openapi/describe-reconciliation.js';
import { CloseDifferenceDto, type DifferenceDto, type DifferencePageDto } from './differences.dto.js';
import { readDifferencesRequest } from './list-differences.query.js';
import { differenceBody } from './reconciliation-bodies.js';
import { readId } from './reconciliation-id.js';

/** Where statements of providers and payouts differ. */
@Controller('v1/differences')
export class DifferencesController {
  constructor(
    private readonly statements: FindStatements,
    private readonly closing: CloseDifference,
  ) {}

  @Get()
  @Scopes('reconciliation:read')
  @DescribeListDifferences()
  list(@CalledBy() { clientId }: Caller, @Query() query: unknown): Promise<DifferencePageDto> {
    const request = readDifferencesRequest(query, clientId);
    return showPage(request, {
      find: (limit, before) => this.statements.differences({ clientId }, request.filter, limit, before),
      idOf: ({ id }) => id,
      show: (differences) => differences.map(differenceBody),
    });
  }

  @Get(':id')
  @Scopes('reconciliation:read')
  @DescribeReadDifference()
  async read(@CalledBy() { clientId }: Caller, @Param('id') id: string): Promise<DifferenceDto> {
    return differenceBody(await this.statements.difference({ clientId }, readId(id, 'difference')));
  }

  @Post(':id/close')
  @HttpCode(200)
  @Scopes('reconciliation:edit')
  @DescribeCloseDifference()
  async close(
    @CalledBy() { clientId }: Caller,
    @DoneBy() by: Actor,
    @Param('id') id: string,
    @JsonBody(CloseDifferenceDto) { reason }: CloseDifferenceDto,
  ): Promise<DifferenceDto> {
    const difference = await this.statements.difference({ clientId }, readId(id, 'difference'));
    return differenceBody(await this.closing.close(difference, reason, by));
  }
}
