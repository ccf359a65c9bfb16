import type { NameMatch } from '../../law/status.js';

/** Two names, the grade of their comparison, and why it is right. All names are invented. */
export type NamePair = readonly [wanted: string, found: string, grade: NameMatch, why: string];
/** By what the pairs are about. */
export type NamePairs = Readonly<Record<string, readonly NamePair[]>>;

export const EXACT = 'exact';
export const CLOSE = 'close';
export const DIFFERENT = 'different';
