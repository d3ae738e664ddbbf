import Sequencer from '@jest/test-sequencer';

/** Few files run at once; those that take longest begin first, so that none of them runs on alone at the end. */
const LONGEST = [
  '/e2e/src/survival/',
  '/libs/route-table/src/simulation/',
  '/apps/orchestrator/src/survival',
  '/libs/relay/src/interop/hold',
];

/** The order in which Jest runs test files. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const isLongest = ({ path }) => LONGEST.some((part) => path.includes(part));
    const sorted = super.sort(tests);
    return [...sorted.filter(isLongest), ...sorted.filter((test) => !isLongest(test))];
  }
}
