import { DIFFERENCE_KINDS, type Difference, type DifferenceFilter, FindStatements } from '#libs/reconciliation';
import type { Get } from '../core/domain.js';
import { DEFAULT_LIMIT } from '../core/listing-command.js';
import { collect, type Part, readParts } from '../output/print-list.js';
import { toTable } from '../output/table.js';
import { DIFFERENCE_COLUMNS, differenceBody } from './difference-body.js';

/** The newest open differences of a statement, as many as fit into an answer about something else. */
export function openDifferences(get: Get, filter: Pick<DifferenceFilter, 'statementId'>): Promise<Part<Difference>> {
  const parts = readParts(
    DEFAULT_LIMIT,
    (most, before) => get(FindStatements).differences('operator', { ...filter, status: 'open' }, most, before),
    ({ id }) => id,
  );
  return collect(parts);
}

/** For programs. */
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
    ...(more ? [`There are more: salur difference list ${filter} --limit all`] : []),
  ].join('\n');
}
