const SHOWN = 4;
const SHORTEST_WITH_ANY_SHOWN = 6;

/** An account, phone or identity number as people may see it: the last four characters, and none of a short one. */
export function maskNumber(number: string): string {
  if (number.length < SHORTEST_WITH_ANY_SHOWN) return '*'.repeat(number.length);
  return '*'.repeat(number.length - SHOWN) + number.slice(-SHOWN);
}
