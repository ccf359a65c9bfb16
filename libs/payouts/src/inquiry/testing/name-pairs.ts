import type { NamePairs } from './name-pair.js';
import { PAIRS_OF_ANSWERS } from './pairs-of-answers.js';
import { PAIRS_OF_COMPANIES } from './pairs-of-companies.js';
import { PAIRS_OF_REGIONS } from './pairs-of-regions.js';
import { PAIRS_OF_TITLES } from './pairs-of-titles.js';
import { PAIRS_OF_WRITING } from './pairs-of-writing.js';

/** The pairs of names that the comparison is held to, by kind. */
export const NAME_PAIRS: NamePairs = {
  ...PAIRS_OF_TITLES,
  ...PAIRS_OF_COMPANIES,
  ...PAIRS_OF_WRITING,
  ...PAIRS_OF_ANSWERS,
  ...PAIRS_OF_REGIONS,
};
