import { encodeAmf0 } from '../amf0/encode.js';
import { ProtocolViolation } from '../errors.js';
import { command, onStatus, readCommand } from './command.js';
import {
  acknowledgement,
  readAbort,
  readSetChunkSize,
  readWindowAckSize,
  setChunkSize,
  setPeerBandwidth,
  windowAckSize,
} from './control.js';
import { toMediaMessage } from './data.js';
import { answerToUserControl, pingRequest, streamBegin } from './user-control.js';

describe('control messages', () => {
  it.each([
    ['Set Chunk Size', setChunkSize(4096), 1, '00001000'],
    ['Window Acknowledgement Size', windowAckSize(2_500_000), 5, '002625a0'],
    ['Set Peer Bandwidth', setPeerBandwidth(2_500_000), 6, '002625a002'],
    ['Acknowledgement', acknowledgement(0x01020304), 3, '01020304'],
    ['Acknowledgement beyond 2^32 bytes', acknowledgement(0x1_0000_0005), 3, '00000005'],
    ['Stream Begin', streamBegin(1), 4, '000000000001'],
    ['Ping Request', pingRequest(7), 4, '000600000007'],
  ])('writes %s as specified', (_, message, type, hex) => {
    expect(message.type).toBe(type);
    expect(message.payload.toString('hex')).toBe(hex);
  });

  it('reads what it writes', () => {
    expect(readSetChunkSize(setChunkSize(5000).payload)).toBe(5000);
    expect(readWindowAckSize(windowAckSize(5000).payload)).toBe(5000);
    expect(readAbort(Buffer.from('00000007', 'hex'))).toBe(7);
  });

  it('honours chunk sizes up to a limit', () => {
    expect(readSetChunkSize(Buffer.from('7fffffff', 'hex'))).toBe(10 * 1024 * 1024);
  });

  it('refuses bodies that are cut off at any byte', () => {
    for (let length = 0; length < 4; length++) {
      const body = Buffer.alloc(length, 1);
      expect(() => readSetChunkSize(body)).toThrow(ProtocolViolation);
      expect(() => readAbort(body)).toThrow(ProtocolViolation);
      expect(() => readWindowAckSize(body)).toThrow(ProtocolViolation);
    }
  });

  it('answers a ping request with its timestamp, and nothing else', () => {
    expect(answerToUserControl(pingRequest(0xfffffffe).payload)?.payload.toString('hex')).toBe('0007fffffffe');
    expect(answerToUserControl(streamBegin(1).payload)).toBeNull();
    for (let length = 0; length < 6; length++) {
      expect(answerToUserControl(pingRequest(1).payload.subarray(0, length))).toBeNull();
    }
  });
});

describe('commands', () => {
  const body = command('publish', 5, null, 'key', 'live').payload;

  it('are read from types 20 and 17', () => {
    const expected = { name: 'publish', transactionId: 5, args: [null, 'key', 'live'] };
    expect(readCommand(20, body)).toEqual(expected);
    expect(readCommand(17, Buffer.concat([Buffer.from([0]), body]))).toEqual(expected);
  });

  it('may lack a transaction id', () => {
    expect(readCommand(20, encodeAmf0('close'))).toEqual({ name: 'close', transactionId: 0, args: [] });
    expect(readCommand(20, encodeAmf0('x', 'five', null)).transactionId).toBe(0);
  });

  it.each([
    ['an empty body', Buffer.alloc(0)],
    ['a number for a name', encodeAmf0(5)],
    ['an AMF3 body', Buffer.from('110a0b01', 'hex')],
  ])('are refused with %s', (_, payload) => {
    expect(() => readCommand(20, payload)).toThrow(ProtocolViolation);
    expect(() => readCommand(17, payload)).toThrow(ProtocolViolation);
  });

  it('carry a status', () => {
    const { payload } = onStatus('error', 'NetStream.Publish.BadName', 'no');
    const info = { level: 'error', code: 'NetStream.Publish.BadName', description: 'no' };
    expect(readCommand(20, payload).args).toEqual([null, Object.assign(Object.create(null) as object, info)]);
  });
});

describe('media messages', () => {
  it('are audio, video and data; data of type 15 without its first byte', () => {
    const payload = Buffer.from('xabc');
    expect(toMediaMessage(8, 1, payload)).toEqual({ type: 8, timestamp: 1, payload });
    expect(toMediaMessage(9, 1, payload)).toEqual({ type: 9, timestamp: 1, payload });
    expect(toMediaMessage(18, 1, payload)).toEqual({ type: 18, timestamp: 1, payload });
    expect(toMediaMessage(15, 1, payload)).toEqual({ type: 18, timestamp: 1, payload: Buffer.from('abc') });
    expect(toMediaMessage(15, 1, Buffer.alloc(0))?.payload).toHaveLength(0);
  });

  it('are nothing else', () => {
    for (const type of [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 19, 20, 22, 99]) {
      expect(toMediaMessage(type, 0, Buffer.alloc(1))).toBeNull();
    }
  });
});
