/** Decides which lines of several statements are the same movement of money. */

import { JAKARTA_OFFSET_MS } from '#libs/platform';

/** What a statement says of a time, the coarsest first: a spreadsheet can drop the seconds, or the clock. */
export const TIME_UNITS = ['day', 'minute', 'second', 'millisecond'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

const LENGTH_MS: Readonly<Record<TimeUnit, number>> = {
  day: 86_400_000,
  minute: 60_000,
  second: 1_000,
  millisecond: 1,
};
/** The start of the unit that a time lies in, by a clock in Jakarta: a date without a clock is a day there. */
function startOf(time: Date, unit: TimeUnit): number {
  return Math.floor((time.getTime() + JAKARTA_OFFSET_MS) / LENGTH_MS[unit]);
}

/** The coarsest unit in which a time can be written without loss. */
export function unitOf(time: Date): TimeUnit {
  return TIME_UNITS.find((unit) => (time.getTime() + JAKARTA_OFFSET_MS) % LENGTH_MS[unit] === 0) as TimeUnit;
}

/** The coarser of two units. */
export function coarser(one: TimeUnit, other: TimeUnit): TimeUnit {
  return TIME_UNITS.indexOf(one) <= TIME_UNITS.indexOf(other) ? one : other;
}

/** A line of a statement that may be the same movement as lines of other statements. */
export interface MovementLine {
  readonly statementId: string;
  /** What names the transfer, the same in all statements. */
  readonly transfer: string;
  readonly kind: string;
  readonly amount: bigint;
  readonly bookedAt: Date;
  readonly bookedTo: TimeUnit;
}

/**
 * The lines that stand for the movements, one each: a line is left out if it can be a movement that lines before it show.
 *
 * Lines of one statement are different movements. Lines of two statements are the same one when transfer, kind and amount are the
 * same, and the times are the same in the coarser of their units. So statements never show more movements of a transfer than they
 * need: in each day, minute, second and millisecond, as many as the statement that has most there.
 */
export function movementsOf<T extends MovementLine>(lines: readonly T[]): T[] {
  if (lines.length < 2) return [...lines];
  const counts = new Map<string, Span>();
  return lines.filter((line) => {
    const name = `${line.transfer} ${line.kind} ${line.amount}`;
    const count = counts.get(name) ?? new Span();
    counts.set(name, count);
    return count.add(line, 0);
  });
}

/** How many movements the lines of a span of time need at least; the spans of the next unit divide it. */
class Span {
  private readonly ofStatement = new Map<string, number>();
  private readonly parts = new Map<number, Span>();
  /** The most lines that one statement has here. */
  private most = 0;
  /** What the parts need together. */
  private inParts = 0;

  /** @param place of the unit of the parts in {@link TIME_UNITS} @returns whether the line needs one movement more */
  add(line: MovementLine, place: number): boolean {
    const before = Math.max(this.most, this.inParts);
    const unit = TIME_UNITS[place];
    const isCoarse = place > 0 && TIME_UNITS[place - 1] === line.bookedTo;
    if (unit !== undefined && !isCoarse) {
      const start = startOf(line.bookedAt, unit);
      const part = this.parts.get(start) ?? new Span();
      this.parts.set(start, part);
      if (part.add(line, place + 1)) this.inParts += 1;
    }
    // Days are compared with nothing coarser: all time has no line of its own.
    if (place > 0) {
      const count = (this.ofStatement.get(line.statementId) ?? 0) + 1;
      this.ofStatement.set(line.statementId, count);
      this.most = Math.max(this.most, count);
    }
    return Math.max(this.most, this.inParts) > before;
  }
}
