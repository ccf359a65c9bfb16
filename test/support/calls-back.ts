import type { Delivered } from './delivered.js';
import type { PayoutBody, Service } from './service.js';
import type { Stage } from './stage.js';

/** A kind of transfer whose end a callback hints at and a status check proves. */
export interface CallsBack {
  readonly rail: string;
  readonly bankCode: string;
  readonly statusStep: string;
  /** The field of its callbacks that has the status; no signature covers it. */
  readonly statusField: string;
  /** What that field says. */
  readonly says: { readonly pending: string; readonly paid: string; readonly failed: string };
  /** Makes the sandbox end transfers to an account so. */
  readonly ends: (end: 'paid' | 'failed') => readonly [path: string, account: object];
  readonly transferStep: string;
}

export const H2H: CallsBack = {
  rail: 'duitku.h2h',
  bankCode: '008',
  transferStep: 'clearing_transfer',
  statusStep: 'status',
  statusField: 'statusCode',
  says: { pending: '68', paid: '00', failed: '01' },
  ends: (end) => [
    'accounts',
    { name: 'SUHUT', transferCode: '00', moves: true, statusCodes: [end === 'paid' ? '00' : '76'] },
  ],
};

export const KIRIM_DOKU: CallsBack = {
  rail: 'doku.kirim',
  bankCode: '014',
  transferStep: 'doku_transfer',
  statusStep: 'doku_status',
  statusField: 'transactionStatus',
  says: { pending: '20', paid: '50', failed: '35' },
  ends: (end) => ['doku/accounts', { ending: end === 'paid' ? 'unpaid_paid' : 'unpaid_failed' }],
};

/** A payout of such a kind to an account of its own, and the sandbox's side of it. */
export class Transfer {
  private constructor(
    private readonly stage: Stage,
    readonly kind: CallsBack,
    readonly account: string,
    readonly id: string,
  ) {}

  private static lastAccount = 7_700_000_000;

  static newAccount(): string {
    Transfer.lastAccount += 1;
    return String(Transfer.lastAccount);
  }

  /**
   * @param end its end, or an order to the sandbox for the account instead
   * @param onCallback an order on its callback; by default it leaves by {@link callBack} only
   * @param onTransfer a fault of its transfer
   */
  static async create(
    stage: Stage,
    service: Service,
    kind: CallsBack,
    {
      end = 'paid',
      onCallback = BY_HAND,
      onTransfer,
    }: { end?: 'paid' | 'failed' | object; onCallback?: object; onTransfer?: object } = {},
  ): Promise<Transfer> {
    const account = Transfer.newAccount();
    const match = { bankAccount: account };
    const [path, scenario] = typeof end === 'string' ? kind.ends(end) : [kind.ends('paid')[0], end];
    await stage.sandbox.control('PUT', `${path}/${account}`, scenario);
    await stage.sandbox.control('POST', 'callbacks', { match, action: onCallback });
    if (onTransfer !== undefined) await stage.sandbox.fault({ step: kind.transferStep, match, action: onTransfer });
    const { rail, bankCode } = kind;
    const destination = { type: 'bank_account', bankCode, accountNumber: account };
    const { status, body } = await service.create(account, { rail, destination });
    if (status !== 201) throw new Error(`create: ${status} ${JSON.stringify(body)}`);
    return new Transfer(stage, kind, account, body.id);
  }

  /** Lets the provider call back now. Without a status it sends the result of the books and settles the transfer. */
  async callBack(statusCode?: string): Promise<Delivered> {
    const { transfers } = await this.stage.sandbox.control<{ transfers: { disburseId: string }[] }>(
      'GET',
      `books?bankAccount=${this.account}`,
    );
    const { callbacks } = await this.stage.sandbox.control<{ callbacks: [Delivered] }>('POST', 'callbacks/send', {
      disburseId: transfers[0]?.disburseId,
      ...(statusCode !== undefined && { statusCode }),
    });
    return callbacks[0];
  }

  /** Waits until so many attempts to call back were answered, or were not. */
  async delivered(atLeast: number): Promise<Delivered[]> {
    const search = `bankAccount=${this.account}&atLeast=${atLeast}&waitMs=15000`;
    const { callbacks } = await this.stage.sandbox.control<{ callbacks: Delivered[] }>('GET', `callbacks?${search}`);
    if (callbacks.length < atLeast) throw new Error(`${callbacks.length} callbacks, not ${atLeast}`);
    return callbacks;
  }

  /** How many status checks the provider received for it. */
  async asked(): Promise<number> {
    const [exchanges] = await this.stage.query<{ count: number }>(
      `select count(*)::int as count from exchange where payout_id = $1 and step = 'status'`,
      [this.id],
    );
    return exchanges?.count ?? 0;
  }

  /** Everything that there must be one of at most. */
  async summary(): Promise<{
    status: string;
    proof: string | null;
    ends: number;
    requests: number;
    out: number;
    back: number;
  }> {
    const [payout] = await this.stage.query<Pick<PayoutBody, 'status' | 'proof'>>(
      `select status, proof from payout where id = $1`,
      [this.id],
    );
    const [events] = await this.stage.query<{ ends: number }>(
      `select count(*)::int as ends from payout_event
       where payout_id = $1 and to_status in ('succeeded', 'failed', 'returned', 'cancelled', 'review')`,
      [this.id],
    );
    const money = await this.stage.moneyOf(this.account);
    return { status: payout?.status ?? '', proof: payout?.proof ?? null, ends: events?.ends ?? 0, ...money };
  }
}

/** Long enough that no test sees it leave by itself. */
const BY_HAND = { delayMs: 600_000 };

export const PAID_ONCE = { status: 'succeeded', proof: 'status_check', ends: 1, requests: 1, out: 1, back: 0 };
export const FAILED_ONCE = { ...PAID_ONCE, status: 'failed', back: 1 };
