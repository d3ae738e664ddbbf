import { type MediaMessage, MessageType } from '@mid-station/rtmp';
import { readStamp, type StampedType } from '../feed/stamp.js';
import { monotonicMicros } from './clock.js';
import { Histogram, type Percentiles } from './histogram.js';

/** Counts what reaches the sink, over all streams. */
export class Arrivals {
  live = 0;
  private received = 0;
  private bytes = 0;
  private dropped = 0;
  private readonly latency = new Histogram();

  newStream(): ArrivingStream {
    return new ArrivingStream({
      onLive: (change) => (this.live += change),
      onFrame: (milliseconds, bytes, missing) => {
        this.received++;
        this.bytes += bytes;
        this.dropped += missing;
        this.latency.record(milliseconds);
      },
    });
  }

  /** Starts counting anew; the streams stay. */
  reset(): void {
    this.received = this.bytes = this.dropped = 0;
    this.latency.reset();
  }

  report(): { received: number; bytes: number; dropped: number; latencyMs: Percentiles } {
    const { received, bytes, dropped } = this;
    return { received, bytes, dropped, latencyMs: this.latency.percentiles() };
  }
}

interface StreamHooks {
  onLive(change: 1 | -1): void;
  /** @param missing frames left out, or the one itself when it is out of order or repeated */
  onFrame(milliseconds: number, bytes: number, missing: number): void;
}

/** One stream that reaches the sink. */
export class ArrivingStream {
  isLive = false;
  private readonly expected: Record<StampedType, number | null> = {
    [MessageType.Audio]: null,
    [MessageType.Video]: null,
  };

  constructor(private readonly hooks: StreamHooks) {}

  take(message: MediaMessage): void {
    const stamp = readStamp(message);
    if (stamp === null || message.type === MessageType.Data) return;
    const milliseconds = (monotonicMicros() - stamp.micros) / 1000;
    this.hooks.onFrame(milliseconds, message.payload.length, this.missing(message.type, stamp.sequence));
    if (message.type === MessageType.Video) this.setLive(true);
  }

  end(): void {
    this.setLive(false);
  }

  private missing(type: StampedType, sequence: number): number {
    const expected = this.expected[type] ?? sequence;
    this.expected[type] = Math.max(expected, sequence + 1);
    return sequence < expected ? 1 : sequence - expected;
  }

  private setLive(isLive: boolean): void {
    if (isLive === this.isLive) return;
    this.isLive = isLive;
    this.hooks.onLive(isLive ? 1 : -1);
  }
}
