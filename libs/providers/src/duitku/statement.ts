import type { StatementLayout } from '../port/statement.js';
import { custRefNumberKey, disburseIdKey } from './transfer-keys.js';

/** Duitku's own numbers first; of a cash out whose answer was lost only the reference that we gave it is known. */
export const duitkuStatement: StatementLayout = {
  keys: [
    { column: 'disburseId', headers: ['disburseId'], keyOf: disburseIdKey },
    { column: 'custRefNumber', headers: ['custRefNumber'], keyOf: custRefNumberKey },
  ],
};
