import { ConfigError } from '@mid-station/service/config';
import { LaunchFailure } from './failure.js';

/** Tells the person at the terminal. */
export function say(line: string): void {
  console.log(line);
}

/** What can be acted on is told in words; a bug of ours with everything that helps to find it. */
export function tellFailure(error: unknown): void {
  const expected = error instanceof LaunchFailure || error instanceof ConfigError;
  console.error(expected ? `\n${error.message}` : error);
}
