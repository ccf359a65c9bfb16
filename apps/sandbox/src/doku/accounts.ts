import { z } from 'zod';

/** How a transfer continues after it was accepted, as a notification reports it. */
export type Ending = 'none' | 'unpaid_paid' | 'unpaid_failed' | 'refunded';

/** How an account behaves. Codes are full response codes, statuses are values of `latestTransactionStatus`. */
export interface DokuAccount {
  /** The owner's name as the inquiry returns it, verbatim. */
  readonly name: string;
  readonly inquiryCode: string;
  readonly transferCode: string;
  /** Whether a transfer to it moves money. */
  readonly moves: boolean;
  /** What status checks return until the ending, one after the other; the last repeats. */
  readonly statuses: readonly string[];
  readonly ending: Ending;
}

const code = z.string().regex(/^\d{7}$/, 'must be a response code of seven digits such as "4044311"');
const status = z.string().regex(/^\d{2}$/, 'must be a status of two digits such as "03"');

/** Body of PUT /control/doku/accounts/{account}. What it leaves out keeps its value. */
export const dokuAccountOrder = z.strictObject({
  name: z.string().max(255).optional(),
  inquiryCode: code.optional(),
  transferCode: code.optional(),
  moves: z.boolean().optional(),
  statuses: z.array(status).min(1, 'must hold at least one status; the last one repeats').max(1_000).optional(),
  ending: z.enum(['none', 'unpaid_paid', 'unpaid_failed', 'refunded']).optional(),
});
export type DokuAccountOrder = z.output<typeof dokuAccountOrder>;

/** Where a transfer goes, as far as it decides the result. */
export interface Destination {
  readonly bankAccount: string;
  readonly bankCode: string;
  /** `07` bank deposit, `11` BI-FAST, empty when the request named none. */
  readonly channelCode: string;
}

/** The name in the document's sample response. */
const DEFAULT_NAME = 'SUHUT';

/** Accounts of this sandbox: the document has no refused account, and a client needs some. */
const OWN_ACCOUNTS: Readonly<Record<string, DokuAccountOrder>> = {
  '7746555211': { inquiryCode: '4044211' },
  '7746555218': { inquiryCode: '4034218' },
  '7746555311': { transferCode: '4044311' },
  '7746555306': { statuses: ['03', '06'] },
};

const FIRST_STATUS: Readonly<Record<Ending, string>> = {
  none: '00',
  unpaid_paid: '03',
  unpaid_failed: '03',
  refunded: '00',
};

/** The accounts money can be sent to: every number exists, and some behave as documented or as ordered. */
export class DokuAccounts {
  private defined = new Map<string, DokuAccountOrder>();

  find(destination: Destination): DokuAccount {
    const { bankAccount } = destination;
    const said: DokuAccountOrder = { ...OWN_ACCOUNTS[bankAccount], ...this.defined.get(bankAccount) };
    const transferCode = said.transferCode ?? '2004300';
    const accepted = transferCode.startsWith('2');
    // An account with ordered statuses does not follow the document's rules any more.
    const ending = said.ending ?? (accepted && !said.statuses ? documentedEnding(destination) : 'none');
    const statuses = said.statuses ?? [accepted ? FIRST_STATUS[ending] : '07'];
    return {
      name: said.name ?? DEFAULT_NAME,
      inquiryCode: said.inquiryCode ?? '2004200',
      transferCode,
      moves: said.moves ?? (accepted && (ending !== 'none' || /^0[0-3]$/.test(statuses.at(-1) ?? ''))),
      statuses,
      ending,
    };
  }

  /** Defines an account or changes the named parts of it. */
  define(bankAccount: string, order: DokuAccountOrder): void {
    this.defined.set(bankAccount, { ...this.defined.get(bankAccount), ...order });
  }

  reset(): void {
    this.defined = new Map();
  }
}

/** Source: Kirim DOKU, "For Sandbox Environment" of Unpaid Notification and of Refund Notification. */
function documentedEnding({ bankAccount, bankCode, channelCode }: Destination): Ending {
  if (bankAccount === '7746555134') return 'refunded';
  if (!bankAccount.includes('12345') || channelCode === '11') return 'none';
  return bankCode === '002' ? 'unpaid_failed' : 'unpaid_paid';
}
