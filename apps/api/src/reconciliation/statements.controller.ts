import type { IncomingMessage } from 'node:http';
import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import pLimit from 'p-limit';
import type { Actor } from '#libs/audit';
import { CalledBy, type Caller, DoneBy, Scopes } from '#libs/clients';
import { FindStatements, ImportStatement } from '#libs/reconciliation';
import {
  DescribeImportStatement,
  DescribeListStatements,
  DescribeReadStatement,
} from '../openapi/describe-reconciliation.js';
import { cursorAfter } from '../payouts/cursor.js';
import { readStatementRequest } from './import-statement.query.js';
import { readStatementsRequest } from './list-statements.query.js';
import { statementBody } from './reconciliation-bodies.js';
import { readId } from './reconciliation-id.js';
import { asItArrives, STATEMENTS_PATH, StatementBody } from './statement-body.js';
import type { StatementDto, StatementPageDto } from './statements.dto.js';

/** A large statement takes some 100 MB while it is imported. Whoever waits for a turn has nothing of theirs read. */
const MOST_AT_ONCE = 2;

/** What providers say that they have booked. */
@Controller(STATEMENTS_PATH)
export class StatementsController {
  private readonly turns = pLimit(MOST_AT_ONCE);

  constructor(
    private readonly importStatement: ImportStatement,
    private readonly statements: FindStatements,
  ) {}

  @Post()
  @Scopes('reconciliation:edit')
  @DescribeImportStatement()
  async import(
    @DoneBy() by: Actor,
    @Query() query: unknown,
    @StatementBody() body: IncomingMessage,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StatementDto> {
    const about = readStatementRequest(query);
    const imported = await this.turns(() =>
      asItArrives(body, (content) => this.importStatement.run({ ...about, content }, by)),
    );
    void reply.code(imported.isKnown ? 200 : 201);
    return statementBody(imported.statement);
  }

  @Get()
  @Scopes('reconciliation:read')
  @DescribeListStatements()
  async list(@CalledBy() { clientId }: Caller, @Query() query: unknown): Promise<StatementPageDto> {
    const { filter, limit, before, scope } = readStatementsRequest(query, clientId);
    // One more than asked for tells whether there is a next page.
    const found = await this.statements.statements({ clientId }, filter, limit + 1, before);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { data: page.map(statementBody), nextCursor: last === undefined ? null : cursorAfter(last.id, scope) };
  }

  @Get(':id')
  @Scopes('reconciliation:read')
  @DescribeReadStatement()
  async read(@CalledBy() { clientId }: Caller, @Param('id') id: string): Promise<StatementDto> {
    return statementBody(await this.statements.statement({ clientId }, readId(id, 'statement')));
  }
}
