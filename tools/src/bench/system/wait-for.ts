import { readFileSync } from 'node:fs';
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

/** Milliseconds a program may take until it listens; a hundred at once on one core are slow to start. */
const LISTEN_TIMEOUT_MS = 60_000;
/** `st` column of /proc/net/tcp. */
const LISTENING = '0A';

/** Resolves when all ports are listened on. Looks without connecting: some listeners take one connection only. */
export async function untilListening(ports: readonly number[]): Promise<void> {
  const missing = (): number[] => {
    const listening = listeningPorts();
    return ports.filter((port) => !listening.has(port));
  };
  const describe = (): string => `nobody listens on port ${missing().join(', ')}`;
  await waitFor(() => missing().length === 0, LISTEN_TIMEOUT_MS, describe);
}

function listeningPorts(): Set<number> {
  const ports = new Set<number>();
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readFileSync(file, 'latin1').split('\n').slice(1)) {
      const [, local = '', , state] = line.trim().split(/\s+/);
      if (state === LISTENING) ports.add(parseInt(local.slice(local.lastIndexOf(':') + 1), 16));
    }
  }
  return ports;
}
