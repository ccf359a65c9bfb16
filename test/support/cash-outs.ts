import type { Delivered } from './delivered.js';
import type { PayoutBody, Service } from './service.js';
import type { Stage } from './stage.js';

/** The last three digits of a phone number, by which the sandbox decides the result of the cash out. */
export const PHONE_ENDS = { collected: '150', notCollected: '250', nobodyComes: '999' } as const;

/** Cash payouts to people of whom each has a phone number of their own. */
export class CashOuts {
  private lastPerson = 1_000_000;

  constructor(private readonly stage: Stage) {}

  newPhone(end: string = PHONE_ENDS.nobodyComes): string {
    this.lastPerson += 1;
    return `082${this.lastPerson}${end}`;
  }

  async create(service: Service, phoneNumber: string, outlet = 'indomaret'): Promise<PayoutBody> {
    const destination = {
      type: 'cash_pickup',
      outlet,
      recipientName: 'Test Account',
      phoneNumber,
      identityNumber: '3171234507900001',
    };
    const { status, body } = await service.create('', { rail: 'duitku.cash_out', destination });
    if (status !== 201) throw new Error(`create: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  fault(phoneNumber: string, action: object): Promise<string> {
    return this.stage.sandbox.fault({ step: 'cash_out', match: { phoneNumber }, action });
  }

  /** What the provider knows of the cash for a phone number, returned to us or not. */
  async booked(phoneNumber: string): Promise<{ disburseId: string; details?: { token: string; pin?: string } }> {
    const { transfers } = await this.stage.sandbox.control<{ transfers: { disburseId: string }[] }>(
      'GET',
      `books?phoneNumber=${phoneNumber}`,
    );
    const [transfer] = transfers;
    if (transfer === undefined) throw new Error(`no cash was ordered for ${phoneNumber}`);
    return transfer;
  }

  /** Lets the provider call back; without an order it sends the result of the books and settles the cash out. */
  async callBack(phoneNumber: string, order: object = {}): Promise<Delivered> {
    const { disburseId } = await this.booked(phoneNumber);
    const sent = { disburseId, ...order };
    const { callbacks } = await this.stage.sandbox.control<{ callbacks: [Delivered] }>('POST', 'callbacks/send', sent);
    return callbacks[0];
  }
}
