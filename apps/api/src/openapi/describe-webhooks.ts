/** What OpenAPI says of the handlers for webhooks. The handlers themselves stay readable. */
import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { ProblemCode } from '#libs/platform';
import {
  DeliveryDto,
  DeliveryPageDto,
  ListDeliveriesQuery,
  RedeliveredDto,
  RedeliverManyDto,
} from '../webhooks/webhook-deliveries.dto.js';
import {
  CreateEndpointDto,
  EndpointDto,
  EndpointsDto,
  EndpointWithSecretDto,
} from '../webhooks/webhook-endpoints.dto.js';
import { BODY_PROBLEMS, pickHeaders, queryParameters, WithApiKey } from './answers.js';

const EVENTS = `Salur sends an event by POST as \`{"type", "timestamp", "data"}\`: \`data\` is the payout at that moment, with only the last four
digits of account, phone and identity numbers and without the code of a cash pickup. It is signed by the
[Standard Webhooks](https://www.standardwebhooks.com) specification: headers \`webhook-id\`, \`webhook-timestamp\`,
\`webhook-signature\`. Respond with 2xx within 15 seconds. Salur retries any other response ten times in more than three days, later if
it has \`Retry-After\`; 410 disables the endpoint. An event may arrive more than once, always with the same
\`webhook-id\`, and events may arrive out of order: compare \`data.version\`.`;

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly status?: number;
  readonly answer: new () => object;
  readonly about: string;
  readonly problems?: readonly ProblemCode[];
  /** The path names one. */
  readonly of?: 'endpoint' | 'delivery';
}

function describe({ operationId, summary, description, status = 200, answer, about, problems = [], of }: Described) {
  const id = { name: 'id', description: `Of the ${of}.`, schema: { type: 'string', format: 'uuid' } } as const;
  return applyDecorators(
    ApiTags('webhooks'),
    ...(of === undefined ? [] : [ApiParam(id)]),
    ApiOperation({ operationId, summary, ...(description !== undefined && { description }) }),
    ApiResponse({ status, type: answer, description: about, headers: pickHeaders() }),
    WithApiKey(...(of === undefined ? [] : (['not_found'] as const)), ...problems),
  );
}

export const DescribeCreateEndpoint = () =>
  applyDecorators(
    ApiBody({ type: CreateEndpointDto }),
    describe({
      operationId: 'createWebhookEndpoint',
      summary: 'Create an endpoint',
      description: EVENTS,
      status: 201,
      answer: EndpointWithSecretDto,
      about: 'The endpoint with its secret, which no later response has.',
      problems: BODY_PROBLEMS,
    }),
  );

export const DescribeListEndpoints = () =>
  describe({
    operationId: 'listWebhookEndpoints',
    summary: 'List endpoints',
    answer: EndpointsDto,
    about: 'All endpoints of the client.',
  });

export const DescribeReadEndpoint = () =>
  describe({
    operationId: 'getWebhookEndpoint',
    summary: 'Read an endpoint',
    answer: EndpointDto,
    about: 'The endpoint.',
    of: 'endpoint',
  });

export const DescribeDeleteEndpoint = () =>
  describe({
    operationId: 'deleteWebhookEndpoint',
    summary: 'Delete an endpoint',
    description: 'Salur sends nothing more to it. Its past deliveries stay readable.',
    answer: EndpointDto,
    about: 'The endpoint as deleted.',
    of: 'endpoint',
  });

export const DescribeEnableEndpoint = () =>
  describe({
    operationId: 'enableWebhookEndpoint',
    summary: 'Enable an endpoint',
    description:
      'After its receiver responded 410 and was fixed. It does not receive the events of the time between; parked deliveries can be sent again.',
    answer: EndpointDto,
    about: 'The endpoint, enabled.',
    problems: BODY_PROBLEMS,
    of: 'endpoint',
  });

export const DescribeRotateSecret = () =>
  describe({
    operationId: 'rotateWebhookSecret',
    summary: 'Rotate the secret of an endpoint',
    description: 'For 24 hours deliveries carry two signatures, by the new secret and by the old one.',
    answer: EndpointWithSecretDto,
    about: 'The endpoint with its new secret, which no later response has.',
    problems: BODY_PROBLEMS,
    of: 'endpoint',
  });

export const DescribeTestEndpoint = () =>
  describe({
    operationId: 'testWebhookEndpoint',
    summary: 'Send a test',
    description:
      'An event `webhook.test` without a payout, signed like any other and sent once. Read its delivery to see the response.',
    status: 202,
    answer: DeliveryDto,
    about: 'Its delivery.',
    problems: ['endpoint_takes_nothing', ...BODY_PROBLEMS],
    of: 'endpoint',
  });

const QUERY_NAMES: readonly (keyof ListDeliveriesQuery)[] = [
  'status',
  'type',
  'endpointId',
  'payoutId',
  'createdFrom',
  'createdTo',
  'limit',
  'cursor',
];

export const DescribeListDeliveries = () =>
  applyDecorators(
    ...queryParameters(ListDeliveriesQuery, QUERY_NAMES),
    describe({
      operationId: 'listWebhookDeliveries',
      summary: 'List deliveries and their attempts',
      description:
        'Deliveries are kept for 30 days unless the service is configured otherwise, parked ones three times as long.',
      answer: DeliveryPageDto,
      about: 'One page, newest first.',
      problems: ['validation_failed', 'invalid_cursor'],
    }),
  );

export const DescribeReadDelivery = () =>
  describe({
    operationId: 'getWebhookDelivery',
    summary: 'Read a delivery and its attempts',
    answer: DeliveryDto,
    about: 'The delivery.',
    of: 'delivery',
  });

export const DescribeRedeliver = () =>
  describe({
    operationId: 'redeliverWebhook',
    summary: 'Send a delivery again',
    description:
      'Now, and if that fails by the whole schedule again; with the same `webhook-id` and body. The request has no body.',
    status: 202,
    answer: DeliveryDto,
    about: 'The delivery, pending.',
    problems: ['endpoint_takes_nothing', ...BODY_PROBLEMS],
    of: 'delivery',
  });

export const DescribeRedeliverMany = () =>
  applyDecorators(
    ApiBody({ type: RedeliverManyDto }),
    describe({
      operationId: 'redeliverWebhooks',
      summary: 'Send the deliveries of a time range again',
      description:
        'At most 10,000 in one request, oldest first, except tests and deliveries of disabled or deleted endpoints.',
      status: 202,
      answer: RedeliveredDto,
      about: 'How many.',
      problems: BODY_PROBLEMS,
    }),
  );
