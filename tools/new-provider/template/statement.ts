import type { StatementLayout } from '../../../libs/providers/src/port/statement.js';
import { referenceKey } from './transfer-keys.js';

/** REPLACE: how its statements name transfers, the surest number first; without a document, by the names of its API. */
export const acmeStatement: StatementLayout = {
  keys: [{ column: 'reference', headers: ['reference'], keyOf: referenceKey }],
};
