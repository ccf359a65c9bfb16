import type { CsvColumns } from '#libs/platform';
import {
  DIFFERENCE_KINDS,
  type Difference,
  type DifferenceFilter,
  FindStatements,
  type Side,
} from '#libs/reconciliation';
import type { Get } from '../core/domain.js';
import { type Column, collect, type Part, readParts, toTable } from '../output/output.js';
import { isoOrNull, rupiahText, timeText } from '../output/words.js';

/** A difference for programs, in the words of the REST API, and whose it is. */
export function differenceBody(difference: Difference) {
  const { means, remedy } = DIFFERENCE_KINDS[difference.kind];
  return {
    id: difference.id,
    kind: difference.kind,
    provider: difference.provider,
    clientId: difference.clientId,
    payoutId: difference.payoutId,
    statementId: difference.statementId,
    expected: inNumbers(difference.expected),
    found: inNumbers(difference.found),
    means,
    remedy,
    status: difference.status,
    foundAt: difference.foundAt.toISOString(),
    closedAt: isoOrNull(difference.closedAt),
    closedBecause: difference.closedBecause,
    closedBy: difference.closedBy,
    reason: difference.reason,
    closedBefore: difference.closedBefore.map(({ found, ...before }) => ({ ...before, found: inNumbers(found) })),
  };
}

/** Amounts are kept in digits. */
const OF_MONEY: ReadonlySet<string> = new Set(['amount', 'fee']);

function inNumbers(side: Side): Side {
  const parts = Object.entries(side).map(([name, value]) => [name, OF_MONEY.has(name) ? Number(value) : value]);
  return Object.fromEntries(parts);
}

export const DIFFERENCE_COLUMNS: readonly Column<Difference>[] = [
  { title: 'FOUND (WIB)', of: ({ foundAt }) => timeText(foundAt) },
  { title: 'ID', of: ({ id }) => id },
  { title: 'KIND', of: ({ kind }) => kind },
  { title: 'PROVIDER', of: ({ provider }) => provider },
  { title: 'PAYOUT', of: ({ payoutId }) => payoutId },
  { title: 'STATUS', of: ({ status, closedBecause }) => (status === 'open' ? status : closedText(closedBecause)) },
  { title: 'SALUR HAS', of: ({ expected }) => sideText(expected) },
  { title: 'THE STATEMENT HAS', of: ({ found }) => sideText(found) },
];

export const DIFFERENCE_CSV: CsvColumns<Difference> = [
  ['id', ({ id }) => id],
  ['kind', ({ kind }) => kind],
  ['provider', ({ provider }) => provider],
  ['payout_id', ({ payoutId }) => payoutId],
  ['statement_id', ({ statementId }) => statementId],
  ['status', ({ status }) => status],
  ['salur_has', ({ expected }) => sideText(expected)],
  ['statement_has', ({ found }) => sideText(found)],
  ['remedy', ({ kind }) => DIFFERENCE_KINDS[kind].remedy],
  ['found_at', ({ foundAt }) => foundAt.toISOString()],
  ['closed_at', ({ closedAt }) => isoOrNull(closedAt)],
  ['closed_because', ({ closedBecause }) => closedBecause],
  ['closed_by', ({ closedBy }) => closedBy],
  ['reason', ({ reason }) => reason],
];

/** How each part of a side is printed, in this order: PostgreSQL keeps none. */
const PARTS: Readonly<Record<string, (value: string | number) => string>> = {
  status: (value) => `status ${value}`,
  kind: (value) => `a row of kind ${value}`,
  amount: (value) => `amount ${rupiahText(BigInt(value))}`,
  fee: (value) => `fee ${rupiahText(BigInt(value))}`,
  paid: (value) => `${value} paid`,
  returned: (value) => `${value} returned`,
  refused: (value) => `${value} refused`,
  line: (value) => `line ${value}`,
  newestLine: (value) => `newest line ${value}`,
};

/** One side of a difference, for people: `amount Rp50,000, line 14`. */
export function sideText(side: Side): string {
  const known = Object.entries(PARTS).map(([name, words]) => [side[name] ?? null, words] as const);
  const others = Object.keys(side)
    .filter((name) => !Object.hasOwn(PARTS, name))
    .map((name) => [side[name] ?? null, (value: string | number) => `${name} ${value}`] as const);
  const texts = [...known, ...others].flatMap(([value, words]) => (value === null ? [] : [words(value)]));
  return texts.length === 0 ? 'nothing' : texts.join(', ');
}

/** Why a difference is closed, for people. */
export function closedText(because: Difference['closedBecause']): string {
  return because === 'person' ? 'closed by a person' : 'closed: both sides agree';
}

const MOST_SHOWN = 50;

/** The newest open differences of a statement, as many as fit into the output of another command. */
export function openDifferences(get: Get, filter: Pick<DifferenceFilter, 'statementId'>): Promise<Part<Difference>> {
  const parts = readParts(
    MOST_SHOWN,
    (most, before) => get(FindStatements).differences('operator', { ...filter, status: 'open' }, most, before),
    ({ id }) => id,
  );
  return collect(parts);
}

/** Differences of something else, for programs. */
export function differencesBody({ items, more }: Part<Difference>) {
  return { differences: items.map(differenceBody), moreDifferences: more };
}

/**
 * For people: the differences, and below them what to do about each kind.
 * @param filter the options by which all of them are listed
 */
export function differencesText({ items, more }: Part<Difference>, filter: string): string {
  if (items.length === 0) return 'It has no open difference.';
  const kinds = [...new Set(items.map(({ kind }) => kind))];
  return [
    `Open differences${more ? ', the newest' : ''}:`,
    toTable(DIFFERENCE_COLUMNS, items),
    ...kinds.map((kind) => `${kind}: ${DIFFERENCE_KINDS[kind].means} ${DIFFERENCE_KINDS[kind].remedy}`),
    ...(more ? [`There are more: run salur difference list ${filter} --limit all`] : []),
  ].join('\n');
}
