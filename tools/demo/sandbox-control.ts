import { CannotWork } from '../stack/managed-process.js';

export interface Books {
  readonly transfers: readonly {
    readonly disburseId: string;
    readonly amount: number | null;
    readonly moved: boolean;
  }[];
  readonly movements: readonly {
    readonly disburseId: string;
    readonly amount: number;
    readonly direction: 'out' | 'back';
  }[];
  readonly totals: { readonly transferRequests: number; readonly movedAmount: number; readonly returnedAmount: number };
}

/** The side of the sandbox that no provider has: its books, and orders to misbehave. */
export class SandboxControl {
  constructor(private readonly url: string) {}

  books(filter: Readonly<Record<string, string>> = {}): Promise<Books> {
    return this.call('GET', `books?${new URLSearchParams(filter)}`);
  }

  /** The next transfer to the account is booked, but its answer is held back. */
  holdNextTransfer(bankAccount: string): Promise<unknown> {
    return this.call('POST', 'faults', { step: 'transfer', match: { bankAccount }, action: { kind: 'hold' } });
  }

  /** The next transfer by BI-FAST is refused: the limit of the day is reached. */
  refuseNextClearing(): Promise<unknown> {
    return this.call('POST', 'faults', {
      step: 'clearing_transfer',
      action: { kind: 'code', code: '-920', moves: false },
    });
  }

  /** An account that every rail can pay to. */
  openAccount(bankAccount: string): Promise<unknown> {
    const pays = { name: 'Test Account', inquiryCode: '00', transferCode: '00', moves: true, statusCodes: ['00'] };
    return this.call('PUT', `accounts/${bankAccount}`, pays);
  }

  release(): Promise<unknown> {
    return this.call('POST', 'release', {});
  }

  /** What a provider says that it booked in a time, as CSV. */
  async statement(provider: string, from: Date, to: Date): Promise<string> {
    const period = new URLSearchParams({ from: from.toISOString(), to: to.toISOString() });
    return this.read('GET', `statements/${provider}?${period}`);
  }

  /** How many transfer requests have arrived; waits for `atLeast` of them, but not longer than `waitMs`. */
  async transfersReceived(atLeast = 0, waitMs = 0): Promise<number> {
    const query = new URLSearchParams({ step: 'transfer', atLeast: String(atLeast), waitMs: String(waitMs) });
    return (await this.call<{ count: number }>('GET', `requests?${query}`)).count;
  }

  private async call<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    return JSON.parse(await this.read(method, path, body)) as Body;
  }

  private async read(method: string, path: string, body?: unknown): Promise<string> {
    const answer = await fetch(`${this.url}/control/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new CannotWork(`The sandbox answered ${method} ${path} with ${answer.status}: ${text}`);
    return text;
  }
}
