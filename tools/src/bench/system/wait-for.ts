import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;

/** Resolves once `condition` holds; throws with what `describe` says when it does not within `timeoutMs`. */
export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
  describe: () => string,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(describe());
    await sleep(POLL_MS);
  }
}
