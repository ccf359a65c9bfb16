import { Module } from '@nestjs/common';
import { WebhookDeliveriesController } from './webhook-deliveries.controller.js';
import { WebhookEndpointsController } from './webhook-endpoints.controller.js';

/** /v1/webhook-endpoints and /v1/webhook-deliveries. */
@Module({
  controllers: [WebhookEndpointsController, WebhookDeliveriesController],
})
export class WebhooksHttpModule {}
