/** Which times of a provider its imported statements cover, as ranges that neither touch nor overlap. */
export class Coverage {
  /** @param ranges begin inclusive, end exclusive */
  constructor(private readonly ranges: readonly { readonly from: Date; readonly to: Date }[]) {}

  /** Whether every moment of a time is covered. */
  includes(from: Date, to: Date): boolean {
    return this.ranges.some((range) => range.from <= from && to < range.to);
  }
}

export const NOTHING_COVERED = new Coverage([]);
