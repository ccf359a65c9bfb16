import type { IncomingMessage } from 'node:http';
import { Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '#libs/audit';
import { CalledBy, type Caller, DoneBy, NameActors, Scopes } from '#libs/clients';
import {
  FindStatements,
  FindTotals,
  ImportStatement,
  PreviewStatement,
  type Statement,
  WithdrawStatement,
} from '#libs/reconciliation';
import { JsonBody } from '../http/read-request.js';
import { showPage } from '../lists/page.js';
import {
  DescribeImportStatement,
  DescribeListStatements,
  DescribeReadStatement,
  DescribeReadTotals,
  DescribeWithdrawStatement,
} from '../openapi/describe-reconciliation.js';
import { readId } from '../validation/read-query.js';
import { ImportTurns } from './import-turns.js';
import { previewBody, statementBody, totalsBody } from './reconciliation-bodies.js';
import { asItArrives, STATEMENTS_PATH, StatementBody } from './statement-body.js';
import {
  readStatementRequest,
  readStatementsRequest,
  type StatementDto,
  type StatementPageDto,
  type StatementPreviewDto,
  type StatementTotalsDto,
  WithdrawStatementDto,
} from './statements.dto.js';

/** The statements of providers. */
@Controller(STATEMENTS_PATH)
export class StatementsController {
  private readonly turns = new ImportTurns();

  constructor(
    private readonly importStatement: ImportStatement,
    private readonly statements: FindStatements,
    private readonly actors: NameActors,
    private readonly withdrawing: WithdrawStatement,
    private readonly previewing: PreviewStatement,
    private readonly findTotals: FindTotals,
  ) {}

  @Post()
  @Scopes('reconciliation:edit')
  @DescribeImportStatement()
  async import(
    @DoneBy() by: Actor,
    @CalledBy() { clientId }: Caller,
    @Query() query: unknown,
    @StatementBody() body: IncomingMessage,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StatementDto | StatementPreviewDto> {
    const { isPreview, ...about } = readStatementRequest(query);
    // While a request waits for its turn, its body is not read.
    return this.turns.take(clientId, () =>
      asItArrives(body, async (content) => {
        if (isPreview) {
          void reply.code(200);
          return previewBody(await this.previewing.preview({ ...about, content }, by));
        }
        const { statement, isKnown } = await this.importStatement.import({ ...about, content }, by);
        void reply.code(isKnown ? 200 : 201);
        return this.one(statement);
      }),
    );
  }

  @Get()
  @Scopes('reconciliation:read')
  @DescribeListStatements()
  list(@CalledBy() { clientId }: Caller, @Query() query: unknown): Promise<StatementPageDto> {
    const request = readStatementsRequest(query, clientId);
    return showPage(request, {
      find: (limit, before) => this.statements.statements({ clientId }, request.filter, limit, before),
      idOf: ({ id }) => id,
      show: (statements) => this.named(statements),
    });
  }

  @Get(':id')
  @Scopes('reconciliation:read')
  @DescribeReadStatement()
  async read(@CalledBy() { clientId }: Caller, @Param('id') id: string): Promise<StatementDto> {
    return this.one(await this.statements.statement({ clientId }, readId(id, 'statement')));
  }

  @Get(':id/totals')
  @Scopes('reconciliation:read')
  @DescribeReadTotals()
  async totals(@CalledBy() { clientId }: Caller, @Param('id') id: string): Promise<StatementTotalsDto> {
    const statement = await this.statements.statement({ clientId }, readId(id, 'statement'));
    return totalsBody(await this.findTotals.totals(statement));
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @Scopes('reconciliation:edit')
  @DescribeWithdrawStatement()
  async withdraw(
    @DoneBy() by: Actor,
    @CalledBy() { clientId }: Caller,
    @Param('id') id: string,
    @JsonBody(WithdrawStatementDto) { reason }: WithdrawStatementDto,
  ): Promise<StatementDto> {
    const statement = await this.statements.statement({ clientId }, readId(id, 'statement'));
    return this.one(await this.withdrawing.withdraw(statement, reason, by));
  }

  private async one(statement: Statement): Promise<StatementDto> {
    const [body] = await this.named([statement]);
    return body as StatementDto;
  }

  private async named(statements: readonly Statement[]): Promise<StatementDto[]> {
    const bodies = await this.actors.named('importedBy', statements.map(statementBody));
    return this.actors.named('withdrawnBy', bodies);
  }
}
