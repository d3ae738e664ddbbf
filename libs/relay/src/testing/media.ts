import { type MediaMessage, MessageType } from '@mid-station/rtmp';

/** Sequence header of an AVC stream (640x360, Constrained Baseline), as an encoder sends it. */
export const AVC_HEADER = Buffer.from(
  '17000000000142c01effe100196742c01ed900a02ff97011000003000100000300320f162e4801000568cb83cb20',
  'hex',
);
/** Sequence header of AAC-LC at 48 kHz in stereo. */
export const AAC_HEADER = Buffer.from('af001190', 'hex');
/** `@setDataFrame`, `onMetaData`, an empty ECMA array. */
export const METADATA = Buffer.concat([
  Buffer.from('\x02\x00\x0d@setDataFrame\x02\x00\x0aonMetaData', 'latin1'),
  Buffer.from('0800000000000009', 'hex'),
]);

export const FRAME_MS = 40;
export const AUDIO_MS = 20;

/** A frame whose last bytes say which one it is. */
export function videoFrame(index: number, kind: 'key' | 'inter' | 'disposable' = 'inter', bytes = 100): Buffer {
  const payload = Buffer.alloc(bytes, 0x55);
  payload[0] = kind === 'key' ? 0x17 : 0x27;
  payload[1] = 1;
  payload.writeUIntBE(0, 2, 3);
  payload.writeUInt32BE(bytes - 9, 5);
  payload[9] = kind === 'key' ? 0x65 : kind === 'disposable' ? 0x01 : 0x41;
  payload.writeUInt32BE(index, bytes - 4);
  return payload;
}

export function audioFrame(index: number): Buffer {
  const payload = Buffer.alloc(24, 0x33);
  payload[0] = 0xaf;
  payload[1] = 1;
  payload.writeUInt32BE(index, 20);
  return payload;
}

export const video = (timestamp: number, payload: Buffer): MediaMessage => ({
  type: MessageType.Video,
  timestamp,
  payload,
});
export const audio = (timestamp: number, payload: Buffer): MediaMessage => ({
  type: MessageType.Audio,
  timestamp,
  payload,
});
export const data = (timestamp: number, payload: Buffer): MediaMessage => ({
  type: MessageType.Data,
  timestamp,
  payload,
});

export interface StreamShape {
  /** Milliseconds of media. */
  readonly duration: number;
  /** Frames from one keyframe to the next. */
  readonly gop?: number;
  readonly start?: number;
  readonly frameBytes?: number;
  readonly withVideo?: boolean;
  readonly withAudio?: boolean;
}

/** An encoder's stream: headers, then frames in order of time, 25 pictures and 50 sounds a second. */
export function stream({
  duration,
  gop = 50,
  start = 0,
  frameBytes = 100,
  withVideo = true,
  withAudio = true,
}: StreamShape): MediaMessage[] {
  const messages = [data(start, METADATA)];
  if (withVideo) messages.push(video(start, AVC_HEADER));
  if (withAudio) messages.push(audio(start, AAC_HEADER));
  for (let at = 0; at < duration; at += AUDIO_MS) {
    const index = at / FRAME_MS;
    if (withVideo && at % FRAME_MS === 0) {
      messages.push(video(start + at, videoFrame(index, index % gop === 0 ? 'key' : 'inter', frameBytes)));
    }
    if (withAudio) messages.push(audio(start + at, audioFrame(at / AUDIO_MS)));
  }
  return messages;
}
