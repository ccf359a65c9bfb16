import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '#libs/audit';
import { CalledBy, type Caller, DoneBy, NameActors, Scopes } from '#libs/clients';
import { CloseDifference, type Difference, FindStatements } from '#libs/reconciliation';
import { JsonBody } from '../http/read-request.js';
import { showPage } from '../lists/page.js';
import {
  DescribeCloseDifference,
  DescribeListDifferences,
  DescribeReadDifference,
} from '../openapi/describe-reconciliation.js';
import { readId } from '../validation/read-query.js';
import {
  CloseDifferenceDto,
  type DifferenceDto,
  type DifferencePageDto,
  readDifferencesRequest,
} from './differences.dto.js';
import { differenceBody } from './reconciliation-bodies.js';

/** Where statements of providers and payouts differ. */
@Controller('v1/differences')
export class DifferencesController {
  constructor(
    private readonly statements: FindStatements,
    private readonly closing: CloseDifference,
    private readonly actors: NameActors,
  ) {}

  @Get()
  @Scopes('reconciliation:read')
  @DescribeListDifferences()
  list(@CalledBy() { clientId }: Caller, @Query() query: unknown): Promise<DifferencePageDto> {
    const request = readDifferencesRequest(query, clientId);
    return showPage(request, {
      find: (limit, before) => this.statements.differences({ clientId }, request.filter, limit, before),
      idOf: ({ id }) => id,
      show: (differences) => this.named(differences),
    });
  }

  @Get(':id')
  @Scopes('reconciliation:read')
  @DescribeReadDifference()
  async read(@CalledBy() { clientId }: Caller, @Param('id') id: string): Promise<DifferenceDto> {
    return this.one(await this.statements.difference({ clientId }, readId(id, 'difference')));
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
    return this.one(await this.closing.close(difference, reason, by));
  }

  private async one(difference: Difference): Promise<DifferenceDto> {
    const [body] = await this.named([difference]);
    return body as DifferenceDto;
  }

  /** With the names of those who closed them, now and before. */
  private async named(differences: readonly Difference[]): Promise<DifferenceDto[]> {
    const bodies = await this.actors.named('closedBy', differences.map(differenceBody));
    const before = await this.actors.named(
      'closedBy',
      bodies.flatMap(({ closedBefore }) => closedBefore),
    );
    return bodies.map(({ closedBefore, ...body }) => ({
      ...body,
      closedBefore: before.splice(0, closedBefore.length),
    }));
  }
}
