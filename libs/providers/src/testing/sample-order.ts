import type { TransferOrder } from '../port/provider.js';

/** Fifty thousand rupiah to an account that every test knows. */
export const order: TransferOrder = {
  payoutId: '019a0000-0000-7000-8000-000000000001',
  destination: { type: 'bank_account', bankCode: '014', accountNumber: '8760673566' },
  amount: 50_000n,
  purpose: 'Salary of November',
  sender: { id: '1234567890', name: 'John Doe' },
  reference: '123456789',
  accountName: 'Test Account',
  ticket: {},
  callbackUrl: null,
  providerReference: null,
};
