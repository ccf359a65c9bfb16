/** What OpenAPI says of the requests that a client's endpoints get from us. */
import { ApiProperty, getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { EVENT_TYPES, type EventType, TEST_EVENT } from '#libs/webhooks';
import { PayoutDto } from '../payouts/payout.dto.js';

export class WebhookPayoutEventDto {
  @ApiProperty({ type: String, enum: [...EVENT_TYPES], example: 'payout.succeeded' })
  readonly type: EventType;
  @ApiProperty({ type: String, format: 'date-time', description: 'When the payout moved.' })
  readonly timestamp: string;
  @ApiProperty({
    type: () => PayoutDto,
    description:
      'As GET /v1/payouts/{id} returned it at that moment, but account, phone and identity numbers have only their last four digits, and `cashPickup` is always null. Of two events the one with the higher `version` is the later one.',
  })
  readonly data: PayoutDto;
}

/** The data of an event that belongs to no payout. */
export class WebhookTestDataDto {}

export class WebhookTestEventDto {
  @ApiProperty({ type: String, enum: [TEST_EVENT] })
  readonly type: typeof TEST_EVENT;
  @ApiProperty({ type: String, format: 'date-time', description: 'When the test was requested.' })
  readonly timestamp: string;
  @ApiProperty({ type: 'object', additionalProperties: false, description: 'Empty.' })
  readonly data: WebhookTestDataDto;
}

const signed = (name: string, description: string, example: string) => ({
  name,
  in: 'header' as const,
  required: true,
  description,
  schema: { type: 'string' as const },
  example,
});

const HEADERS = [
  signed(
    'webhook-id',
    'Identifies the event, the same on every attempt: process each event once.',
    'evt_019aa1f27c1e7b539a556f0d7f3c2b11_4',
  ),
  signed(
    'webhook-timestamp',
    'When this attempt was sent, in Unix seconds. Reject an attempt older than five minutes.',
    '1795251600',
  ),
  signed(
    'webhook-signature',
    'By the Standard Webhooks specification: `v1,` and the Base64 of HMAC-SHA256 of id, time and body, joined by dots. Two signatures, separated by a space, while a secret is being replaced.',
    'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  ),
];

const describeWebhook = (operationId: string, summary: string, schema: new () => object) => ({
  post: {
    operationId,
    tags: ['webhooks'],
    summary,
    // The signature identifies the sender.
    security: [],
    parameters: HEADERS,
    requestBody: { required: true, content: { 'application/json': { schema: { $ref: getSchemaPath(schema) } } } },
    responses: {
      '2XX': { description: 'Delivered. Respond within 15 seconds.' },
      '410': { description: 'Disables the endpoint.' },
      default: { description: 'Retried ten times in more than three days; later if the response has `Retry-After`.' },
    },
  },
});

export const WEBHOOKS: OpenAPIObject['webhooks'] = {
  payoutMoved: describeWebhook('payoutMoved', 'A payout has moved', WebhookPayoutEventDto),
  test: describeWebhook('webhookTest', 'A test that an operator of the client requested', WebhookTestEventDto),
};
