import type { StatementLayout } from '../port/statement.js';
import { keyOf } from './transfer-keys.js';

/** Our own reference first: every transfer has one; DOKU's id is told by the answer, which may be lost. */
export const dokuStatement: StatementLayout = {
  keys: [
    {
      column: 'partnerReferenceNo',
      headers: ['partnerReferenceNo', 'originalPartnerReferenceNo', 'sendTrxId'],
      keyOf: (cell) => keyOf('sendTrxId', cell),
    },
    {
      column: 'referenceNo',
      headers: ['referenceNo', 'originalReferenceNo', 'transactionId'],
      keyOf: (cell) => keyOf('transactionId', cell),
    },
  ],
};
