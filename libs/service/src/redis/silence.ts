/** Time between pings, in milliseconds: silence then means that nobody is there. */
export const PING_INTERVAL_MS = 500;

/** What is needed of a client of Redis, which must have `pingInterval: PING_INTERVAL_MS`. */
interface Pinging {
  readonly isReady: boolean;
  /** False from when it is being closed. */
  readonly isOpen: boolean;
  on(event: 'ready' | 'end' | 'ping-interval', listener: () => void): unknown;
  emit(event: 'error', error: Error): unknown;
  destroy(): void;
  connect(): Promise<unknown>;
}

/**
 * Closes the connection, and opens it anew, when pings get no answer for `ms`: a Redis that is frozen or cut off answers
 * nothing and closes nothing. The client's own limit on a silent socket does not see that while commands are written, as
 * they are activity, too. Call it before the client connects; it ends with the client.
 */
export function endSilence(client: Pinging, ms: number): void {
  let watch: NodeJS.Timeout | undefined;
  let missed = 0;
  const stop = (): void => clearInterval(watch);
  client.on('ping-interval', () => (missed = 0));
  client.on('end', stop);
  client.on('ready', () => {
    stop();
    missed = 0;
    // Counted, not measured: a process that stood still itself has heard nothing either.
    watch = setInterval(() => {
      if (client.isReady && ++missed * PING_INTERVAL_MS > ms) reopen(client);
    }, PING_INTERVAL_MS);
  });
}

function reopen(client: Pinging): void {
  const isWanted = client.isOpen;
  client.emit('error', new Error('Redis does not answer'));
  client.destroy();
  if (isWanted) client.connect().catch(() => undefined); // closed meanwhile: nothing else ends its attempts
}
