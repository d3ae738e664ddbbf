/** Longest wait for a condition, in milliseconds: generous, because only a failing test waits that long. */
const LIMIT_MS = 15_000;
const POLL_MS = 10;

/** Tries until `attempt` returns without throwing, and gives its value; after the limit the last error is thrown. */
export async function eventually<T>(attempt: () => T | Promise<T>, limitMs = LIMIT_MS): Promise<T> {
  const until = Date.now() + limitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}
