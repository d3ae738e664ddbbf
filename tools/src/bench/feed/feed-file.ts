import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Whole AAC frames (1024 samples at 48 kHz) and whole groups of pictures, so that the loop has no seam. */
const LOOP_SECONDS = 16;
const KEYFRAME_SECONDS = 2;
const FRAMES_PER_SECOND = 30;

/** 6 Mbit/s together: what the platforms recommend for 1080p30, with the settings OBS ships for x264. */
const VIDEO_KBITS = 5840;
const AUDIO_KBITS = 160;

const ENCODE: readonly string[] = [
  ...['-f', 'lavfi', '-i', `testsrc2=size=1920x1080:rate=${FRAMES_PER_SECOND}`],
  ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'],
  // Noise: a test picture alone is too easy to fill the bitrate.
  ...['-vf', 'noise=alls=12:allf=t', '-pix_fmt', 'yuv420p', '-ac', '2'],
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-sc_threshold', '0'],
  ...['-g', `${KEYFRAME_SECONDS * FRAMES_PER_SECOND}`, '-keyint_min', `${KEYFRAME_SECONDS * FRAMES_PER_SECOND}`],
  ...['-b:v', `${VIDEO_KBITS}k`, '-maxrate', `${VIDEO_KBITS}k`, '-bufsize', `${VIDEO_KBITS}k`],
  ...['-c:a', 'aac', '-b:a', `${AUDIO_KBITS}k`, '-t', `${LOOP_SECONDS}`],
  ...['-flvflags', 'no_duration_filesize', '-f', 'flv'],
];

/** Length of the loop in milliseconds. */
export const FEED_LOOP_MS = LOOP_SECONDS * 1000;

/** Path of the feed's FLV file. Encoded once per set of encoder arguments; the encode takes about ten seconds. */
export async function ensureFeedFile(folder: string): Promise<string> {
  const name = createHash('sha256').update(ENCODE.join(' ')).digest('hex').slice(0, 12);
  const path = join(folder, `feed-${name}.flv`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const unfinished = `${path}.part`;
  await promisify(execFile)('ffmpeg', ['-loglevel', 'error', '-nostdin', '-y', ...ENCODE, unfinished]);
  renameSync(unfinished, path);
  return path;
}
