import { Controller, Delete, Get, HttpCode, NotFoundException, Post, Put, Query, Req } from '@nestjs/common';
import { CallbackLog } from '../callbacks/callback-log.js';
import { CallbackOrders, callbackOrder, sendOrder } from '../callbacks/callback-orders.js';
import { Callbacks, CallbackUrls, callbackUrlsOrder } from '../callbacks/callbacks.js';
import type { ControlRequest } from './control.controller.js';
import { callbacksQuery } from './control.orders.js';
import { readFields, readOrder, refusal } from './read-order.js';

/** The part of the control API that is about callbacks: what they do, where they go, and their attempts. */
@Controller('control')
export class CallbacksController {
  constructor(
    private readonly orders: CallbackOrders,
    private readonly log: CallbackLog,
    private readonly callbacks: Callbacks,
    private readonly urls: CallbackUrls,
  ) {}

  @Post('callbacks')
  @HttpCode(201)
  order(@Req() request: ControlRequest) {
    return { id: this.orders.add(readOrder(callbackOrder, request.body)).id };
  }

  /** Every attempt, and every order with how often it fired. Waits like GET /control/requests. */
  @Get('callbacks')
  async read(@Query() query: unknown) {
    const { atLeast, waitMs, ...filter } = readFields(callbacksQuery, query);
    await this.log.waitFor(filter, atLeast, waitMs);
    const callbacks = this.log.read(filter);
    return { count: callbacks.length, callbacks, orders: this.orders.list() };
  }

  /** Clears the orders; callbacks that have an order continue. */
  @Delete('callbacks')
  clear() {
    this.orders.reset();
    return { cleared: true };
  }

  @Post('callbacks/send')
  @HttpCode(200)
  async send(@Req() request: ControlRequest) {
    const sent = await this.callbacks.sendNow(readOrder(sendOrder, request.body));
    if (sent === 'unknown') throw new NotFoundException('no transfer with this id has a callback here');
    if (sent === 'no_url')
      throw refusal([{ field: 'disburseId', message: 'belongs to a transfer without a callback URL' }]);
    if (sent === 'no_end')
      throw refusal([{ field: 'statusCode', message: 'is not a final status, so it cannot be settled' }]);
    return { callbacks: sent };
  }

  /** Where callbacks go whose requests name no URL; null is nowhere. */
  @Get('callback-urls')
  readUrls() {
    return this.urls.now;
  }

  @Put('callback-urls')
  changeUrls(@Req() request: ControlRequest) {
    return this.urls.change(readOrder(callbackUrlsOrder, request.body));
  }
}
