import { type RawMessage } from '../chunk/chunk-stream.js';
import { ChunkParser } from '../chunk/parser.js';
import { ChunkStreamId, serializedLength, serializeInto, serializeMessage } from '../chunk/serialize.js';
import { inspectVideo } from '../flv/video.js';
import { CHUNK_SIZE_DEFAULT, CHUNK_SIZE_WRITTEN } from '../limits.js';
import { setChunkSize } from '../message/control.js';
import { StreamTracker } from '../tracker/stream-tracker.js';
import { secondOfStream } from './feed.js';
import { measure } from './measure.js';

// `node --expose-gc dist/bench/main.js`: what the hot path costs for each message of a 6 Mbit/s stream.

const SECONDS = 10;
const feed = Array.from({ length: SECONDS }, (_, second) => secondOfStream(second)).flat();
const arena = Buffer.alloc(4 * 1024 * 1024);

/** Something that takes a publisher's bytes; one for each pass over the feed. */
type Consumer = () => { push(bytes: Buffer): void };

const PATHS: readonly (readonly [string, Consumer])[] = [
  ['parse', () => parser(() => undefined)],
  ['parse, inspect, write to an arena', () => parser(writeToArena())],
  ['track (edge)', () => new StreamTracker()],
];

function parser(onMessage: (message: RawMessage) => void): ChunkParser {
  const chunkParser = new ChunkParser(onMessage);
  chunkParser.allowMedia();
  return chunkParser;
}

/** Looks at video heads and writes each message once, as the relay does. */
function writeToArena(): (message: RawMessage) => void {
  const target = { chunkSize: CHUNK_SIZE_WRITTEN, chunkStreamId: ChunkStreamId.Video, streamId: 1 };
  let offset = 0;
  return (message) => {
    if (message.type === 9) inspectVideo(message.payload);
    const length = serializedLength(message.payload.length, message.timestamp, CHUNK_SIZE_WRITTEN);
    if (offset + length > arena.length) offset = 0;
    offset = serializeInto(arena, offset, message, target);
  };
}

/** The feed as a publisher with this chunk size sends it, in reads of this many bytes. */
function readsOf(chunkSize: number, readBytes: number): Buffer[] {
  const announcement = serializeMessage(
    { ...setChunkSize(chunkSize), timestamp: 0 },
    { chunkSize: CHUNK_SIZE_DEFAULT, chunkStreamId: ChunkStreamId.Control, streamId: 0 },
  );
  const chunks = feed.map((message) => {
    const chunkStreamId = message.type === 9 ? ChunkStreamId.Video : ChunkStreamId.Audio;
    return serializeMessage(message, { chunkSize, chunkStreamId, streamId: 1 });
  });
  const bytes = Buffer.concat([announcement, ...chunks]);
  const count = Math.ceil(bytes.length / readBytes);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * readBytes, (index + 1) * readBytes));
}

function row(name: string, consumer: Consumer, chunkSize: number, readBytes: number): string {
  const reads = readsOf(chunkSize, readBytes);
  const pass = (): void => {
    const target = consumer();
    for (const bytes of reads) target.push(bytes);
  };
  const cost = measure(pass, feed.length, SECONDS);
  const numbers = [chunkSize, readBytes, cost.nanosecondsPerMessage.toFixed(0), cost.percentOfCore.toFixed(3)];
  const allocations = [cost.heapBytesPerMessage.toFixed(0), cost.bufferBytesPerMessage.toFixed(0)];
  return [name.padEnd(34), ...[...numbers, ...allocations].map((cell) => String(cell).padStart(9))].join(' ');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const columns = ['chunk B', 'read B', 'ns/msg', '% core', 'heap B', 'buffer B'];
print(['path'.padEnd(34), ...columns.map((column) => column.padStart(9))].join(' '));
for (const chunkSize of [128, 4096, 65_536]) {
  for (const readBytes of [1448, 16_384, 65_536]) {
    for (const [name, consumer] of PATHS) print(row(name, consumer, chunkSize, readBytes));
  }
}
