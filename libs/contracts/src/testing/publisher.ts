import type { PublisherStatus } from '../session.js';

/** Milliseconds since it connected: long enough to be judged. */
const CONNECTED_FOR_MS = 60_000;

/** An encoder that has been sending for a minute what every platform takes; `changes` is what is different about it. */
export const aPublisher = (changes: Partial<PublisherStatus> = {}): PublisherStatus => ({
  connected: true,
  since: new Date(Date.now() - CONNECTED_FOR_MS).toISOString(),
  remote: '192.0.2.1',
  encoder: 'OBS 31.1',
  video: { codec: 'h264', profile: 'High', width: 1920, height: 1080 },
  audio: { codec: 'aac', profile: 'LC', sampleRate: 48_000, channels: 2 },
  bitrateKbps: 5_000,
  audioKbps: 160,
  fps: 30,
  framesDropped: 0,
  keyframeIntervalMs: 2_000,
  jitterMs: 1,
  refusal: null,
  rivals: false,
  bytesReceived: 40_000_000,
  ...changes,
});
