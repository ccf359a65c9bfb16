/**
 * Clearing, in four kinds: LLG and RTGS through Bank Indonesia in its hours, BI-FAST through Bank Indonesia around the clock,
 * H2H straight to five banks.
 *
 * On `custRefNumber` (docs.duitku.com/disbursement, Clearing): the inquiry carries one of ours, nine digits at most and new
 * for every inquiry. Production has been seen to answer with it; should an answer name another one, the transfer repeats
 * that, because it is "obtained after receiving a response from the inquiry process".
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
    // H2H is documented to answer 80 and to call back; a 00 is believed once a status check repeats it
    ...(type === 'H2H' && { confirmsSuccess: true }),
  });
}
