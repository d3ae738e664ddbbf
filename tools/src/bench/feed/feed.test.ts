import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { flvHeader, flvTag } from '@mid-station/rtmp';
import { loadFeed } from './feed.js';
import { writeStamp } from './stamp.js';

const run = promisify(execFile);

/** A second of what `ensureFeedFile` makes, small. */
const ENCODE = [
  ...['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=30', '-f', 'lavfi', '-i', 'sine=sample_rate=48000'],
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-t', '1'],
];

describe('a stamped feed', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'feed-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('still decodes to the same pictures and sound', async () => {
    const original = join(folder, 'original.flv');
    const stamped = join(folder, 'stamped.flv');
    await run('ffmpeg', ['-loglevel', 'error', ...ENCODE, original]);
    await writeFile(stamped, stampedFile(original));
    expect(await decoded(stamped)).toEqual(await decoded(original));
  });
});

function stampedFile(path: string): Buffer {
  const { headers, frames } = loadFeed(path);
  frames.forEach((frame, sequence) => writeStamp(frame.payload, frame.stampOffset, { sequence, micros: 1e12 }));
  return Buffer.concat([flvHeader({ audio: true, video: true }), ...[...headers, ...frames].map(flvTag)]);
}

/** Hashes of every decoded frame; fails when the decoder complains. */
async function decoded(path: string): Promise<string> {
  const args = ['-v', 'error', '-xerror', '-err_detect', 'explode', '-i', path, '-f', 'framehash', '-'];
  const { stdout, stderr } = await run('ffmpeg', args);
  expect(stderr).toBe('');
  return stdout;
}
