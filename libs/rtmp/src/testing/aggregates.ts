import { uint } from './chunks.js';

/** One entry of an aggregate message. */
export function aggregateEntry(type: number, timestamp: number, payload: string): Buffer {
  return Buffer.concat([
    uint(type, 1),
    uint(payload.length, 3),
    uint(timestamp & 0xffffff, 3),
    uint(timestamp >>> 24, 1),
    uint(0, 3),
    Buffer.from(payload),
    uint(11 + payload.length, 4),
  ]);
}
