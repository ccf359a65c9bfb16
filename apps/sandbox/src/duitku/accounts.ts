import { type Account, CLEARING_ACCOUNTS, DEFAULT_NAME, MAGIC_ACCOUNTS } from './magic-accounts.js';

/** The parts of an account that the control API may define; the others keep their values. */
export type AccountDefinition = Partial<Account>;

// An undefined account does not exist at the bank. 76 "Invalid destination account" is the document's code for that.
const UNKNOWN_ACCOUNT: Account = {
  name: '',
  inquiryCode: '76',
  transferCode: '76',
  moves: false,
  statusCodes: ['76'],
};

/** The accounts money can be sent to: the document's test accounts and those defined through the control API. */
export class Accounts {
  private defined = new Map<string, AccountDefinition>();

  /** The account as Transfer Online sees it. */
  find(bankAccount: string): Account {
    return this.look(bankAccount, MAGIC_ACCOUNTS);
  }

  /** The account as Clearing sees it: its test accounts are others, the defined ones are the same. */
  findForClearing(bankAccount: string): Account {
    return this.look(bankAccount, CLEARING_ACCOUNTS);
  }

  /** Defines an account or changes the named parts of it. */
  define(bankAccount: string, definition: AccountDefinition): Account {
    this.defined.set(bankAccount, { ...this.defined.get(bankAccount), ...definition });
    return this.resolve(bankAccount, MAGIC_ACCOUNTS);
  }

  reset(): void {
    this.defined = new Map();
  }

  private look(bankAccount: string, known: ReadonlyMap<string, Account>): Account {
    if (this.defined.has(bankAccount)) return this.resolve(bankAccount, known);
    return known.get(bankAccount) ?? UNKNOWN_ACCOUNT;
  }

  private resolve(bankAccount: string, known: ReadonlyMap<string, Account>): Account {
    const said: AccountDefinition = { ...known.get(bankAccount), ...this.defined.get(bankAccount) };
    const transferCode = said.transferCode ?? '00';
    const moves = said.moves ?? transferCode === '00';
    return {
      name: said.name ?? DEFAULT_NAME,
      inquiryCode: said.inquiryCode ?? '00',
      transferCode,
      moves,
      statusCodes: said.statusCodes ?? [moves ? '00' : '76'],
    };
  }
}
