import { createHmac } from 'node:crypto';
import {
  type CallbackHint,
  type CallbackReading,
  type CallbackRequest,
  type CallbackRoute,
  type Exchange,
  PROVIDERS,
  type Provider,
  type Rail,
  type StatusOutcome,
  type TransferOrder,
} from '#libs/providers';

const KEY = 'key of the calling provider';
const [STOOD_IN_FOR] = PROVIDERS;

/** The content of its callbacks; each in JSON, or as a form. */
export interface CalledBack {
  readonly id: string;
  readonly hint?: CallbackHint;
  readonly amount?: string;
}

/** Environment variables that switch off the real provider whose place it takes. */
export const REAL_PROVIDER_OFF = { DUITKU_USER_ID: '', DUITKU_EMAIL: '', DUITKU_SECRET_KEY: '' };

/**
 * Stands in for the first provider of the registry: it calls back, signed with a key over the body, and answers status
 * checks with what the test says.
 */
export class CallingProvider implements Provider {
  readonly name = STOOD_IN_FOR?.name as string;
  readonly rails: readonly Rail[];
  readonly callbacks: readonly CallbackRoute[];
  readonly callbackSources: readonly string[];
  /** The payouts that were asked about. */
  readonly asked: string[] = [];
  outcome: StatusOutcome = { kind: 'processing', providerMessage: { code: '01', message: 'in progress' } };
  /** Status checks are answered with the outcome at the time they began, once this resolves. */
  hold: Promise<void> = Promise.resolve();

  constructor(callbackSources: readonly string[] = []) {
    this.callbackSources = callbackSources;
    this.rails = [this.rail()];
    this.callbacks = [
      { path: 'done', addressedBy: 'content', read, answer },
      { path: 'mine', addressedBy: 'secret', read, answer },
    ];
  }

  async close(): Promise<void> {}

  private rail(): Rail {
    return {
      name: STOOD_IN_FOR?.rails[0]?.name as Rail['name'],
      prepareTransfer: () => {
        throw new Error('it only calls back');
      },
      transfer: () => Promise.reject(new Error('it only calls back')),
      checkStatus: async (order: TransferOrder, { record }) => {
        const { outcome } = this;
        this.asked.push(order.payoutId);
        await this.hold;
        record(asked(outcome));
        return outcome;
      },
    };
  }
}

/** A callback with its signature, as headers and body of a request. */
export function signed(body: string, contentType?: string): { headers: Record<string, string>; body: string } {
  const headers: Record<string, string> = { 'x-signature': signatureOf(Buffer.from(body)) };
  if (contentType !== undefined) headers['content-type'] = contentType;
  return { headers, body };
}

export const asJson = (callback: CalledBack) => signed(JSON.stringify(callback), 'application/json');
export const asForm = (callback: CalledBack) =>
  signed(new URLSearchParams({ ...callback }).toString(), 'application/x-www-form-urlencoded');

/** The key under which a callback with an id is found. */
export const keyOf = (id: string) => `id:${id}`;

function signatureOf(body: Buffer): string {
  return createHmac('sha256', KEY).update(body).digest('hex');
}

function read({ headers, body }: CallbackRequest): CallbackReading {
  if (headers['x-signature'] !== signatureOf(body)) return { kind: 'forged', why: 'wrong signature' };
  const callback = bodyOf(headers['content-type'] ?? '', body.toString());
  if (callback === null || typeof callback.id !== 'string') return { kind: 'unreadable', why: 'no id' };
  if (callback.id === 'throw') throw new Error('a route must not throw, and this one did');
  return {
    kind: 'genuine',
    keys: [keyOf(callback.id)],
    signed: signatureOf(body),
    hint: callback.hint ?? 'paid',
    providerMessage: { code: '00', message: 'Success' },
    order: {
      amount: callback.amount === undefined ? null : BigInt(callback.amount),
      bankCode: null,
      accountNumber: null,
    },
  };
}

function bodyOf(contentType: string, text: string): CalledBack | null {
  if (contentType.includes('form')) return Object.fromEntries(new URLSearchParams(text)) as unknown as CalledBack;
  try {
    return JSON.parse(text) as CalledBack;
  } catch {
    return null;
  }
}

function answer({ body }: CallbackRequest) {
  return { httpStatus: 202, contentType: 'text/x-thanks', body: `THANKS FOR ${body.length} BYTES` };
}

function asked({ kind, providerMessage }: StatusOutcome): Exchange {
  return {
    step: 'status',
    method: 'POST',
    url: 'test://status',
    request: '{}',
    requestSha256: '',
    httpStatus: 200,
    response: '{}',
    outcome: kind,
    providerCode: providerMessage.code,
    error: null,
    startedAt: new Date(),
    durationMs: 1,
  };
}
