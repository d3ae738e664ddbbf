import { connect } from 'node:net';

const PROBE_TIMEOUT_MS = 2_000;

/** Whether something accepts connections at this loopback port. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: PROBE_TIMEOUT_MS });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.once('timeout', () => done(false));
  });
}

/** Whether the service whose health port this is says that it takes work. */
export async function saysReady(healthPort: number): Promise<boolean> {
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  const answer = await fetch(`http://127.0.0.1:${healthPort}/readyz`, { signal });
  await answer.arrayBuffer();
  return answer.ok;
}
