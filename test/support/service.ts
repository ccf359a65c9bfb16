import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { type Payout, type PayoutEvent, Salur } from '#libs/api-client';
import { Child } from './child-process.js';
import { eventually, PATIENT_CONNECT_TIMEOUT, PATIENT_MS } from './eventually.js';
import type { Sandbox } from './sandbox.js';

export const API_KEY = 'test-key-0123456789abcdef0123456789abcdef';

/** Delays that let a story which takes hours in production end in seconds. */
export const FAST = {
  NODE_ENV: 'test',
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'info',
  DATABASE_CONNECT_TIMEOUT: PATIENT_CONNECT_TIMEOUT,
  WORKER_INTERVAL: '50ms',
  WORKER_LEASE: '1s',
  PROVIDER_TIMEOUT: '1500ms',
  STATUS_CHECK_DELAYS: '100ms,200ms,300ms',
  NOT_FOUND_AFTER: '2s',
  REVIEW_AFTER: '1h',
  FUNDS_WAIT: '1s',
  PROVIDER_RATE: '1000',
  // Tests look at many payouts at once, as often as they can.
  RATE_LIMIT_PER_CLIENT: '0',
  RATE_LIMIT: '0',
  RATE_LIMIT_UNAUTHENTICATED: '0',
  BOOTSTRAP_API_KEY: API_KEY,
};

export type PayoutBody = Payout;

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Body;
}

/** The service as a process of its own, and its REST API. */
export class Service {
  /** As other services call it, but without repeating anything: tests look at what each request does. */
  readonly client: Salur;

  private constructor(
    readonly child: Child,
    readonly url: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {
    this.client = new Salur({ baseUrl: url, apiKey: API_KEY, repeatForMs: 0 });
  }

  static async start(
    databaseUrl: string,
    sandbox: Sandbox,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Service> {
    return Service.startWith({ ...FAST, ...sandbox.environment, DATABASE_URL: databaseUrl, ...environment });
  }

  /** Starts another process like this one; the environment is the same but for what is said here. */
  startAnother(environment: Readonly<Record<string, string>> = {}): Promise<Service> {
    return Service.startWith({ ...this.environment, ...environment });
  }

  /** The same calls to a service that runs in this process. */
  static at(url: string): Pick<Service, 'url' | 'client' | 'call' | 'create' | 'read' | 'until'> {
    return new Service(null as never, url, {});
  }

  private static async startWith(environment: Readonly<Record<string, string>>): Promise<Service> {
    const child = Child.start('programs/api.js', environment);
    const [url] = await child.prints(/http:\/\/127\.0\.0\.1:\d+/);
    const service = new Service(child, url, environment);
    await child.eventually(
      'the service is ready',
      async () => (await service.call('GET', '/health/ready')).status === 200,
      60_000,
    );
    return service;
  }

  /** A raw request, for requests that a correct client does not send. */
  async call<Body = Record<string, unknown>>(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const answer = await request(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${API_KEY}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      // A kept connection would keep the test run alive.
      reset: true,
    });
    const text = await answer.body.text();
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: (text === '' ? null : JSON.parse(text)) as Body,
    };
  }

  /** The figures as text. */
  async readMetrics(): Promise<string> {
    const headers = { authorization: `Bearer ${API_KEY}` };
    const answer = await request(`${this.url}/metrics`, { headers, reset: true });
    if (answer.statusCode !== 200) throw new Error(`metrics: ${answer.statusCode}`);
    return answer.body.text();
  }

  /** Creates a payout of 50,000 rupiah to an account of the sandbox. */
  async create(
    accountNumber: string,
    overrides: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer<PayoutBody>> {
    return this.call<PayoutBody>(
      'POST',
      '/v1/payouts',
      {
        reference: randomUUID(),
        amount: 50_000,
        rail: 'duitku.online',
        destination: { type: 'bank_account', bankCode: '014', accountNumber },
        ...overrides,
      },
      { 'idempotency-key': randomUUID(), ...headers },
    );
  }

  read(id: string): Promise<Payout> {
    return this.client.payouts.get(id);
  }

  /** Waits until the payout has one of some statuses. */
  until(id: string, ...statuses: string[]): Promise<Payout> {
    return this.untilWithin(PATIENT_MS, id, statuses);
  }

  /**
   * Waits until each of many payouts has one of some statuses that it rests in. They are looked at one after the other: all at
   * once would keep the service busier than its work does.
   */
  async untilAll(ids: readonly string[], ...statuses: string[]): Promise<Payout[]> {
    const startedAt = performance.now();
    const payouts: Payout[] = [];
    for (const id of ids)
      payouts.push(await this.untilWithin(PATIENT_MS - (performance.now() - startedAt), id, statuses));
    return payouts;
  }

  private untilWithin(withinMs: number, id: string, statuses: readonly string[]): Promise<Payout> {
    return eventually(
      `payout ${id} becomes ${statuses.join(' or ')}`,
      async () => {
        const payout = await this.read(id);
        if (!statuses.includes(payout.status)) throw new Error(`it is ${payout.status}`);
        return payout;
      },
      withinMs,
    );
  }

  events(id: string): Promise<readonly PayoutEvent[]> {
    return this.client.payouts.events(id);
  }

  stop(): Promise<void> {
    return this.child.end('SIGTERM');
  }
}
