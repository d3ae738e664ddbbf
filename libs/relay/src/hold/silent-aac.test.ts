import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flvHeader, flvTag, MessageType } from '@mid-station/rtmp';
import { ffmpeg } from '@mid-station/rtmp/testing';
import { AAC_HEADER } from '../testing/media.js';
import { silentFrameFor } from './silent-aac.js';

/** AudioSpecificConfig: object type, sample rate index, channels. */
function header(objectType: number, rateIndex: number, channels: number): Buffer {
  const config = (objectType << 11) | (rateIndex << 7) | (channels << 3);
  return Buffer.from([0xaf, 0, config >> 8, config & 0xff]);
}

describe('silent AAC frame', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'silence-'));
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  it.each([
    ['mono, 44.1 kHz', header(2, 4, 1), 44_100, 1],
    ['mono, 48 kHz', header(2, 3, 1), 48_000, 1],
    ['stereo, 44.1 kHz', header(2, 4, 2), 44_100, 2],
    ['stereo, 48 kHz', header(2, 3, 2), 48_000, 2],
  ])(
    'decodes to silence without an error: %s',
    async (_, sequenceHeader, sampleRate, channels) => {
      const frame = silentFrameFor(sequenceHeader)!;
      expect(frame.milliseconds).toBeCloseTo(1_024_000 / sampleRate, 6);
      const tags = Array.from({ length: 50 }, (__, index) =>
        flvTag({ type: MessageType.Audio, timestamp: Math.floor(index * frame.milliseconds), payload: frame.payload }),
      );
      const first = flvTag({ type: MessageType.Audio, timestamp: 0, payload: sequenceHeader });
      const file = join(directory, `${sampleRate}-${channels}.flv`);
      await writeFile(file, Buffer.concat([flvHeader({ audio: true, video: false }), first, ...tags]));
      await ffmpeg(['-xerror', '-i', file, '-f', 's16le', `${file}.raw`]);
      const samples = await readFile(`${file}.raw`);
      expect(samples.length).toBe(50 * 1_024 * channels * 2);
      expect(samples.every((byte) => byte === 0)).toBe(true);
    },
    20_000,
  );

  it('begins like the encoder: its own header byte, or the extended header', () => {
    expect(silentFrameFor(AAC_HEADER)!.payload.subarray(0, 2)).toEqual(Buffer.from([0xaf, 1]));
    const enhanced = Buffer.concat([Buffer.from([0x90]), Buffer.from('mp4a'), AAC_HEADER.subarray(2)]);
    expect(silentFrameFor(enhanced)!.payload.subarray(0, 5)).toEqual(Buffer.from('\x91mp4a', 'latin1'));
  });

  it.each([
    ['HE-AAC', header(5, 6, 2)],
    ['AAC Main', header(1, 3, 2)],
    ['5.1 channels', header(2, 3, 6)],
    ['channels described in the stream', header(2, 3, 0)],
    ['frames of 960 samples', Buffer.from([0xaf, 0, 0x11, 0x94])],
    ['a cut-off header', Buffer.from([0xaf, 0])],
    ['MP3', Buffer.from([0x2f, 0, 0, 0])],
    ['Opus', Buffer.concat([Buffer.from([0x90]), Buffer.from('Opus')])],
  ])('there is none for %s', (_, sequenceHeader) => {
    expect(silentFrameFor(sequenceHeader)).toBeNull();
  });
});
