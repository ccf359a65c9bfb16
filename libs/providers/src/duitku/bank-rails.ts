/**
 * Duitku's rails to bank accounts: Transfer Online, and four kinds of Clearing. LLG and RTGS go through Bank Indonesia in its
 * hours, BI-FAST through Bank Indonesia around the clock, H2H directly to five banks.
 *
 * `custRefNumber` of Clearing (docs.duitku.com/disbursement, Clearing): the inquiry sends one of ours, at most nine digits and new
 * for every inquiry. Production has returned the same one; if a response contains another one, the transfer repeats that, because
 * it is "obtained after receiving a response from the inquiry process".
 */
import type { Rail } from '../port/provider.js';
import type { RailName } from '../port/rail-declaration.js';
import { bankTransferRail } from './bank-transfer.js';
import type { DuitkuClient } from './client.js';

export type ClearingType = 'LLG' | 'RTGS' | 'H2H' | 'BIFAST';

const NAMES: Readonly<Record<ClearingType, RailName>> = {
  LLG: 'duitku.llg',
  RTGS: 'duitku.rtgs',
  H2H: 'duitku.h2h',
  BIFAST: 'duitku.bifast',
};

/** The rail for one kind of Clearing. */
export function clearingRail(client: DuitkuClient, type: ClearingType): Rail {
  return bankTransferRail(client, {
    name: NAMES[type],
    paths: { inquiry: 'inquiryclearing', transfer: 'transferclearing' },
    signatures: { inquiry: 'clearingInquiry', transfer: 'clearingTransfer' },
    type,
    sendsOurReference: true,
    // H2H is documented to return 80 and to call back; a 00 counts only after a status check confirms it
    ...(type === 'H2H' && { confirmsSuccess: true }),
  });
}

/** Transfer Online: real-time transfers to bank accounts and e-wallets. */
export function onlineRail(client: DuitkuClient): Rail {
  return bankTransferRail(client, {
    name: 'duitku.online',
    paths: { inquiry: 'inquiry', transfer: 'transfer' },
    signatures: { inquiry: 'onlineInquiry', transfer: 'onlineTransfer' },
  });
}
