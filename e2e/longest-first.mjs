import Sequencer from '@jest/test-sequencer';

/** Two files run at once; the one that takes several minutes begins first, so that it does not run on alone at the end. */
const LONGEST = '/e2e/src/survival/';

/** The order in which Jest runs test files. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const isLongest = ({ path }) => path.includes(LONGEST);
    const sorted = super.sort(tests);
    return [...sorted.filter(isLongest), ...sorted.filter((test) => !isLongest(test))];
  }
}
