import { type MediaMessage, MessageType } from '@mid-station/rtmp';
import { ffmpeg } from '@mid-station/rtmp/testing';
import { readFile } from 'node:fs/promises';

/** Enhanced RTMP: extended header, keyframe, packet type, FourCC. */
const head = (packetType: 0 | 1): Buffer => Buffer.concat([Buffer.from([0x90 | packetType]), Buffer.from('hvc1')]);
const NO_COMPOSITION_OFFSET = Buffer.alloc(3);

/** An HEVC stream as Enhanced RTMP carries it: the same keyframe, twice a second. */
export async function makeHevcFeed(folder: string): Promise<MediaMessage[]> {
  const file = `${folder}/hevc.mp4`;
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=2', '-frames:v', '1'];
  await ffmpeg([...picture, '-c:v', 'libx265', '-x265-params', 'log-level=none', '-tag:v', 'hvc1', '-y', file]);
  const mp4 = await readFile(file);
  const header = Buffer.concat([head(0), boxOf(mp4, 'hvcC')]);
  const frame = Buffer.concat([head(1), NO_COMPOSITION_OFFSET, boxOf(mp4, 'mdat')]);
  const video = (timestamp: number, payload: Buffer): MediaMessage => ({ type: MessageType.Video, timestamp, payload });
  return [video(0, header), video(0, frame), video(500, frame)];
}

/** The contents of the first box of this type. */
function boxOf(mp4: Buffer, type: string): Buffer {
  const at = mp4.indexOf(type, 0, 'latin1');
  return mp4.subarray(at + 4, at - 4 + mp4.readUInt32BE(at - 4));
}
