import { writeFile } from 'node:fs/promises';
import { flvHeader, flvTag } from '../flv/muxer.js';
import { type MediaMessage } from '../message/types.js';

/** A copy of a message that may outlive its callback. */
export function copyMessage({ type, timestamp, payload }: MediaMessage): MediaMessage {
  return { type, timestamp, payload: Buffer.from(payload) };
}

/** Writes messages as an FLV file. */
export async function writeFlv(file: string, messages: readonly MediaMessage[]): Promise<void> {
  const header = flvHeader({
    audio: messages.some(({ type }) => type === 8),
    video: messages.some(({ type }) => type === 9),
  });
  await writeFile(file, Buffer.concat([header, ...messages.map(flvTag)]));
}

/** The messages of an FLV file, in order. */
export function readFlv(bytes: Buffer): MediaMessage[] {
  const messages: MediaMessage[] = [];
  for (let at = 13; at + 11 <= bytes.length;) {
    const length = bytes.readUIntBE(at + 1, 3);
    const timestamp = (bytes.readUIntBE(at + 4, 3) | (bytes[at + 7]! << 24)) >>> 0;
    const payload = bytes.subarray(at + 11, at + 11 + length);
    messages.push({ type: bytes[at] as MediaMessage['type'], timestamp, payload });
    at += 11 + length + 4;
  }
  return messages;
}
