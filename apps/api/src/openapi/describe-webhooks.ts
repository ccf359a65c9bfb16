/** What OpenAPI says of the handlers for webhooks. The handlers themselves stay readable. */
import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { ProblemCode } from '#libs/platform';
import { ListDeliveriesQuery } from '../webhooks/list-deliveries.query.js';
import { DeliveryDto, DeliveryPageDto, RedeliveredDto, RedeliverManyDto } from '../webhooks/webhook-deliveries.dto.js';
import {
  CreateEndpointDto,
  EndpointDto,
  EndpointsDto,
  EndpointWithSecretDto,
} from '../webhooks/webhook-endpoints.dto.js';
import { BODY_PROBLEMS, pickHeaders, queryParameters, WithApiKey } from './answers.js';

const EVENTS = `An event is POSTed as \`{"type", "timestamp", "data"}\`: \`data\` is the payout as it was at that moment, with account, phone and
identity numbers cut down to their last four digits and without what a receiver of cash has to show. It is signed by the
[Standard Webhooks](https://www.standardwebhooks.com) specification: headers \`webhook-id\`, \`webhook-timestamp\`,
\`webhook-signature\`. Answer 2xx within 15 seconds. Anything else is tried again, ten times in more than three days, later if
you answer with \`Retry-After\`; 410 disables the endpoint. An event may arrive more than once, always with the same
\`webhook-id\`, and events may arrive in another order than they happened: \`data.version\` tells.`;

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
      summary: 'Say where to tell of payouts',
      description: EVENTS,
      status: 201,
      answer: EndpointWithSecretDto,
      about: 'The endpoint, and this once its secret.',
      problems: BODY_PROBLEMS,
    }),
  );

export const DescribeListEndpoints = () =>
  describe({
    operationId: 'listWebhookEndpoints',
    summary: 'List endpoints',
    answer: EndpointsDto,
    about: 'All of them.',
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
    description: 'Nothing more is sent to it; what was sent can still be read.',
    answer: EndpointDto,
    about: 'The endpoint as it was left.',
    of: 'endpoint',
  });

export const DescribeEnableEndpoint = () =>
  describe({
    operationId: 'enableWebhookEndpoint',
    summary: 'Enable an endpoint',
    description:
      'After its receiver answered 410 and was mended. Events of the time between are lost to it; what was parked can be sent again.',
    answer: EndpointDto,
    about: 'The endpoint as it now is.',
    problems: BODY_PROBLEMS,
    of: 'endpoint',
  });

export const DescribeRotateSecret = () =>
  describe({
    operationId: 'rotateWebhookSecret',
    summary: 'Give an endpoint a new secret',
    description: 'For 24 hours deliveries carry two signatures, by the new secret and by the one before.',
    answer: EndpointWithSecretDto,
    about: 'The endpoint, and this once its new secret.',
    problems: BODY_PROBLEMS,
    of: 'endpoint',
  });

export const DescribeTestEndpoint = () =>
  describe({
    operationId: 'testWebhookEndpoint',
    summary: 'Send a test',
    description:
      'An event `webhook.test` of no payout, signed like any other and sent once. Read its delivery to see the answer.',
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
      summary: 'List deliveries and their tries',
      description: 'They are kept for 30 days unless the service is set otherwise, parked ones three times as long.',
      answer: DeliveryPageDto,
      about: 'One page, newest first.',
      problems: ['validation_failed', 'invalid_cursor'],
    }),
  );

export const DescribeReadDelivery = () =>
  describe({
    operationId: 'getWebhookDelivery',
    summary: 'Read a delivery and its tries',
    answer: DeliveryDto,
    about: 'The delivery.',
    of: 'delivery',
  });

export const DescribeRedeliver = () =>
  describe({
    operationId: 'redeliverWebhook',
    summary: 'Send a delivery again',
    description:
      'Now, and if that fails through the whole schedule again; with the same `webhook-id` and body. No body.',
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
        'Up to 10,000 with one order, oldest first; those of endpoints that take nothing stay. Tests are left out.',
      status: 202,
      answer: RedeliveredDto,
      about: 'How many.',
      problems: BODY_PROBLEMS,
    }),
  );
