/** How an account behaves. */
export interface Account {
  /** The owner's name as the inquiry returns it, verbatim, padding included. */
  readonly name: string;
  readonly inquiryCode: string;
  readonly transferCode: string;
  /** Whether a transfer to it moves money. */
  readonly moves: boolean;
  /** What status checks return after a transfer, one after the other; the last repeats. */
  readonly statusCodes: readonly string[];
}

export const DEFAULT_NAME = 'Test Account';

type Row = [account: string, inquiryCode: string, transferCode: string, moves: boolean, statusCodes: readonly string[]];

/**
 * The document's test accounts for Transfer Online. Codes of inquiry and transfer are the document's. It says nothing
 * about the money or the status checks afterwards: the last two columns are this sandbox's.
 * Accounts of the transfer table pass the inquiry, else their case could not be reached.
 * Source: docs.duitku.com/disbursement, "Transfer Online Test Scenario".
 */
// biome-ignore format: a table is read by its columns
const ROWS: readonly Row[] = [
  // account     inquiry transfer  moves  status checks
  ['8760673566', '00',   '00',     true,  ['00']],         // Success
  ['8760673511', 'TO',   '00',     true,  ['00']],         // inquiry: Time Out
  ['8760673512', '-100', '00',     true,  ['00']],         // inquiry: Other Error
  ['8760673513', 'LD',   '00',     true,  ['00']],         // inquiry: Link Down
  ['8760673514', '91',   '00',     true,  ['00']],         // inquiry: DB Problem
  ['8760673515', '89',   '00',     true,  ['00']],         // inquiry: Link to host Down
  ['8760673559', '00',   'LD',     false, ['-420']],       // transfer: Link Down
  ['8760673560', '00',   '91',     false, ['91', '76']],   // transfer: DB Problem
  ['8760673561', '00',   'TO',     true,  ['TO', '00']],   // transfer: Time Out
  ['8760673562', '00',   '-510',   false, ['-510']],       // transfer: Wallet not enough
  ['8760673563', '00',   '89',     true,  ['89', '00']],   // transfer: Link to host Down
  ['8760673564', '00',   '68',     false, ['68', '76']],   // transfer: Time Out
  ['8760673565', '00',   '-100',   false, ['-100', 'NF']], // transfer: Other Error
];

/**
 * The document's test accounts for Clearing, the last two columns this sandbox's again. What would be 00 is 80 for H2H,
 * see `clearing.ts`. Source: docs.duitku.com/disbursement, "Clearing Test Scenario".
 */
// biome-ignore format: a table is read by its columns
const CLEARING_ROWS: readonly Row[] = [
  // account     inquiry transfer  moves  status checks
  ['8760673466', '00',   '00',     true,  ['00']],         // Success
  ['8760673411', 'EE',   '00',     true,  ['00']],         // inquiry: General Error
  ['8760673412', 'TO',   '00',     true,  ['00']],         // inquiry: Response time out from ATM Bersama Network
  ['8760673413', 'LD',   '00',     true,  ['00']],         // inquiry: Link problem
  ['8760673414', 'NF',   '00',     true,  ['00']],         // inquiry: not recorded on Remittance gateway
  ['8760673415', '-100', '00',     true,  ['00']],         // inquiry: Other error
  ['8760673416', '66',   '00',     true,  ['00']],         // inquiry: Generic Error
  ['8760673417', '68',   '00',     true,  ['00']],         // inquiry: Time out
  ['8760673418', '88',   '00',     true,  ['00']],         // inquiry: Bill Already Paid
  ['8760673419', '90',   '00',     true,  ['00']],         // inquiry: Invalid Beneficiary or Currency
  ['8760673420', '91',   '00',     true,  ['00']],         // inquiry: Transport Error to Back End
  ['8760673451', '00',   'LD',     false, ['-420']],
  ['8760673452', '00',   'NF',     true,  ['NF', '00']],
  ['8760673453', '00',   'TO',     true,  ['TO', '00']],
  ['8760673454', '00',   '-510',   false, ['-510']],
  ['8760673455', '00',   '90',     false, ['90']],
  ['8760673456', '00',   '68',     true,  ['68', '00']],
  ['8760673457', '00',   '91',     false, ['91', '76']],
];

/** The test accounts of Transfer Online by number. */
export const MAGIC_ACCOUNTS = byNumber(ROWS);
/** The test accounts of Clearing by number. */
export const CLEARING_ACCOUNTS = byNumber(CLEARING_ROWS);

function byNumber(rows: readonly Row[]): ReadonlyMap<string, Account> {
  return new Map(
    rows.map(([account, inquiryCode, transferCode, moves, statusCodes]) => [
      account,
      { name: DEFAULT_NAME, inquiryCode, transferCode, moves, statusCodes },
    ]),
  );
}
