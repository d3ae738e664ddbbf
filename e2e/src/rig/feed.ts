import { ffmpeg } from '@mid-station/rtmp/testing';

/** Pictures and tones that no two feeds share, so that a packet tells whose it is. */
const LOOKS = [
  { picture: 'testsrc2=size=640x360:rate=30', tone: 330 },
  { picture: 'smptehdbars=size=640x360:rate=30,hue=h=90*t', tone: 550 },
  { picture: 'mandelbrot=size=640x360:rate=30', tone: 770 },
];

/** Makes the test stream of streamer `index`: H.264 with B-frames and a keyframe each second, AAC. */
export async function makeFeed(folder: string, index: number, seconds: number): Promise<string> {
  const look = LOOKS[index];
  if (!look) throw new Error(`there is no feed ${index}`);
  const file = `${folder}/feed-${index}.flv`;
  const inputs = ['-f', 'lavfi', '-i', look.picture, '-f', 'lavfi', '-i', `sine=frequency=${look.tone}`];
  const video = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
    '-g',
    '30',
    '-bf',
    '2',
    '-b:v',
    '1M',
  ];
  const audio = ['-c:a', 'aac', '-ac', '2', '-b:a', '96k'];
  await ffmpeg([...inputs, ...video, ...audio, '-t', String(seconds), '-f', 'flv', file]);
  return file;
}
