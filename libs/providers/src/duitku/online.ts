import type { Rail } from '../port/provider.js';
import { bankTransferRail } from './bank-transfer.js';
import type { DuitkuClient } from './client.js';

/** Transfer Online: real-time transfers to bank accounts and e-wallets. */
export function onlineRail(client: DuitkuClient): Rail {
  return bankTransferRail(client, {
    name: 'duitku.online',
    paths: { inquiry: 'inquiry', transfer: 'transfer' },
    signatures: { inquiry: 'onlineInquiry', transfer: 'onlineTransfer' },
  });
}
