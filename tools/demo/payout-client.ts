import { randomUUID } from 'node:crypto';
import {
  type CreatePayout,
  type Payout,
  type PayoutEvent,
  type PayoutExchange,
  Salur,
  SalurError,
} from '#libs/api-client';
import { CannotWork } from '../stack/managed-process.js';

export interface PayoutRequest {
  readonly amount: number;
  /** The first account of the story by default. */
  readonly rail?: CreatePayout['rail'];
  readonly accountNumber?: string;
  readonly bankCode?: string;
  readonly accountHolderName?: string;
  /** Instead of an account: the last three digits of the phone decide what the sandbox does. */
  readonly collectedBy?: { readonly phoneNumber: string };
}

/** A well-formed number of an identity card that was never issued. */
const KTP = '3171234507900001';

/** The service as any client of its REST API sees it. */
export class PayoutClient {
  private readonly salur: Salur;

  constructor(
    readonly url: string,
    apiKey: string,
  ) {
    // The story is about what the service does; nothing is to look better than it is.
    this.salur = new Salur({ baseUrl: url, apiKey, repeatForMs: 0 });
  }

  create({
    amount,
    rail = 'duitku.online',
    collectedBy,
    accountNumber = '',
    ...account
  }: PayoutRequest): Promise<Payout> {
    const destination: CreatePayout['destination'] =
      collectedBy === undefined
        ? { type: 'bank_account', bankCode: '014', accountNumber, ...account }
        : {
            type: 'cash_pickup',
            outlet: 'indomaret',
            recipientName: 'Budi Santoso',
            identityNumber: KTP,
            ...collectedBy,
          };
    const reference = `demo-${randomUUID()}`;
    return orCannotWork(
      this.salur.payouts.create({ reference, amount, rail, destination }, { idempotencyKey: reference }),
    );
  }

  read(id: string): Promise<Payout> {
    return orCannotWork(this.salur.payouts.get(id));
  }

  events(id: string): Promise<readonly PayoutEvent[]> {
    return orCannotWork(this.salur.payouts.events(id));
  }

  evidence(id: string): Promise<readonly PayoutExchange[]> {
    return orCannotWork(this.salur.payouts.evidence(id));
  }

  confirm(id: string): Promise<Payout> {
    return orCannotWork(this.salur.payouts.confirm(id));
  }

  async list(): Promise<Payout[]> {
    const payouts: Payout[] = [];
    for await (const payout of this.salur.payouts.list()) payouts.push(payout);
    return payouts;
  }
}

/** An error that the service answers ends the story; no answer does not: in one chapter it is dead for a moment. */
async function orCannotWork<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SalurError && error.problem !== null)
      throw new CannotWork(`The service answered ${error.message}`);
    throw error;
  }
}
