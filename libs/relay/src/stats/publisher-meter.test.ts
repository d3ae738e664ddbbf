import { MediaLog } from '../publication/media-log.js';
import { Publication } from '../publication/publication.js';
import { data, stream } from '../testing/media.js';
import { Timeline } from '../timeline/timeline.js';
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

  it('shows jitter when frames arrive unevenly', () => {
    const uneven = (timestamp: number): number => timestamp + ((timestamp / 40) % 2 === 0 ? 0 : 30);
    expect(factsAfter(stream({ duration: 5_000 }), uneven).jitterMs).toBeGreaterThan(15);
  });

  it('takes nothing from metadata but what has the expected shape', () => {
    const name = (text: string): Buffer => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)]);
    const string = (text: string): Buffer => Buffer.concat([Buffer.from([2]), name(text)]);
    const body = [string('onMetaData'), Buffer.from([3]), name('encoder'), string('obs-output'), name('width')];
    const metadata = Buffer.concat([...body, string('wide'), Buffer.from([0, 0, 9])]);
    const facts = factsAfter([data(0, metadata), ...stream({ duration: 100 }).slice(1)]);
    expect(facts).toMatchObject({ encoder: 'obs-output', video: { width: 640 } });
  });
});
