import { inspectVideo, MessageType } from '@mid-station/rtmp';
import { ffmpeg, makeFlv, readFlv } from '@mid-station/rtmp/testing';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Keyframe, stillOf, StillFailed } from './still.js';

describe('a still of a keyframe', () => {
  let folder: string;
  let keyframe: Keyframe;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mid-station-still-'));
    const file = join(folder, 'stream.flv');
    await makeFlv(file, { seconds: 1, audio: false });
    const video = readFlv(await readFile(file)).filter(({ type }) => type === MessageType.Video);
    const header = video.find(({ payload }) => inspectVideo(payload).isSequenceHeader)?.payload ?? null;
    const frame = video.find(({ payload }) => {
      const { isKeyframe, isSequenceHeader } = inspectVideo(payload);
      return isKeyframe && !isSequenceHeader;
    })?.payload;
    if (!frame) throw new Error('the stream has no keyframe');
    keyframe = { header, frame };
  });
  afterAll(() => rm(folder, { recursive: true }));

  const sizeOf = async (jpeg: Buffer): Promise<string> => {
    const file = join(folder, 'picture.jpg');
    await writeFile(file, jpeg);
    const text = await ffmpeg(['-i', file, '-f', 'framehash', '-']);
    return /#dimensions 0: (\d+x\d+)/.exec(text)?.[1] ?? '';
  };

  it('is a JPEG of the wanted width, and never larger than the picture', async () => {
    const jpeg = await stillOf(keyframe, { width: 320 });
    expect(jpeg.subarray(0, 3).toString('hex')).toBe('ffd8ff');
    expect(await sizeOf(jpeg)).toBe('320x180');
    expect(await sizeOf(await stillOf(keyframe, { width: 4_000 }))).toBe('640x360');
  }, 20_000);

  it('cannot be made of bytes that are no picture', async () => {
    const rubbish = { header: keyframe.header, frame: Buffer.alloc(500, 1) };
    await expect(stillOf(rubbish)).rejects.toThrow(StillFailed);
    await expect(stillOf({ header: null, frame: Buffer.alloc(0) })).rejects.toThrow(StillFailed);
  }, 20_000);

  it('stops when nobody wants it any more', async () => {
    const aborter = new AbortController();
    const picture = stillOf(keyframe, { signal: aborter.signal });
    aborter.abort(new Error('not wanted'));
    await expect(picture).rejects.toThrow('not wanted');
    await expect(stillOf(keyframe, { signal: aborter.signal })).rejects.toThrow('not wanted');
  });

  it('fails when it takes too long', async () => {
    await expect(stillOf(keyframe, { timeoutMs: 1 })).rejects.toThrow('no picture within 1 ms');
  });
});
