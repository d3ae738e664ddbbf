import { type MediaMessage } from '../message/types.js';

/** One second of a stream as OBS sends it at 6 Mbit/s: 30 pictures, the first of them large, and 47 AAC frames. */
export function secondOfStream(second: number): MediaMessage[] {
  const start = second * 1000;
  const pictures = Array.from({ length: 30 }, (_, index) => picture(start + (index * 1000) / 30, index === 0));
  const sounds = Array.from({ length: 47 }, (_, index) => sound(start + (index * 1000) / 47));
  return [...pictures, ...sounds].sort((left, right) => left.timestamp - right.timestamp);
}

const KEYFRAME_BYTES = 150_000;
const INTER_BYTES = 20_000;
const SOUND_BYTES = 400;

function picture(at: number, isKeyframe: boolean): MediaMessage {
  const payload = Buffer.alloc(isKeyframe ? KEYFRAME_BYTES : INTER_BYTES, 0x55);
  payload.set([isKeyframe ? 0x17 : 0x27, 1, 0, 0, 0, 0, 0, 0x4e, 0x1b, isKeyframe ? 0x65 : 0x41]);
  return { type: 9, timestamp: Math.round(at), payload };
}

function sound(at: number): MediaMessage {
  return { type: 8, timestamp: Math.round(at), payload: Buffer.alloc(SOUND_BYTES, 0xaf) };
}
