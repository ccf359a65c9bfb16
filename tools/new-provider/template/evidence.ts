import type { Redaction } from '../../../libs/providers/src/kit/redaction.js';

/**
 * What may be kept of requests and answers. A field in none of these is dropped. REPLACE: its fields; never list a key, a
 * signature or a token.
 */
export const acmeRedaction: Redaction = {
  shown: new Set(['amount', 'bankCode', 'code', 'inquiryId', 'reference', 'transferId']),
  words: new Set(['message', 'purpose']),
  accounts: new Set(['accountNumber']),
  names: new Set(['accountName']),
};
