import { Inject, Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { type Actor, type AuditAction, recordAudit } from '#libs/audit';
import { inTransaction, newId, Problem, SETTINGS, type Settings } from '#libs/platform';
import { problemOfUrl } from './public-address.js';
import { newSecret, SealedWebhooks } from './sealed-webhooks.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import type { EventType } from './webhook-events.js';

/** How long the previous secret also signs after a rotation: time for a receiver to take the new one. */
const OVERLAP_MS = 24 * 3_600_000;
/** More would only multiply what is sent. */
const MOST_ENDPOINTS = 20;
const NOT_DELETED = ['enabled', 'disabled'] as const;

export interface EndpointFields {
  readonly url: string;
  readonly events: readonly EventType[];
  readonly description: string | null;
}

/** An endpoint and its secret, which is returned this once. */
export interface EndpointWithSecret {
  readonly endpoint: WebhookEndpoint;
  readonly secret: string;
}

/** The endpoints of clients. Every call is within one client. */
@Injectable()
export class ManageEndpoints {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sealed: SealedWebhooks,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws Problem `validation_failed` */
  async create(clientId: string, { url, events, description }: EndpointFields, by: Actor): Promise<EndpointWithSecret> {
    const problem = problemOfUrl(url, this.settings.webhookAllowPrivate);
    if (problem !== null) throw wrongUrl(problem);
    const id = newId();
    const secret = newSecret();
    const fields = {
      id,
      clientId,
      url,
      events: [...new Set(events)],
      description,
      secretSealed: this.sealed.sealSecret(id, secret),
    };
    await inTransaction(this.dataSource, async (tx) => {
      // Endpoints that are created at the same time are counted one after the other.
      await tx.query(`select from client where id = $1 for no key update`, [clientId]);
      if ((await tx.countBy(WebhookEndpoint, { clientId, status: In(NOT_DELETED) })) >= MOST_ENDPOINTS)
        throw tooManyEndpoints();
      await tx.insert(WebhookEndpoint, fields);
      // The path may be what keeps others from posting there.
      const details = { host: new URL(url).host, events: fields.events };
      await recordAudit(tx, by, { action: 'webhook_endpoint.create', subjectId: id, details });
    });
    return { endpoint: await this.ofClient(clientId, id), secret };
  }

  /** Those that are not deleted, oldest first. */
  list(clientId: string): Promise<WebhookEndpoint[]> {
    return this.repository.find({ where: { clientId, status: In(NOT_DELETED) }, order: { id: 'ASC' } });
  }

  /** @throws Problem `not_found` */
  async ofClient(clientId: string, id: string): Promise<WebhookEndpoint> {
    const where = { id, clientId, status: In(NOT_DELETED) };
    const endpoint = await this.repository.findOneBy(where);
    if (endpoint === null) throw notFound();
    return endpoint;
  }

  /** Sends nothing to it any more; what was sent can still be read. @throws Problem `not_found` */
  async remove(clientId: string, id: string, by: Actor): Promise<void> {
    const audited = { by, action: 'webhook_endpoint.delete' } as const;
    await this.change(clientId, id, audited, `status = 'deleted', disabled_reason = null`);
  }

  /** Sends to it again, after its receiver had said that it is gone. @throws Problem `not_found` */
  async enable(clientId: string, id: string, by: Actor): Promise<WebhookEndpoint> {
    const audited = { by, action: 'webhook_endpoint.enable' } as const;
    await this.change(clientId, id, audited, `status = 'enabled', disabled_reason = null`);
    return this.ofClient(clientId, id);
  }

  /** Gives it a new secret; the previous one also signs for a day. @throws Problem `not_found` */
  async rotateSecret(clientId: string, id: string, by: Actor): Promise<EndpointWithSecret> {
    const audited = { by, action: 'webhook_endpoint.rotate_secret' } as const;
    const secret = newSecret();
    const overlap = `previous_secret_sealed = secret_sealed, previous_secret_until = now() + $4::float8 * interval '1 millisecond'`;
    await this.change(clientId, id, audited, `${overlap}, secret_sealed = $3`, [
      this.sealed.sealSecret(id, secret),
      OVERLAP_MS,
    ]);
    return { endpoint: await this.ofClient(clientId, id), secret };
  }

  private get repository() {
    return this.dataSource.getRepository(WebhookEndpoint);
  }

  /** @param set comes from code, never from input */
  private async change(
    clientId: string,
    id: string,
    { by, action }: { readonly by: Actor; readonly action: AuditAction },
    set: string,
    values: readonly unknown[] = [],
  ): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      const [, count]: [unknown, number] = await tx.query(
        `update webhook_endpoint set ${set}, updated_at = now() where client_id = $1 and id = $2 and status <> 'deleted'`,
        [clientId, id, ...values],
      );
      if (count === 0) throw notFound();
      await recordAudit(tx, by, { action, subjectId: id });
    });
  }
}

function notFound(): Problem {
  return new Problem('not_found', 'There is no such webhook endpoint');
}

function wrongUrl(message: string): Problem {
  return new Problem('validation_failed', `url: ${message}`, { errors: [{ field: 'url', message }] });
}

function tooManyEndpoints(): Problem {
  return new Problem('validation_failed', `A client has ${MOST_ENDPOINTS} webhook endpoints at most: delete one first`);
}
