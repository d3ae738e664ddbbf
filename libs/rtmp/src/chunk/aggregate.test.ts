import { ProtocolViolation } from '../errors.js';
import { aggregateEntry } from '../testing/aggregates.js';
import { splitAggregate } from './aggregate.js';

function split(timestamp: number, body: Buffer): [number, number, string][] {
  const messages: [number, number, string][] = [];
  splitAggregate(timestamp, body, (message) => {
    messages.push([message.type, message.timestamp, message.payload.toString()]);
  });
  return messages;
}

describe('splitAggregate', () => {
  it('delivers the messages inside, shifted to the time of the aggregate', () => {
    const body = Buffer.concat([
      aggregateEntry(8, 100, 'a'),
      aggregateEntry(9, 120, 'bb'),
      aggregateEntry(18, 125, ''),
    ]);
    expect(split(1000, body)).toEqual([
      [8, 1000, 'a'],
      [9, 1020, 'bb'],
      [18, 1025, ''],
    ]);
  });

  it('keeps time modulo 2^32', () => {
    const body = Buffer.concat([aggregateEntry(8, 0xfffffff0, 'a'), aggregateEntry(8, 0x10, 'b')]);
    expect(split(0xfffffffe, body).map(([, timestamp]) => timestamp)).toEqual([0xfffffffe, 0x1e]);
  });

  it('skips types that are not media, an aggregate inside an aggregate too', () => {
    const body = Buffer.concat([aggregateEntry(22, 0, 'inner'), aggregateEntry(20, 0, 'c'), aggregateEntry(9, 5, 'v')]);
    expect(split(10, body)).toEqual([[9, 15, 'v']]);
  });

  it('takes an empty body and a last entry without its back pointer', () => {
    expect(split(0, Buffer.alloc(0))).toEqual([]);
    const entry = aggregateEntry(9, 0, 'v');
    expect(split(0, entry.subarray(0, entry.length - 4))).toEqual([[9, 0, 'v']]);
  });

  it('refuses lengths that run past the end and headers that are cut off', () => {
    const entry = aggregateEntry(9, 0, 'video');
    const tooLong = Buffer.from(entry);
    tooLong[3] = 200;
    expect(() => split(0, tooLong)).toThrow(ProtocolViolation);
    expect(() => split(0, Buffer.concat([entry, entry.subarray(0, 5)]))).toThrow(ProtocolViolation);
  });
});
