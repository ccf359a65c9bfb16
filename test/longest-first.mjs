// The order in which test files are run.
import Sequencer from '@jest/test-sequencer';

/** What takes longest, first: the name of a file says its kind. */
const KINDS = [/\.chaos-spec\.ts$/, /\/conformance\.spec\.ts$/, /\.e2e-spec\.ts$/, /\.db-spec\.ts$/, /\.ts$/];
const kindOf = ({ path }) => KINDS.findIndex((pattern) => pattern.test(path));

/**
 * Jest begins with the files that took longest in the last run. A first run knows no durations and goes by the size of files, so a
 * short file with a story of 40 s was the last, alone on two cores.
 */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.every(({ duration }) => duration !== undefined)) return sorted;
    return sorted.toSorted((one, other) => kindOf(one) - kindOf(other));
  }
}
