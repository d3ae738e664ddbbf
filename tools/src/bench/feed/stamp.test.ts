import { MessageType } from '@mid-station/rtmp';
import { isStampable, STAMP_OFFSET, type StampedType, withStampRoom, writeStamp, readStamp } from './stamp.js';

const VIDEO_FRAME = Buffer.from('17010000430000000465888400', 'hex');
const VIDEO_HEADER = Buffer.from('1700000000014d401f', 'hex');
const AUDIO_FRAME = Buffer.from('af0121100460', 'hex');
const AUDIO_HEADER = Buffer.from('af001190', 'hex');

const stamp = { sequence: 2 ** 28 - 1, micros: 2 ** 48 + 12_345 };

function stamped(type: StampedType, frame: Buffer): Buffer {
  const payload = withStampRoom(type, frame);
  writeStamp(payload, STAMP_OFFSET[type], stamp);
  return payload;
}

describe.each([
  ['video', MessageType.Video, VIDEO_FRAME, VIDEO_HEADER],
  ['audio', MessageType.Audio, AUDIO_FRAME, AUDIO_HEADER],
] as const)('a stamp in %s', (_, type, frame, header) => {
  it('is read as it was written', () => {
    expect(readStamp({ type, timestamp: 0, payload: stamped(type, frame) })).toEqual(stamp);
  });

  it('leaves what was there before and after it untouched', () => {
    const payload = stamped(type, frame);
    const room = payload.length - frame.length;
    const head = type === MessageType.Video ? 5 : 2;
    expect(payload.subarray(0, head)).toEqual(frame.subarray(0, head));
    expect(payload.subarray(head + room)).toEqual(frame.subarray(head));
  });

  it('has no byte that could be part of a start code', () => {
    const payload = stamped(type, frame);
    writeStamp(payload, STAMP_OFFSET[type], { sequence: 0, micros: 0 });
    const bytes = payload.subarray(STAMP_OFFSET[type], STAMP_OFFSET[type] + 11);
    expect(bytes.every((byte) => byte >= 0x80)).toBe(true);
  });

  it('is not looked for in a sequence header', () => {
    expect(isStampable(type, header)).toBe(false);
    expect(readStamp({ type, timestamp: 0, payload: header })).toBeNull();
  });
});

it('metadata has no stamp', () => {
  expect(readStamp({ type: MessageType.Data, timestamp: 0, payload: Buffer.from('\x02\x01') })).toBeNull();
});
