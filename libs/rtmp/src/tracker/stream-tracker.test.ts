import { encodeAmf0 } from '../amf0/encode.js';
import { ChunkParser } from '../chunk/parser.js';
import { serializeMessage } from '../chunk/serialize.js';
import { ProtocolViolation } from '../errors.js';
import { command, readCommand } from '../message/command.js';
import { aggregateEntry } from '../testing/aggregates.js';
import { chunk, control, uint } from '../testing/chunks.js';
import { splits } from '../testing/split.js';
import { StreamTracker } from './stream-tracker.js';

type Line = [type: number, timestamp: number, hex: string];

const METADATA = encodeAmf0('@setDataFrame', 'onMetaData', { width: 1 }).toString('hex');
const VIDEO_HEADER = '170000000001';
const AUDIO_HEADER = 'af001190';
const KEYFRAME = '1701000000';
const INTER = '2701000000';
const AUDIO = 'af0121';

const setup = Buffer.concat([
  control(1, uint(4096, 4)),
  bytesOf(20, 0, command('connect', 1, { app: 'ada' }).payload, 0),
  bytesOf(20, 0, command('createStream', 2, null).payload, 0),
  bytesOf(20, 0, command('publish', 3, null, 'key', 'live').payload, 1),
]);
const headers = Buffer.concat([media(18, 0, METADATA), media(9, 0, VIDEO_HEADER), media(8, 0, AUDIO_HEADER)]);

