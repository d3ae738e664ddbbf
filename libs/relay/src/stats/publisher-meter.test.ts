import { publisherStatusSchema } from '@mid-station/contracts';
import { aPublisher } from '@mid-station/contracts/testing';
import { MediaLog } from '../publication/media-log.js';
import { Publication } from '../publication/publication.js';
import { data, stream } from '../testing/media.js';
import { Timeline } from '../timeline/timeline.js';
import { ENCODER_NAME_MAX } from '../limits.js';
import { type StreamFacts } from './publisher-meter.js';

function factsAfter(messages: ReturnType<typeof stream>, arrivalOf = (timestamp: number) => timestamp): StreamFacts {
  const publication = new Publication(new MediaLog(), new Timeline());
  for (const message of messages) publication.write(message, arrivalOf(message.timestamp));
  return publication.meter.facts(publication.headers, arrivalOf(messages.at(-1)!.timestamp));
}

describe('publisher meter', () => {
  it('says what comes in', () => {
    const facts = factsAfter(stream({ duration: 10_000, gop: 50, frameBytes: 5_000 }));
    expect(facts).toMatchObject({
      video: { codec: 'h264', width: 640, height: 360 },
      audio: { codec: 'aac', profile: 'LC', sampleRate: 48_000, channels: 2 },
      keyframeIntervalMs: 2_000,
      jitterMs: 0,
      framesDropped: 0,
    });
    expect(Math.abs(facts.fps - 25)).toBeLessThanOrEqual(1);
    expect(Math.abs(facts.bitrateKbps - 1_010)).toBeLessThan(30);
    expect(facts.audioKbps).toBe(10); // 24 bytes each 20 ms
    expect(facts.bytesReceived).toBeGreaterThan(250 * 5_000);
  });

  it('names no sound and no picture that never came', () => {
    expect(factsAfter(stream({ duration: 500, withAudio: false })).audio).toBeNull();
    expect(factsAfter(stream({ duration: 500, withVideo: false })).video).toBeNull();
  });

  it('says how many frames the encoder left out', () => {
    const isLeftOut = (at: number): boolean => at > 4_000 && at <= 4_200;
    const messages = stream({ duration: 10_000, withAudio: false }).filter(({ timestamp }) => !isLeftOut(timestamp));
    expect(factsAfter(messages).framesDropped).toBe(5); // of 25 a second
  });

  it('shows jitter when frames arrive unevenly', () => {
    const uneven = (timestamp: number): number => timestamp + ((timestamp / 40) % 2 === 0 ? 0 : 30);
    expect(factsAfter(stream({ duration: 5_000 }), uneven).jitterMs).toBeGreaterThan(15);
  });

  it.each([
    ['the end of their 32 bits', (at: number) => (2 ** 32 - 3_000 + at) % 2 ** 32],
    ['a clock that starts anew', (at: number) => (at < 3_000 ? 3_600_000 + at : at)],
  ])('measures the same over timestamps with %s', (_, timestampAt) => {
    const messages = stream({ duration: 6_000, gop: 25 });
    const publication = new Publication(new MediaLog(), new Timeline());
    const highest = { jitterMs: 0, keyframeIntervalMs: 0 };
    for (const message of messages) {
      const now = message.timestamp;
      publication.write({ ...message, timestamp: timestampAt(now) }, now);
      const { jitterMs, keyframeIntervalMs } = publication.meter.facts(publication.headers, now);
      highest.jitterMs = Math.max(highest.jitterMs, jitterMs);
      highest.keyframeIntervalMs = Math.max(highest.keyframeIntervalMs, keyframeIntervalMs ?? 0);
    }
    expect(highest).toEqual({ jitterMs: 0, keyframeIntervalMs: 1_000 });
  });

  describe('takes from metadata only what can be reported', () => {
    const name = (text: string): Buffer => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)]);
    const string = (text: string): Buffer => {
      const bytes = Buffer.from(text);
      return Buffer.concat([Buffer.from([2, bytes.length >> 8, bytes.length & 0xff]), bytes]);
    };
    const number = (value: number): Buffer => {
      const bytes = Buffer.alloc(9);
      bytes.writeDoubleBE(value, 1);
      return bytes;
    };
    const factsOf = (values: Record<string, Buffer>, withVideo = true): StreamFacts => {
      const pairs = Object.entries(values).flatMap(([key, value]) => [name(key), value]);
      const metadata = Buffer.concat([string('onMetaData'), Buffer.from([3]), ...pairs, Buffer.from([0, 0, 9])]);
      const messages = stream({ duration: 100 }).slice(withVideo ? 1 : 2);
      return factsAfter([data(0, metadata), ...messages]);
    };

    it('values of the expected shape', () => {
      const facts = factsOf({ encoder: string('obs-output'), width: string('wide') });
      expect(facts).toMatchObject({ encoder: 'obs-output', video: { width: 640 } });
    });

    it.each([1e300, 2 ** 53, Infinity, NaN, -1, 0, 1.5])('a width of %d for none', (width) => {
      const facts = factsOf({ width: number(width) }, false);
      expect(facts.video?.width).toBeNull();
      expect(() => publisherStatusSchema.parse(aPublisher(facts))).not.toThrow();
    });

    it('of an encoder its name, without control characters and not at any length', () => {
      expect(factsOf({ encoder: string('Lavf\u000059\n.27') }).encoder).toBe('Lavf59.27');
      expect(factsOf({ encoder: string('\u0000') }).encoder).toBeNull();
      const long = factsOf({ encoder: string('\u{1f3a5}'.repeat(3_000)) }).encoder!;
      expect(long).toBe('\u{1f3a5}'.repeat(ENCODER_NAME_MAX));
    });
  });
});
