/**
 * Clearing, in four kinds: LLG and RTGS through Bank Indonesia in its hours, BI-FAST through Bank Indonesia around the clock,
 * H2H straight to five banks.
 *
 * On `custRefNumber`, which is optional in the clearing inquiry and required in the transfer, where it is "obtained after
 * receiving a response from the inquiry process" (docs.duitku.com/disbursement, Clearing Transfer Request): the inquiry
 * carries none, because there is no reference of ours before the attempt and a number made up here could not be unique in
 * nine digits. The transfer repeats the one that the inquiry's answer gave. Production has been seen to answer with what it
 * was sent, so that may be none: then the transfer carries the reference of the attempt, which is ours alone.
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
    takesOurReference: true,
    // H2H is documented to answer 80 and to call back; a 00 is believed once a status check repeats it
    ...(type === 'H2H' && { confirmsSuccess: true }),
  });
}
