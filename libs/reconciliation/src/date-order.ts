import type { DateOrder, Readings } from './read-cells.js';

/** The period of a statement, and the order of its dates when the import states it. */
export interface DateStyle {
  /** Start of the period that the file covers completely, inclusive. */
  readonly coversFrom: Date;
  /** End of the period, exclusive. */
  readonly coversTo: Date;
  /** Not stated: the dates of the file and the period decide, or the file is refused. */
  readonly dates?: DateOrder | undefined;
}

/** The two readings of a date that ends with its year. */
export type ReadOrder = keyof Readings;

/** What the dates of a file say of their order. */
export interface OrderEvidence {
  /** How many dates each order makes impossible or moves out of the period. */
  readonly failures: Readonly<Record<ReadOrder, number>>;
  /** The first line that both orders date within the period, differently; null: there is none. */
  readonly undecided: number | null;
}

export const NO_EVIDENCE: OrderEvidence = { failures: { dmy: 0, mdy: 0 }, undecided: null };

/** Whether a time lies in the period of a statement. */
export function isWithin(time: Date, { coversFrom, coversTo }: DateStyle): boolean {
  return time >= coversFrom && time < coversTo;
}

/** Whether the two readings are the same time. */
export function isClear({ dmy, mdy }: Readings): boolean {
  return dmy?.getTime() === mdy?.getTime();
}

/** The evidence with one date more. */
export function withDate(evidence: OrderEvidence, readings: Readings, line: number, style: DateStyle): OrderEvidence {
  if (isClear(readings)) return evidence;
  const fits = (time: Date | null) => time !== null && isWithin(time, style);
  const [dmy, mdy] = [fits(readings.dmy), fits(readings.mdy)];
  return {
    failures: { dmy: evidence.failures.dmy + (dmy ? 0 : 1), mdy: evidence.failures.mdy + (mdy ? 0 : 1) },
    undecided: evidence.undecided ?? (dmy && mdy ? line : null),
  };
}

/**
 * The one order in which every date of the file is possible and lies in the period. When neither order is, the one with fewer
 * failures, so that the errors are about the rows that are wrong.
 *
 * @returns null: both are, and they differ
 */
export function orderOf({ failures, undecided }: OrderEvidence): ReadOrder | null {
  if (failures.dmy === failures.mdy && undecided !== null) return null;
  return failures.mdy < failures.dmy ? 'mdy' : 'dmy';
}
