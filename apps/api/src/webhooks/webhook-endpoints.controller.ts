import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { Actor } from '#libs/audit';
import { CalledBy, type Caller, DoneBy, Scopes } from '#libs/clients';
import { EVENT_TYPES, FindDeliveries, ManageEndpoints, SendTest } from '#libs/webhooks';
import { EmptyBody, JsonBody } from '../http/read-request.js';
import {
  DescribeCreateEndpoint,
  DescribeDeleteEndpoint,
  DescribeEnableEndpoint,
  DescribeListEndpoints,
  DescribeReadEndpoint,
  DescribeRotateSecret,
  DescribeTestEndpoint,
} from '../openapi/describe-webhooks.js';
import { readId } from '../validation/read-query.js';
import { deliveryBody, endpointBody, endpointWithSecretBody } from './webhook-bodies.js';
import type { DeliveryDto } from './webhook-deliveries.dto.js';
import {
  CreateEndpointDto,
  type EndpointDto,
  type EndpointsDto,
  type EndpointWithSecretDto,
} from './webhook-endpoints.dto.js';

/** The URLs at which a client receives events of its payouts. */
@Controller('v1/webhook-endpoints')
export class WebhookEndpointsController {
  constructor(
    private readonly endpoints: ManageEndpoints,
    private readonly deliveries: FindDeliveries,
    private readonly test: SendTest,
  ) {}

  @Post()
  @Scopes('webhooks:manage')
  @DescribeCreateEndpoint()
  async create(
    @CalledBy() { clientId }: Caller,
    @DoneBy() by: Actor,
    @JsonBody(CreateEndpointDto) { url, events, description = null }: CreateEndpointDto,
  ): Promise<EndpointWithSecretDto> {
    const fields = { url, events: events ?? EVENT_TYPES, description };
    return endpointWithSecretBody(await this.endpoints.create(clientId, fields, by));
  }

  @Get()
  @Scopes('webhooks:manage')
  @DescribeListEndpoints()
  async list(@CalledBy() { clientId }: Caller): Promise<EndpointsDto> {
    return { data: (await this.endpoints.list(clientId)).map(endpointBody) };
  }

  @Get(':id')
  @Scopes('webhooks:manage')
  @DescribeReadEndpoint()
  async read(@CalledBy() { clientId }: Caller, @Param('id') id: string): Promise<EndpointDto> {
    return endpointBody(await this.endpoints.ofClient(clientId, readId(id, 'webhook endpoint')));
  }

  @Delete(':id')
  @Scopes('webhooks:manage')
  @DescribeDeleteEndpoint()
  async remove(@CalledBy() { clientId }: Caller, @DoneBy() by: Actor, @Param('id') id: string): Promise<EndpointDto> {
    const endpoint = await this.endpoints.ofClient(clientId, readId(id, 'webhook endpoint'));
    await this.endpoints.remove(clientId, endpoint.id, by);
    return endpointBody({ ...endpoint, status: 'deleted', disabledReason: null });
  }

  @Post(':id/enable')
  @HttpCode(200)
  @Scopes('webhooks:manage')
  @DescribeEnableEndpoint()
  async enable(
    @CalledBy() { clientId }: Caller,
    @DoneBy() by: Actor,
    @Param('id') id: string,
    @EmptyBody() _nothing: undefined,
  ): Promise<EndpointDto> {
    return endpointBody(await this.endpoints.enable(clientId, readId(id, 'webhook endpoint'), by));
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @Scopes('webhooks:manage')
  @DescribeRotateSecret()
  async rotateSecret(
    @CalledBy() { clientId }: Caller,
    @DoneBy() by: Actor,
    @Param('id') id: string,
    @EmptyBody() _nothing: undefined,
  ): Promise<EndpointWithSecretDto> {
    return endpointWithSecretBody(await this.endpoints.rotateSecret(clientId, readId(id, 'webhook endpoint'), by));
  }

  @Post(':id/test')
  @HttpCode(202)
  @Scopes('webhooks:manage')
  @DescribeTestEndpoint()
  async sendTest(
    @CalledBy() { clientId }: Caller,
    @DoneBy() by: Actor,
    @Param('id') id: string,
    @EmptyBody() _nothing: undefined,
  ): Promise<DeliveryDto> {
    const endpoint = await this.endpoints.ofClient(clientId, readId(id, 'webhook endpoint'));
    return deliveryBody(await this.deliveries.ofClient(clientId, await this.test.send(endpoint, by)));
  }
}
