/** How an account behaves. */
export interface Account {
  /** The owner's name as the inquiry tells it, verbatim, padding included. */
  readonly name: string;
  readonly inquiryCode: string;
  readonly transferCode: string;
  /** Whether a transfer to it moves money. */
  readonly moves: boolean;
  /** What status checks answer after a transfer, one after the other; the last repeats. */
  readonly statusCodes: readonly string[];
}

export const DEFAULT_NAME = 'Test Account';

type Row = [account: string, inquiryCode: string, transferCode: string, moves: boolean, statusCodes: readonly string[]];

/**
 * The document's test accounts for Transfer Online. Codes of inquiry and transfer are the document's. It says nothing
 * about what becomes of the money or what a status check answers afterwards: the last two columns are this sandbox's.
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

/** The test accounts by number. */
export const MAGIC_ACCOUNTS: ReadonlyMap<string, Account> = new Map(
  ROWS.map(([account, inquiryCode, transferCode, moves, statusCodes]) => [
    account,
    { name: DEFAULT_NAME, inquiryCode, transferCode, moves, statusCodes },
  ]),
);
