import { randomUUID } from 'node:crypto';
import { CannotWork } from '../stack/managed-process.js';

export interface Payout {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
  readonly accountName: string | null;
  readonly nameMatch: string | null;
  readonly proof: string | null;
  readonly failure: { readonly code: string } | null;
  readonly rail: string;
  readonly providerReference: string | null;
  readonly cashPickup: { readonly token: string; readonly pin: string | null } | null;
  readonly createdAt: string;
}

export interface PayoutEvent {
  readonly version: number;
  readonly event: string;
  readonly from: string | null;
  readonly to: string;
  readonly at: string;
  readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** One request to the provider with its answer. */
export interface Exchange {
  readonly step: string;
  readonly at: string;
  readonly outcome: string;
  readonly providerCode: string | null;
}

export interface PayoutWish {
  readonly amount: number;
  /** The first of the story when nothing is said. */
  readonly rail?: string;
  readonly accountNumber?: string;
  readonly bankCode?: string;
  readonly accountHolderName?: string;
  /** Instead of an account: the last three digits of the phone decide what the sandbox does. */
  readonly collectedBy?: { readonly phoneNumber: string };
}

/** The number of an identity card that nobody has. */
const KTP = '3171234507900001';

/** The service as any client of its REST API sees it. */
export class PayoutClient {
  constructor(
    readonly url: string,
    private readonly apiKey: string,
  ) {}

  create({ amount, rail = 'duitku.online', collectedBy, ...account }: PayoutWish): Promise<Payout> {
    const destination =
      collectedBy === undefined
        ? { type: 'bank_account', bankCode: '014', ...account }
        : {
            type: 'cash_pickup',
            outlet: 'indomaret',
            recipientName: 'Budi Santoso',
            identityNumber: KTP,
            ...collectedBy,
          };
    return this.call('POST', '/v1/payouts', { reference: `demo-${randomUUID()}`, amount, rail, destination });
  }

  read(id: string): Promise<Payout> {
    return this.call('GET', `/v1/payouts/${id}`);
  }

  async events(id: string): Promise<PayoutEvent[]> {
    return (await this.call<{ data: PayoutEvent[] }>('GET', `/v1/payouts/${id}/events`)).data;
  }

  async evidence(id: string): Promise<Exchange[]> {
    return (await this.call<{ data: Exchange[] }>('GET', `/v1/payouts/${id}/evidence`)).data;
  }

  confirm(id: string): Promise<Payout> {
    return this.call('POST', `/v1/payouts/${id}/confirm`);
  }

  /** The demo makes fewer than a page. */
  async list(): Promise<Payout[]> {
    return (await this.call<{ data: Payout[] }>('GET', '/v1/payouts?limit=200')).data;
  }

  private async call<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new CannotWork(`The service answered ${method} ${path} with ${answer.status}: ${text}`);
    return JSON.parse(text) as Body;
  }
}
