import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { statementFaultsOrder } from '../statements/statement-faults.js';
import { writeStatement } from '../statements/statement-rows.js';
import { Statements } from '../statements/statements.js';
import type { ControlRequest } from './control.controller.js';
import { statementPath, statementQuery } from './control.orders.js';
import { readFields, readOrder, refusal } from './read-order.js';

/** The part of the control API that is about statements: the books of a provider, and faults in them. */
@Controller('control/statements/:provider')
export class StatementsController {
  constructor(private readonly statements: Statements) {}

  /** A CSV file. */
  @Get()
  read(@Param() path: unknown, @Query() query: unknown, @Res({ passthrough: true }) reply: FastifyReply) {
    const { provider } = readFields(statementPath, path);
    const rows = this.statements.read(provider, readFields(statementQuery, query));
    // Only once nothing can be refused: refusals are JSON.
    reply.type('text/csv; charset=utf-8');
    return writeStatement(provider, rows);
  }

  /** @returns every fault of this provider's statements, with the numbers an unknown row was given */
  @Post('faults')
  @HttpCode(201)
  plantFaults(@Param() path: unknown, @Req() request: ControlRequest) {
    const { provider } = readFields(statementPath, path);
    const planted = this.statements.plant(provider, readOrder(statementFaultsOrder, request.body));
    if ('errors' in planted) throw refusal(planted.errors);
    return { rows: planted.faults };
  }

  @Delete('faults')
  clearFaults(@Param() path: unknown) {
    this.statements.clear(readFields(statementPath, path).provider);
    return { cleared: true };
  }
}
