import type { CsvColumns } from '#libs/platform';
import {
  LINE_KINDS,
  type LineKind,
  type SidesTotal,
  type Statement,
  type StatementTotals,
  type Total,
} from '#libs/reconciliation';
import { type Column, toTable } from '../output/output.js';
import { isoOrNull, rupiahText, timeText } from '../output/words.js';

const KINDS = Object.keys(LINE_KINDS) as LineKind[];

/** A statement for programs, in the words of the REST API, and whose it is. */
export function statementBody(statement: Statement) {
  return {
    id: statement.id,
    provider: statement.provider,
    clientId: statement.clientId,
    from: statement.coversFrom.toISOString(),
    to: statement.coversTo.toISOString(),
    sha256: statement.sha256,
    lines: statement.lineCount,
    repeatedLines: statement.repeatedCount,
    foreignLines: statement.foreignCount,
    linesByKind: Object.fromEntries(KINDS.map((kind) => [kind, statement.counts[kind]])),
    rupiahByKind: statement.sums && Object.fromEntries(KINDS.map((kind) => [kind, Number(statement.sums?.[kind])])),
    importedBy: statement.importedBy,
    importedAt: isoOrNull(statement.importedAt),
    withdrawnAt: isoOrNull(statement.withdrawnAt),
    withdrawnBy: statement.withdrawnBy,
    withdrawnBecause: statement.withdrawnBecause,
  };
}

export const STATEMENT_COLUMNS: readonly Column<Statement>[] = [
  { title: 'IMPORTED (WIB)', of: importedText },
  { title: 'ID', of: ({ id }) => id },
  { title: 'PROVIDER', of: ({ provider }) => provider },
  { title: 'FROM (WIB)', of: ({ coversFrom }) => timeText(coversFrom) },
  { title: 'TO (WIB)', of: ({ coversTo }) => timeText(coversTo) },
  { title: 'ROWS', align: 'right', of: ({ lineCount }) => String(lineCount) },
  { title: 'REPEATED', align: 'right', of: ({ repeatedCount }) => String(repeatedCount) },
  { title: 'FOREIGN', align: 'right', of: ({ foreignCount }) => String(foreignCount) },
  { title: 'BY', of: ({ importedBy }) => importedBy },
  { title: 'WITHDRAWN (WIB)', of: ({ withdrawnAt }) => withdrawnAt && timeText(withdrawnAt) },
];

export const STATEMENT_CSV: CsvColumns<Statement> = [
  ['id', ({ id }) => id],
  ['provider', ({ provider }) => provider],
  ['from', ({ coversFrom }) => coversFrom.toISOString()],
  ['to', ({ coversTo }) => coversTo.toISOString()],
  ['lines', ({ lineCount }) => lineCount],
  ['repeated_lines', ({ repeatedCount }) => repeatedCount],
  ['paid', ({ counts }) => counts.paid],
  ['returned', ({ counts }) => counts.returned],
  ['refused', ({ counts }) => counts.refused],
  ['processing', ({ counts }) => counts.processing],
  ['fee', ({ counts }) => counts.fee],
  ['other', ({ counts }) => counts.other],
  ['sha256', ({ sha256 }) => sha256],
  ['imported_by', ({ importedBy }) => importedBy],
  ['imported_at', ({ importedAt }) => isoOrNull(importedAt)],
  ['foreign_lines', ({ foreignCount }) => foreignCount],
  ['withdrawn_at', ({ withdrawnAt }) => isoOrNull(withdrawnAt)],
  ['withdrawn_by', ({ withdrawnBy }) => withdrawnBy],
  ['withdrawn_because', ({ withdrawnBecause }) => withdrawnBecause],
];

/** `9 rows: 8 paid, 1 returned; 2 of them are in earlier statements too.` */
export function rowsText({ lineCount, repeatedCount, foreignCount, counts }: Statement): string {
  const kinds = KINDS.flatMap((kind) => (counts[kind] === 0 ? [] : [`${counts[kind]} ${kind}`]));
  const byKind = kinds.length === 0 ? '' : `: ${kinds.join(', ')}`;
  const are = (count: number) => `${count} of them ${count === 1 ? 'is' : 'are'}`;
  const repeated = repeatedCount === 0 ? '' : `; ${are(repeatedCount)} in earlier statements too`;
  const foreign = foreignCount === 0 ? '' : `; ${are(foreignCount)} about payouts of other clients, and left out`;
  return `${lineCount} ${lineCount === 1 ? 'row' : 'rows'}${byKind}${repeated}${foreign}.`;
}

/** When all its lines were there, in Jakarta: `2026-11-21 09:00:00`. */
export function importedText({ importedAt }: Statement): string {
  return importedAt === null ? 'not yet' : timeText(importedAt);
}

/** `2026-11-20 00:00:00 to 2026-11-21 00:00:00 WIB` */
export function coversText({ coversFrom, coversTo }: Statement): string {
  return `${timeText(coversFrom)} to ${timeText(coversTo)} WIB`;
}

/** `2026-11-21 09:00:00 WIB by operator:fatima: the file of another account`; null: it counts. */
export function withdrawnText({ withdrawnAt, withdrawnBy, withdrawnBecause }: Statement): string | null {
  return withdrawnAt && `${timeText(withdrawnAt)} WIB by ${withdrawnBy}: ${withdrawnBecause}`;
}

/** Both sides of a statement for programs, in the words of the REST API. */
export function totalsBody({ paid, returned, differences }: StatementTotals) {
  const total = ({ count, rupiah }: Total) => ({ count, rupiah: Number(rupiah) });
  const sides = ({ file, foreign, payouts }: SidesTotal) => ({
    file: total(file),
    foreign: total(foreign),
    payouts: total(payouts),
  });
  const open = differences.map((difference) => ({ kind: difference.kind, ...total(difference) }));
  return { totals: { paid: sides(paid), returned: sides(returned), differences: open } };
}

/** The same for people: a row for payments and one for returns, and what is open about them. */
export function totalsText({ paid, returned, differences }: StatementTotals): string {
  const total = ({ count, rupiah }: Total) => `${count} ${rupiahText(rupiah)}`;
  const rows = [
    { name: 'paid', sides: paid },
    { name: 'returned', sides: returned },
  ];
  const isForeign = rows.some(({ sides }) => sides.foreign.count > 0);
  const table = toTable(
    [
      { title: '', of: ({ name }) => name },
      { title: 'THE STATEMENT HAS', align: 'right', of: ({ sides }) => total(sides.file) },
      ...(isForeign
        ? [
            {
              title: 'FOREIGN',
              align: 'right' as const,
              of: ({ sides }: (typeof rows)[number]) => total(sides.foreign),
            },
          ]
        : []),
      { title: 'PAYOUTS OF THE PERIOD', align: 'right', of: ({ sides }) => total(sides.payouts) },
    ] satisfies Column<(typeof rows)[number]>[],
    rows,
  );
  if (differences.length === 0) return table;
  return `${table}\nopen: ${differences.map(({ kind, ...amount }) => `${kind} ${total(amount)}`).join(', ')}`;
}
