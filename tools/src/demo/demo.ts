import type { Session } from '@mid-station/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../api-client/api-client.js';
import { LogFile } from '../launcher/process/log-file.js';
import { DEMO_HANDLE, prepareSetting, signInDemo } from './account.js';
import { TestPicture } from './encoder.js';

/** How often the targets are shown, in milliseconds. */
const SHOW_EVERY_MS = 2_000;
/** Pause before a lost encoder connects again, in milliseconds. */
const ENCODER_RESTART_MS = 1_000;

export interface DemoOptions {
  /** Where the web app and the API are, such as `http://localhost:8080`. */
  origin: string;
  password: string;
  encoderLog: string;
  say(line: string): void;
  /** Aborts when the demo should end. */
  signal: AbortSignal;
}

/**
 * Shows the main job: an account, an active setting with three practice targets, a picture in, three streams out. Runs
 * until its signal aborts and then goes offline.
 */
export async function runDemo({ origin, password, encoderLog, say, signal }: DemoOptions): Promise<void> {
  const api = new ApiClient(origin);
  await signInDemo(api, password);
  await prepareSetting(api);
  await api.call('goLive', {});
  const { servers, streamKey } = await api.call('ingest', {});
  say(`Demo: sign in at ${origin} as "${DEMO_HANDLE}" with password "${password}".`);
  say(`Demo: streaming a test picture to ${servers.rtmp}; each target, every two seconds:`);
  const log = new LogFile(encoderLog);
  try {
    await Promise.all([
      keepStreaming(() => new TestPicture(servers.rtmp, streamKey, log), signal),
      keepShowing(api, say, signal),
    ]);
  } finally {
    await api.call('goOffline', {});
  }
}

async function keepStreaming(connect: () => TestPicture, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const encoder = connect();
    const stop = () => void encoder.stop();
    signal.addEventListener('abort', stop, { once: true });
    await encoder.ended;
    signal.removeEventListener('abort', stop);
    await pause(ENCODER_RESTART_MS, signal);
  }
}

async function keepShowing(api: ApiClient, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  for (;;) {
    await pause(SHOW_EVERY_MS, signal);
    if (signal.aborted) return;
    try {
      const session = await api.call('live', {});
      say(session ? describe(session) : 'Demo: not live.');
    } catch (error) {
      say(`Demo: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function describe({ state, targets }: Session): string {
  const each = targets.map(({ name, state, bitrateKbps }) => `${name}: ${state} ${Math.round(bitrateKbps)} kbit/s`);
  return [state.padEnd(11), ...each].join(' | ');
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined); // aborted: the caller looks at the signal
}
