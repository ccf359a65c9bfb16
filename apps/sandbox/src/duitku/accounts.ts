import { type Account, DEFAULT_NAME, MAGIC_ACCOUNTS } from './magic-accounts.js';

/** What the control API may say about an account; what it leaves out keeps its value. */
export type AccountDefinition = Partial<Account>;

// An account nobody defined does not exist at the bank. 76 "Invalid destination account" is the document's word for that.
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

  find(bankAccount: string): Account {
    return this.defined.has(bankAccount)
      ? this.resolve(bankAccount)
      : (MAGIC_ACCOUNTS.get(bankAccount) ?? UNKNOWN_ACCOUNT);
  }

  /** Defines an account or changes the named parts of it. */
  define(bankAccount: string, definition: AccountDefinition): Account {
    this.defined.set(bankAccount, { ...this.defined.get(bankAccount), ...definition });
    return this.resolve(bankAccount);
  }

  reset(): void {
    this.defined = new Map();
  }

  private resolve(bankAccount: string): Account {
    const said: AccountDefinition = { ...MAGIC_ACCOUNTS.get(bankAccount), ...this.defined.get(bankAccount) };
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
