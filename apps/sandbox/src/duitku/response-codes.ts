/**
 * The text of every response code. Where the document's tables disagree, "Status Code" wins over "Vendor Response
 * Code" over "Error Code". 89 stands in its test accounts only. 00 has the text of its sample responses.
 * Source: docs.duitku.com/disbursement, "Status Code", "Vendor Response Code", "Error Code", "Testing".
 */
const WORDS: Readonly<Record<string, string>> = {
  '00': 'Success',
  EE: 'General Error',
  TO: 'Response time out from ATM Bersama Network (Do not retry)',
  LD: 'Link problem between Duitku and ATM Bersama Network',
  NF: 'Transaction has not recorded on Remittance gateway',
  '76': 'Invalid destination account',
  '80': 'Waiting for callback',
  '-100': 'Other Error (Do not retry)',
  '-120': 'User not found',
  '-123': 'User has been blocked',
  '-141': 'Amount transfer Invalid',
  '-142': 'Transaction Already Finished',
  '-148': 'Bank not support H2H',
  '-149': 'Bank not found',
  '-161': 'Callback URL not found',
  '-191': 'Wrong signature',
  '-192': 'Account number is blacklisted',
  '-213': 'Email is not valid',
  '-420': 'Transfer not Found',
  '-510': 'Insufficient Fund',
  '-920': 'Limit Exceeded',
  '-930': 'IP not whitelisted',
  '-951': 'Time Out Vendor',
  '-952': 'Invalid Parameter',
  '-960': 'Timestamp is expired ( 5 minutes )',
  '01': 'Refer to card issuer',
  '03': 'Invalid merchant',
  '04': 'Pick-up / capture card',
  '05': 'Disallowed transaction',
  '12': 'Generic exception',
  '13': 'Invalid amount',
  '14': 'Account not found',
  '15': 'No such issuer',
  '20': 'Invalid response',
  '30': 'Invalid format',
  '31': 'Invalid bank code',
  '33': 'Expired card',
  '36': 'Restricted card',
  '38': 'Allowable PIN tries exceeded',
  '39': 'No credit account',
  '40': 'Requested function not supported',
  '41': 'Lost card',
  '43': 'Stolen card',
  '51': 'Insufficient funds / over credit limit',
  '52': 'No chequing account',
  '66': 'Generic error',
  '68': 'Response received too late / Time out',
  '88': 'Bill already paid',
  '89': 'Link to host Down',
  '90': 'Invalid Beneficiary or Currency',
  '91': 'Transport Error to Back End',
};

/** The words for a code; a code of no table, ordered through the control API, is worded as unknown. */
export function describeCode(code: string): string {
  return WORDS[code] ?? 'Unknown';
}
