import { readFileSync } from 'node:fs';
import { StepError } from './run.mjs';

/** Refuses a Node.js older than `engines` in package.json asks for, before anything else fails in a stranger way. */
export function checkNode() {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  const needed = engines.node.replace('>=', '');
  if (isOlder(process.versions.node, needed)) {
    throw new StepError(`Mid-Station needs Node.js ${needed} or newer; this is ${process.versions.node}.`);
  }
}

/** Compares dotted numbers; parts left out count as 0. */
export function isOlder(version, needed) {
  const have = version.split('.').map(Number);
  const want = needed.split('.').map(Number);
  for (let i = 0; i < 3; i++) {
    const difference = (have[i] || 0) - (want[i] || 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
