/** How often we look whether npm is still there, in milliseconds. */
const PARENT_POLL_MS = 250;

/**
 * Aborts when the person at the terminal, or whoever started us, wants the installation to stop: Ctrl-C, SIGTERM, a
 * closed terminal, an output that nobody reads any more, or the death of the `npm` process in front of us, which nobody
 * could signal any more. Ctrl-C arrives twice under npm, from the terminal and from npm, so asking again changes nothing.
 */
export function stopRequested(): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  for (const output of [process.stdout, process.stderr]) output.on('error', stop);
  if (process.env.npm_lifecycle_event === 'start') {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && stop(), PARENT_POLL_MS).unref();
  }
  return controller.signal;
}
