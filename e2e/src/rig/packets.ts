import { packetHashes } from '@mid-station/rtmp/testing';

/** Packets of one file, by stream, in order; two packets are the same when size and hash of their bytes are. */
interface Packets {
  video: string[];
  audio: string[];
}

export async function readPackets(file: string): Promise<Packets> {
  const hashes = await packetHashes(file);
  const of = (stream: number) => hashes.filter((line) => line.startsWith(`${stream} `)).map((line) => line.slice(2));
  return { video: of(0), audio: of(1) };
}

/**
 * Expects that the recording holds the packets of the feed and no other, unchanged, in order, without a gap, up to the
 * end; only its beginning may be later, by at most `lateBy` packets of each stream.
 */
export function expectSamePackets(recorded: Packets, sent: Packets, lateBy: { video: number; audio: number }): void {
  for (const stream of ['video', 'audio'] as const) {
    expect({ stream, packets: recorded[stream] }).toEqual({
      stream,
      packets: sent[stream].slice(sent[stream].length - recorded[stream].length),
    });
    expect(sent[stream].length - recorded[stream].length).toBeLessThanOrEqual(lateBy[stream]);
  }
}

/** How many packets of one are also in the other: zero when they are different streams. */
export function sharedPackets(one: Packets, other: Packets): number {
  const known = new Set([...other.video, ...other.audio]);
  return [...one.video, ...one.audio].filter((packet) => known.has(packet)).length;
}
