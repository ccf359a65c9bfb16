import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '#libs/audit';
import { CalledBy, type Caller, DoneBy, Scopes } from '#libs/clients';
import { FindDeliveries, Redeliver } from '#libs/webhooks';
import { EmptyBody, JsonBody } from '../http/read-request.js';
import { showPage } from '../lists/page.js';
import {
  DescribeListDeliveries,
  DescribeReadDelivery,
  DescribeRedeliver,
  DescribeRedeliverMany,
} from '../openapi/describe-webhooks.js';
import { readId, readInstant } from '../validation/read-query.js';
import { deliveryBody } from './webhook-bodies.js';
import {
  type DeliveryDto,
  type DeliveryPageDto,
  type RedeliveredDto,
  RedeliverManyDto,
  readDeliveriesRequest,
} from './webhook-deliveries.dto.js';

/** The deliveries to a client's endpoints, sent and pending, with the responses of its receivers. */
@Controller('v1/webhook-deliveries')
export class WebhookDeliveriesController {
  constructor(
    private readonly deliveries: FindDeliveries,
    private readonly redelivery: Redeliver,
  ) {}

  @Get()
  @Scopes('webhooks:manage')
  @DescribeListDeliveries()
  list(@CalledBy() { clientId }: Caller, @Query() query: unknown): Promise<DeliveryPageDto> {
    const request = readDeliveriesRequest(query, clientId);
    return showPage(request, {
      find: (limit, before) => this.deliveries.list(clientId, request.filter, limit, before),
      idOf: ({ delivery }) => delivery.id,
      show: (deliveries) => deliveries.map(deliveryBody),
    });
  }

  @Get(':id')
  @Scopes('webhooks:manage')
  @DescribeReadDelivery()
  async read(@CalledBy() { clientId }: Caller, @Param('id') id: string): Promise<DeliveryDto> {
    return deliveryBody(await this.deliveries.ofClient(clientId, readId(id, 'webhook delivery')));
  }

  @Post(':id/redeliver')
  @HttpCode(202)
  @Scopes('webhooks:manage')
  @DescribeRedeliver()
  async redeliver(
    @CalledBy() { clientId }: Caller,
    @DoneBy() by: Actor,
    @Param('id') text: string,
    @EmptyBody() _nothing: undefined,
  ): Promise<DeliveryDto> {
    const id = readId(text, 'webhook delivery');
    await this.deliveries.ofClient(clientId, id);
    await this.redelivery.one(clientId, id, by);
    return deliveryBody(await this.deliveries.ofClient(clientId, id));
  }

  @Post('redeliver')
  @HttpCode(202)
  @Scopes('webhooks:manage')
  @DescribeRedeliverMany()
  redeliverMany(
    @CalledBy() { clientId }: Caller,
    @DoneBy() by: Actor,
    @JsonBody(RedeliverManyDto) { createdFrom, createdTo, status, endpointId }: RedeliverManyDto,
  ): Promise<RedeliveredDto> {
    const range = {
      createdFrom: readInstant('createdFrom', createdFrom),
      createdTo: readInstant('createdTo', createdTo),
      statuses: status === 'all' ? (['parked', 'delivered'] as const) : [status ?? 'parked'],
      endpointId: endpointId ?? null,
    };
    return this.redelivery.many(clientId, range, by);
  }
}
