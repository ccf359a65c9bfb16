import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, newId } from '#libs/platform';
import { insertDeliveries } from './drain-outbox.queries.js';
import { endpointTakesNothing } from './redeliver.js';
import { SealedWebhooks } from './sealed-webhooks.js';
import type { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { TEST_EVENT, webhookBody } from './webhook-events.js';

/** Sends an event of no payout to an endpoint, signed and recorded like any other, but once only. */
@Injectable()
export class SendTest {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sealed: SealedWebhooks,
  ) {}

  /**
   * @returns the id of its delivery
   * @throws Problem `endpoint_takes_nothing`
   */
  async send({ id: endpointId, clientId, status }: WebhookEndpoint, by: Actor): Promise<string> {
    if (status !== 'enabled') throw endpointTakesNothing();
    const id = newId();
    const eventId = `evt_test_${id.replaceAll('-', '')}`;
    const bodySealed = this.sealed.sealBody(id, webhookBody(TEST_EVENT, new Date(), {}));
    await inTransaction(this.dataSource, async (tx) => {
      const delivery = {
        id,
        clientId,
        endpointId,
        outboxId: null,
        eventId,
        type: TEST_EVENT,
        payoutId: null,
        bodySealed,
      };
      await insertDeliveries(tx, [delivery]);
      const details = { deliveryId: id };
      await recordAudit(tx, by, { action: 'webhook_endpoint.test', subjectId: endpointId, details });
    });
    return id;
  }
}
