import { readFileSync } from 'node:fs';
import { request } from 'undici';
import { Child } from './child-process.js';

/** The magic accounts that tests use most; docs/guides/sandbox.md has them all. */
export const ACCOUNT = {
  paid: '8760673566',
  wrong: '1234567890',
  timesOutThenPaid: '8760673561',
  timesOutThenRefused: '8760673564',
  linkDownThenPaid: '8760673563',
  insufficientFunds: '8760673562',
  neverRecorded: '8760673559',
} as const;

export interface BookedTransfer {
  readonly disburseId: string;
  readonly bankAccount: string;
  readonly amount: string | number;
  readonly sha256: string;
  readonly moved: boolean;
  readonly receiptCheck?: string;
}

export interface Books {
  readonly transfers: readonly BookedTransfer[];
  readonly totals: {
    readonly transferRequests: number;
    readonly movedCount: number;
    readonly movedAmount: string | number;
  };
}

/** What the books say of one account, or of the phone number of a cash out. */
export interface Money {
  /** Transfer requests that arrived, refused ones included. */
  readonly requests: number;
  readonly out: number;
  readonly back: number;
}

/** A sandbox as a process of its own, and its control API. */
export class Sandbox {
  private constructor(
    readonly child: Child,
    readonly url: string,
  ) {}

  static async start(environment: Readonly<Record<string, string>> = {}): Promise<Sandbox> {
    const child = Child.start('programs/sandbox.js', { SANDBOX_PORT: '0', ...environment });
    const [, url] = await child.prints(/listening on (http:\S+)/);
    return new Sandbox(child, url as string);
  }

  /** What a service needs in its environment to use this sandbox. */
  get environment(): Record<string, string> {
    return {
      DUITKU_ENVIRONMENT: 'sandbox',
      DUITKU_BASE_URL: this.url,
      DUITKU_USER_ID: '3551',
      DUITKU_EMAIL: 'test@chakratechnology.com',
      DUITKU_SECRET_KEY: 'de56f832487bc1ce1de5ff2cfacf8d9486c61da69df6fd61d5537b6b7d6d354d',
    };
  }

  /** The same for every provider it plays, with its rails open at any hour. */
  get wholeEnvironment(): Record<string, string> {
    return {
      ...this.environment,
      DUITKU_CASH_OUT_BASE_URL: this.url,
      DOKU_BASE_URL: this.url,
      DOKU_CLIENT_ID: 'BRN-0240-1657686175289',
      DOKU_CLIENT_SECRET: 'SK-test-secret-0123456789',
      DOKU_PRIVATE_KEY: readFileSync('apps/sandbox/src/doku/fixtures/merchant-private-key.pem', 'utf8'),
      DOKU_AGENT_KEY: 'A41418',
      DOKU_CUSTOMER_NUMBER: '628115678890',
      DOKU_NOTIFICATION_KEY: 'pl6jn16fvkb64fit',
      RAIL_HOURS: 'ignored',
    };
  }

  /** Sets the URLs at which a service takes callbacks. */
  callBack(serviceUrl: string): Promise<unknown> {
    return this.control('PUT', 'callback-urls', {
      duitkuClearing: `${serviceUrl}/callbacks/duitku/clearing`,
      dokuUnpaid: `${serviceUrl}/callbacks/doku/unpaid`,
      dokuRefund: `${serviceUrl}/callbacks/doku/refund`,
    });
  }

  books(): Promise<Books> {
    return this.control<Books>('GET', 'books');
  }

  async moneyOf(account: string): Promise<Money> {
    const { transfers, movements } = await this.control<{
      transfers: unknown[];
      movements: { direction: 'out' | 'back' }[];
    }>('GET', `books?bankAccount=${account}`);
    const count = (wanted: string) => movements.filter(({ direction }) => direction === wanted).length;
    return { requests: transfers.length, out: count('out'), back: count('back') };
  }

  /** Orders misbehaviour; docs/guides/sandbox.md has the actions. */
  async fault(order: Record<string, unknown>): Promise<string> {
    return (await this.control<{ id: string }>('POST', 'faults', order)).id;
  }

  /** Waits until so many requests of a step have arrived. */
  async received(step: string, atLeast: number, query: Record<string, string> = {}): Promise<number> {
    const search = new URLSearchParams({ step, atLeast: String(atLeast), waitMs: '15000', ...query });
    const { count } = await this.control<{ count: number }>('GET', `requests?${search}`);
    if (count < atLeast) throw new Error(`the sandbox received ${count} ${step} requests, not ${atLeast}`);
    return count;
  }

  /** How many requests of a step have arrived so far. */
  async countOf(step: string, query: Record<string, string> = {}): Promise<number> {
    return (await this.control<{ count: number }>('GET', `requests?${new URLSearchParams({ step, ...query })}`)).count;
  }

  reset(): Promise<unknown> {
    return this.control('POST', 'reset', {});
  }

  async control<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
    const answer = await request(`${this.url}/control/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      // A kept connection would keep the test run alive.
      reset: true,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`sandbox ${path}: ${answer.statusCode} ${text}`);
    return text === '' ? (undefined as T) : (JSON.parse(text) as T);
  }

  stop(): Promise<void> {
    return this.child.end('SIGTERM');
  }
}
