import type { Session } from '@mid-station/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../api-client/api-client.js';
import { LogFile } from '../launcher/process/log-file.js';
import { DEMO_HANDLE, prepareSetting, signInDemo } from './account.js';
import { TestPicture } from './encoder.js';

/** How often the targets are looked at, in milliseconds. */
const LOOK_EVERY_MS = 1_000;
/** Looks after which they are shown although no state has changed. */
const LOOKS_SHOWN = 10;
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
  say(`Demo: streaming a test picture to ${servers.rtmp}; each target, at every change and every ten seconds:`);
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
  let shown = '';
  for (let look = 0; ; look++) {
    await pause(LOOK_EVERY_MS, signal);
    if (signal.aborted) return;
    const { states, line } = await lookAt(api);
    if (states !== shown || look % LOOKS_SHOWN === 0) say(line);
    shown = states;
  }
}

async function lookAt(api: ApiClient): Promise<{ states: string; line: string }> {
  try {
    const session = await api.call('live', {});
    if (!session) return { states: '', line: 'Demo: not live.' };
    return { states: [session, ...session.targets].map(({ state }) => state).join(), line: describe(session) };
  } catch (error) {
    const line = `Demo: ${error instanceof Error ? error.message : String(error)}`;
    return { states: line, line };
  }
}

function describe({ state, targets }: Session): string {
  const each = targets.map(({ name, state, bitrateKbps }) => `${name}: ${state} ${Math.round(bitrateKbps)} kbit/s`);
  return [state.padEnd(11), ...each].join(' | ');
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined); // aborted: the caller looks at the signal
}
