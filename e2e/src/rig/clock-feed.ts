import { ffmpeg } from '@mid-station/rtmp/testing';

/** Pixels of one bit: a sixteenth of the width, a ninth of the height. */
const BIT = 40;
const BITS = 9;

const box = (bit: number, width: number, color: string, enable: string): string =>
  `drawbox=x=${bit * BIT}:y=0:w=${width}:h=${BIT}:color=${color}:t=fill:enable='${enable}'`;

/**
 * A stream whose pictures say which one they are: the number stands in the top row, one bit in each 40 pixels, so that a
 * page can tell what is on the glass. A keyframe each second, no B-frames, loud sound of 192 kbit/s.
 */
export async function makeClockFeed(folder: string, seconds: number): Promise<string> {
  const bits = Array.from({ length: BITS }, (_, bit) => box(bit, BIT, 'white', `mod(floor(n/${2 ** bit}),2)`));
  const picture = ['testsrc2=size=640x360:rate=30', box(0, 640, 'black', '1'), ...bits].join(',');
  const inputs = ['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', 'anoisesrc=amplitude=0.3:sample_rate=48000'];
  const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-g', '30'];
  const audio = ['-c:a', 'aac', '-ac', '2', '-b:a', '192k'];
  const file = `${folder}/clock.flv`;
  await ffmpeg([...inputs, ...video, '-b:v', '1500k', ...audio, '-t', String(seconds), '-f', 'flv', file]);
  return file;
}
