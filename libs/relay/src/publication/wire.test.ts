import { MessageType } from '@mid-station/rtmp';
import { messageLength, payloadOf, withStreamId, writeMessage } from './wire.js';

const CHUNK = 65_536;

describe('serialised messages', () => {
  it.each([
    ['empty', 0, 0],
    ['short', 5, 40],
    ['one full chunk', CHUNK, 40],
    ['a byte more than a chunk', CHUNK + 1, 40],
    ['several chunks', 3 * CHUNK + 7, 40],
    ['several chunks behind 2^24 milliseconds', 3 * CHUNK + 7, 2 ** 24],
    ['several chunks behind 2^32 milliseconds', 3 * CHUNK + 7, 2 ** 32 + 2 ** 25],
  ])('give back the payload: %s', (_, length, timestamp) => {
    const payload = Buffer.from(Array.from({ length }, (__, index) => index % 251));
    const message = writeMessage(MessageType.Video, timestamp, payload);
    expect(message.length).toBe(messageLength(length, timestamp));
    expect(payloadOf(message).equals(payload)).toBe(true);
  });

  it('take another stream id in a copy', () => {
    const message = writeMessage(MessageType.Audio, 40, Buffer.from('sound'));
    const copy = withStreamId(message, 7);
    expect([message.readUInt32LE(8), copy.readUInt32LE(8)]).toEqual([1, 7]);
    expect(payloadOf(copy).toString()).toBe('sound');
  });
});
