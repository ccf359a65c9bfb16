import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '#libs/audit';
import { CalledBy, type Caller, DoneBy, Scopes } from '#libs/clients';
import { CloseDifference, FindStatements } from '#libs/reconciliation';
import { JsonBody } from '../http/json-body.js';
import {
  DescribeCloseDifference,
  DescribeListDifferences,
  DescribeReadDifference,
} from '../openapi/describe-reconciliation.js';
import { cursorAfter } from '../payouts/cursor.js';
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
  async list(@CalledBy() { clientId }: Caller, @Query() query: unknown): Promise<DifferencePageDto> {
    const { filter, limit, before, scope } = readDifferencesRequest(query, clientId);
    // One more than asked for tells whether there is a next page.
    const found = await this.statements.differences({ clientId }, filter, limit + 1, before);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { data: page.map(differenceBody), nextCursor: last === undefined ? null : cursorAfter(last.id, scope) };
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
    return differenceBody(await this.closing.run(difference, reason, by));
  }
}
