import { fileURLToPath } from 'node:url';
import type { PartSpec } from '../process/part.js';
import { accepts } from '../process/probe.js';

export function practiceUrl(port: number): string {
  return `rtmp://127.0.0.1:${port}/practice`;
}

/** A destination to try things with, on loopback only and in a process of its own: bad input can bring it down. */
export function practicePart(port: number): PartSpec {
  return {
    name: 'practice',
    kind: 'practice',
    ports: { rtmp: port },
    command: process.execPath,
    args: ['--optimize-for-size', fileURLToPath(new URL('../../practice/main.js', import.meta.url)), String(port)],
    stopSignal: 'SIGTERM',
    isReady: () => accepts(port),
  };
}
