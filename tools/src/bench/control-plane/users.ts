import { type IngestIdentity, type StreamPlan } from '@mid-station/contracts';
import { BENCH_KEYS } from '../contenders/mid-station.js';

// Users by number: whoever has an id of one of them knows the rest, so that nobody needs to keep ten thousand of them.

const PREFIX = { user: '0000000a', setting: '0000000b', target: '0000000c' } as const;

export function userId(number: number): string {
  return idOf('user', number);
}

/** The number in any of the ids made here. */
export function numberOf(id: string): number {
  return Number(id.slice(-12));
}

export function identityOf(number: number): IngestIdentity {
  return { userId: userId(number), handle: `bench-${number}`, keys: BENCH_KEYS };
}

/** As long as those of three usual targets. */
const SEALED_KEYS = `v1.00000000.${'A'.repeat(400)}`;

/** One setting with three targets, which is what a streamer of a few platforms has. */
export function planOf(number: number): StreamPlan {
  const targets = [0, 1, 2].map((index) => ({
    targetId: idOf('target', number * 3 + index),
    name: `platform ${index + 1}`,
    platform: 'custom' as const,
    url: 'rtmp://platform.example/live',
    enabled: true,
  }));
  return {
    userId: userId(number),
    settingId: idOf('setting', number),
    settingName: 'evening show',
    revision: 1,
    options: { graceSeconds: 90, holdPolicy: 'freeze', autoLive: false },
    targets,
    sealedKeys: SEALED_KEYS,
  };
}

function idOf(kind: keyof typeof PREFIX, number: number): string {
  return `${PREFIX[kind]}-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
