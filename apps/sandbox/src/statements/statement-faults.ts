import { z } from 'zod';
import type { StatementRow } from './statement-rows.js';

const disburseId = z.string().min(1).max(255);
const amount = z.int().min(1);

/** Body of POST /control/statements/{provider}/faults. Amounts are whole rupiah. */
export const statementFaultsOrder = z.strictObject({
  rows: z
    .array(
      z.discriminatedUnion('fault', [
        z.strictObject({ fault: z.literal('leave_out'), disburseId }),
        z.strictObject({ fault: z.literal('double'), disburseId }),
        z.strictObject({ fault: z.literal('amount'), disburseId, amount }),
        z.strictObject({ fault: z.literal('unknown'), disburseId: disburseId.optional(), amount }),
      ]),
    )
    .min(1),
});
type OrderedFault = z.output<typeof statementFaultsOrder>['rows'][number];

/** One difference between a statement and the books; for an unknown row also its content. */
export type StatementFault =
  | Exclude<OrderedFault, { fault: 'unknown' }>
  | ({ readonly fault: 'unknown' } & Omit<StatementRow, 'type'>);

/**
 * The contradictions between an order and the books, one error a row.
 * @param moved the disburseIds that have a row.
 */
export function contradictions(
  ordered: readonly OrderedFault[],
  moved: ReadonlySet<string>,
): { field: string; message: string }[] {
  return ordered.flatMap((row, index) => {
    if (row.disburseId === undefined || moved.has(row.disburseId) === (row.fault !== 'unknown')) return [];
    const message =
      row.fault === 'unknown'
        ? 'already has movements in the books of this provider; send another id, or none'
        : 'has no movements in the books of this provider; send the id of a transfer that moved money';
    return [{ field: `rows.${index}.disburseId`, message }];
  });
}

/** The rows after one fault. It changes every row of its disburseId, money that came back as well. */
export function applyFault(rows: readonly StatementRow[], fault: StatementFault): StatementRow[] {
  if (fault.fault === 'unknown') {
    const { fault: _, ...row } = fault;
    return [...rows, { ...row, type: 'transfer' }];
  }
  return rows.flatMap((row) => (row.disburseId === fault.disburseId ? changeRow(row, fault) : [row]));
}

function changeRow(row: StatementRow, fault: Exclude<StatementFault, { fault: 'unknown' }>): StatementRow[] {
  switch (fault.fault) {
    case 'leave_out':
      return [];
    case 'double':
      return [row, row];
    case 'amount':
      return [{ ...row, amount: fault.amount }];
  }
}
