import { randomUUID } from 'node:crypto';
import { type RelayTarget, settingOptionsSchema } from '@mid-station/contracts';
import { type RelayOptions } from '../relay-options.js';
import { rtmpDialer } from '../target/target-connection.js';
import { FlushTicker } from '../ticker/flush-ticker.js';

/** A target as the settings would describe it. */
export function makeTarget(changes: Partial<RelayTarget> = {}): RelayTarget {
  return {
    targetId: randomUUID(),
    name: 'Practice',
    platform: 'custom',
    url: 'rtmp://127.0.0.1:1/live',
    key: 'stream',
    enabled: true,
    ...changes,
  };
}

/** Relay options that allow everything; an exception of ours fails the test. */
export function makeOptions(changes: Partial<RelayOptions> = {}): RelayOptions {
  return {
    sessionId: randomUUID(),
    targets: [],
    options: settingOptionsSchema.parse({}),
    moved: false,
    dial: rtmpDialer(),
    ticker: new FlushTicker(),
    permit: { mayForward: true, maySynthesise: true },
    onChange: () => undefined,
    onEnded: () => undefined,
    onBug: (error) => {
      throw error;
    },
    ...changes,
  };
}
