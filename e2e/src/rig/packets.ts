import { ffmpeg } from '@mid-station/rtmp/testing';

/** Packets of one file in order; two packets are the same when the size and the hash of their bytes are. */
interface Packets {
  video: string[];
  audio: string[];
}

export async function readPackets(file: string): Promise<Packets> {
  return { video: await readStream(file, 'v'), audio: await readStream(file, 'a') };
}

/** Columns of the framehash format. */
const SIZE = 4;
const HASH = 5;

async function readStream(file: string, kind: 'v' | 'a'): Promise<string[]> {
  const text = await ffmpeg(['-i', file, '-map', `0:${kind}`, '-c', 'copy', '-f', 'framehash', '-']);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) =>
    line
      .split(',')
      .slice(SIZE, HASH + 1)
      .join('')
      .trim(),
  ); // what follows is not of the packet
}

/**
 * Expects that the recording holds the packets of the feed and no other, unchanged, in order, without a gap, up to the
 * end; only its beginning may be later, by at most `lateBy` packets of each stream.
 */
export async function expectSamePackets(
  recording: string,
  sent: Packets,
  lateBy: { video: number; audio: number },
): Promise<void> {
  const recorded = await readPackets(recording);
  for (const stream of ['video', 'audio'] as const) {
    const late = sent[stream].length - recorded[stream].length;
    const at = { recording, stream };
    expect({ ...at, packets: recorded[stream] }).toEqual({ ...at, packets: sent[stream].slice(Math.max(late, 0)) });
    expect({ ...at, late: late <= lateBy[stream] }).toEqual({ ...at, late: true });
  }
}

/** How many packets of one are also in the other: zero when they are different streams. */
export function sharedPackets(one: Packets, other: Packets): number {
  const known = new Set([...other.video, ...other.audio]);
  return [...one.video, ...one.audio].filter((packet) => known.has(packet)).length;
}