function bytesOf(type: number, timestamp: number, payload: Buffer, streamId: number): Buffer {
  return serializeMessage({ type, timestamp, payload }, { chunkSize: 4096, chunkStreamId: 4, streamId });
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

function media(type: number, timestamp: number, hex: string): Buffer {
  return bytesOf(type, timestamp, Buffer.from(hex, 'hex'), 1);
}

/** Reads what a tracker wrote as a node would: after the commands that go before it. */
function read(tracker: StreamTracker, written: readonly Buffer[]): Line[] {
  const lines: Line[] = [];
  const parser = new ChunkParser(({ type, timestamp, payload }) => {
    if (type !== 20) lines.push([type, timestamp, payload.toString('hex')]);
    else lines.push([type, timestamp, readCommand(type, payload).name]);
  });
  parser.allowMedia();
  for (const bytes of [tracker.restartCommands(), ...written]) parser.push(bytes);
  return lines;
}

function tracked(...parts: Buffer[]): StreamTracker {
  const tracker = new StreamTracker();
  for (const bytes of [setup, ...parts]) tracker.push(bytes);
  return tracker;
}

const COMMANDS: Line[] = [
  [20, 0, 'connect'],
  [20, 0, 'createStream'],
  [20, 0, 'publish'],
];

describe('StreamTracker', () => {
  it('repeats the commands from connect to publish as a stream of their own', () => {
    expect(read(tracked(headers), [])).toEqual(COMMANDS);
  });

  it('restarts at the next keyframe with the newest headers, however the bytes are cut', () => {
    const changed = media(9, 40, '170000000002');
    const rest = Buffer.concat([
      media(8, 50, AUDIO),
      media(9, 60, INTER),
      changed,
      media(9, 80, KEYFRAME),
      media(8, 85, AUDIO),
      media(9, 100, INTER),
    ]);
    for (const pieces of splits(rest)) {
      const tracker = tracked(headers);
      const written: Buffer[] = [];
      tracker.restart((bytes) => written.push(Buffer.from(bytes)));
      for (const piece of pieces) tracker.push(piece);
      expect(read(tracker, written)).toEqual([
        ...COMMANDS,
        [18, 80, METADATA],
        [9, 80, '170000000002'],
        [8, 80, AUDIO_HEADER],
        [9, 80, KEYFRAME],
        [8, 85, AUDIO],
        [9, 100, INTER],
      ]);
    }
  });

  it('turns relative headers into absolute ones', () => {
    const tracker = tracked(headers, chunk({ format: 0, id: 8, time: 1000 }, Buffer.from(KEYFRAME, 'hex')));
    const written: Buffer[] = [];
    tracker.restart((bytes) => written.push(bytes));
    tracker.push(chunk({ format: 2, id: 8, time: 40 }, Buffer.from(KEYFRAME, 'hex')));
    tracker.push(chunk({ format: 3, id: 8 }, Buffer.from(INTER, 'hex')));
    expect(read(tracker, written).slice(-2)).toEqual([
      [9, 1040, KEYFRAME],
      [9, 1080, INTER],
    ]);
  });

  it('starts an audio-only stream with its next message, headers first', () => {
    const tracker = tracked(media(8, 0, AUDIO_HEADER), media(8, 20, AUDIO));
    const written: Buffer[] = [];
    tracker.restart((bytes) => written.push(bytes));
    tracker.push(media(8, 40, AUDIO));
    expect(read(tracker, written)).toEqual([...COMMANDS, [8, 40, AUDIO_HEADER], [8, 40, AUDIO]]);
  });

  it('does not start at a keyframe of another track', () => {
    const tracker = tracked(headers);
    const written: Buffer[] = [];
    tracker.restart((bytes) => written.push(bytes));
    tracker.push(media(9, 10, '960168766331010203'));
    expect(written).toEqual([]);
  });

  it('starts at a keyframe of the first track when none has the number 0', () => {
    const [header, second] = ['960068766331' + '01aa', '960068766331' + '02aa'];
    const [keyframe, secondKeyframe] = ['960168766331' + '010203', '960168766331' + '020203'];
    const tracker = tracked(media(9, 0, second), media(9, 0, header));
    const written: Buffer[] = [];
    tracker.restart((bytes) => written.push(bytes));
    tracker.push(media(9, 10, secondKeyframe));
    expect(written).toEqual([]);
    tracker.push(media(9, 10, keyframe));
    expect(read(tracker, written)).toEqual([...COMMANDS, [9, 10, header], [9, 10, second], [9, 10, keyframe]]);
  });

  it('writes nothing while it is held, and can be restarted again and again', () => {
    const tracker = tracked(headers);
    const written: Buffer[] = [];
    tracker.restart((bytes) => written.push(bytes));
    tracker.push(media(9, 10, KEYFRAME));
    tracker.hold();
    tracker.push(media(9, 20, INTER));
    tracker.restart((bytes) => written.push(bytes));
    tracker.push(media(9, 30, INTER));
    tracker.push(media(9, 40, KEYFRAME));
    const timestamps = read(tracker, written).map(([, timestamp]) => timestamp);
    expect(timestamps).toEqual([0, 0, 0, 10, 10, 10, 10, 40, 40, 40, 40]);
  });

  it('splits aggregates and passes commands on after a restart', () => {
    const tracker = tracked(headers);
    const written: Buffer[] = [];
    tracker.restart((bytes) => written.push(bytes));
    tracker.push(bytesOf(22, 70, aggregateEntry(9, 0, '\x17\x01\0\0\0'), 1));
    tracker.push(bytesOf(20, 0, command('deleteStream', 5, null, 1).payload, 0));
    expect(read(tracker, written).slice(-2)).toEqual([
      [9, 70, KEYFRAME],
      [20, 0, 'deleteStream'],
    ]);
  });

  it('says when the publisher is owed an acknowledgement', () => {
    const tracker = tracked(control(5, uint(1000, 4)));
    expect(tracker.takeReply()).toBeNull();
    const large = media(9, 0, '00'.repeat(1000));
    tracker.push(large);
    const acknowledgement = tracker.takeReply()!;
    expect(acknowledgement.subarray(0, 12).toString('hex')).toBe('02' + '000000' + '000004' + '03' + '00000000');
    expect(acknowledgement.readUInt32BE(12)).toBe(setup.length + 16 + large.length);
    expect(tracker.takeReply()).toBeNull();
  });

  it('answers the newest ping, once', () => {
    const tracker = tracked(...['000600000007', '000600000008', '000300000001'].map((event) => control(4, hex(event))));
    expect(tracker.takeReply()).toEqual(control(4, hex('000700000008')));
    expect(tracker.takeReply()).toBeNull();
  });

  it('throws when the publisher breaks the protocol', () => {
    expect(() => tracked(control(1, uint(0, 4)))).toThrow(ProtocolViolation);
  });
});
