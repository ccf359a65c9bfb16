import { All, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Books } from '../books.js';
import { Accounts } from '../duitku/accounts.js';
import { Faults, faultOrder } from '../faults.js';
import { Holds, Outage } from '../holds.js';
import { RequestLog } from '../request-log.js';
import { PROVIDERS } from '../steps.js';
import {
  accountOrder,
  balanceOrder,
  booksQuery,
  outageOrder,
  RESETTABLES,
  type Resettable,
  releaseOrder,
  requestsQuery,
  statusOrder,
} from './control.orders.js';
import { readFields, readOrder } from './read-order.js';

export type ControlRequest = FastifyRequest<{ Body: Buffer | undefined }>;

/** How a test or a developer inspects the sandbox and orders its behaviour. JSON, no authentication. */
@Controller('control')
export class ControlController {
  constructor(
    private readonly books: Books,
    private readonly accounts: Accounts,
    private readonly faults: Faults,
    private readonly holds: Holds,
    private readonly log: RequestLog,
    private readonly outage: Outage,
    @Inject(RESETTABLES) private readonly resettables: readonly Resettable[],
  ) {}

  @Get('books')
  readBooks(@Query() query: unknown) {
    return this.books.read(readFields(booksQuery, query));
  }

  /** Responds when at least `atLeast` such requests have arrived, or after `waitMs`: compare `count`. */
  @Get('requests')
  async readRequests(@Query() query: unknown) {
    const { atLeast, waitMs, ...filter } = readFields(requestsQuery, query);
    await this.log.waitFor(filter, atLeast, waitMs);
    return this.log.read(filter);
  }

  @Get('accounts/:bankAccount')
  readAccount(@Param('bankAccount') bankAccount: string) {
    return { bankAccount, ...this.accounts.find(bankAccount) };
  }

  @Put('accounts/:bankAccount')
  defineAccount(@Param('bankAccount') bankAccount: string, @Req() request: ControlRequest) {
    return { bankAccount, ...this.accounts.define(bankAccount, readOrder(accountOrder, request.body)) };
  }

  @Post('faults')
  @HttpCode(201)
  orderFault(@Req() request: ControlRequest) {
    return { id: this.faults.add(readOrder(faultOrder, request.body)).id };
  }

  /** Every ordered fault, with how often it fired and how many requests it holds open now. */
  @Get('faults')
  listFaults() {
    return { faults: this.faults.list().map((fault) => ({ ...fault, holding: this.holds.countOf(fault.id) })) };
  }

  @Delete('faults')
  clearFaults() {
    this.faults.reset();
    return { cleared: true };
  }

  @Post('release')
  @HttpCode(200)
  release(@Req() request: ControlRequest) {
    return { released: this.holds.release(readOrder(releaseOrder, request.body).faultId) };
  }

  @Post('outage')
  @HttpCode(200)
  switchOutage(@Req() request: ControlRequest) {
    this.outage.on = readOrder(outageOrder, request.body).on;
    return { on: this.outage.on };
  }

  @Post('status/:disburseId')
  @HttpCode(200)
  async scriptStatus(@Param('disburseId') disburseId: string, @Req() request: ControlRequest) {
    const { codes } = readOrder(statusOrder, request.body);
    await this.books.scriptStatus(disburseId, codes);
    return { disburseId, codes };
  }

  /** What each provider holds. */
  @Get('balance')
  readBalance() {
    return this.books.balances;
  }

  /** @returns what each provider then holds */
  @Post('balance')
  @HttpCode(200)
  async setBalance(@Req() request: ControlRequest) {
    const { provider, ...change } = readOrder(balanceOrder, request.body);
    const { books } = this;
    await Promise.all(
      (provider ? [provider] : PROVIDERS).map((each) => books.setBalance(each, { ...books.balances[each], ...change })),
    );
    return books.balances;
  }

  /** Resets everything except the counters, the callback URLs and the books file, which only gains a line for the reset. */
  @Post('reset')
  @HttpCode(200)
  async reset() {
    for (const resettable of this.resettables) await resettable.reset();
    return { reset: true };
  }

  /** Where a `redirect` fault may point: counts the requests that follow, and returns a success that is not true. */
  @All('redirect-target')
  @HttpCode(200)
  redirectTarget(@Req() request: ControlRequest) {
    const at = new Date().toISOString();
    const remotePort = request.socket.remotePort ?? null;
    this.log.add({ step: 'redirect_target', bankAccount: '', disburseId: '', at, remotePort, answered: '00' });
    return { responseCode: '00', responseDesc: 'Success' };
  }
}
