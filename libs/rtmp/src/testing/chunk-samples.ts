import { chunk, control, uint } from './chunks.js';

/** What a sample of a chunk stream means, with payloads as text. */
export interface ChunkSample {
  readonly name: string;
  readonly bytes: Buffer;
  /** type, timestamp, stream id, payload */
  readonly messages: readonly (readonly [number, number, number, string])[];
}

const big = 'x'.repeat(300);

/** Shared by the parser's tests and its fuzzing. Chunk size is 128 until a sample says otherwise. */
export const CHUNK_SAMPLES: readonly ChunkSample[] = [
  {
    name: 'a message in one chunk',
    bytes: chunk({ format: 0, id: 4, time: 1000, streamId: 7 }, 'hello'),
    messages: [[9, 1000, 7, 'hello']],
  },
  ...([2, 3, 63, 64, 319, 320, 65_599] as const).map((id) => ({
    name: `chunk stream id ${id}`,
    bytes: Buffer.concat([chunk({ format: 0, id, length: 130 }, big.slice(0, 128)), chunk({ format: 3, id }, 'xx')]),
    messages: [[9, 0, 1, big.slice(0, 130)]] as const,
  })),
  {
    name: 'an id below 320 in the three-byte form is the same chunk stream',
    bytes: Buffer.concat([
      chunk({ format: 0, id: 70, time: 5 }, 'ab'),
      chunk({ format: 3, id: 70, form: 3 }, 'cd'),
      chunk({ format: 2, id: 70, form: 2, time: 1 }, 'ef'),
    ]),
    messages: [
      [9, 5, 1, 'ab'],
      [9, 10, 1, 'cd'],
      [9, 11, 1, 'ef'],
    ],
  },
  {
    name: 'headers of all four kinds refer to what came before',
    bytes: Buffer.concat([
      chunk({ format: 0, id: 4, time: 100, streamId: 3 }, 'one'),
      chunk({ format: 1, id: 4, time: 20, type: 8 }, 'four'),
      chunk({ format: 2, id: 4, time: 30 }, 'five'),
      chunk({ format: 3, id: 4 }, 'sixx'),
    ]),
    messages: [
      [9, 100, 3, 'one'],
      [8, 120, 3, 'four'],
      [8, 150, 3, 'five'],
      [8, 180, 3, 'sixx'],
    ],
  },
  {
    name: 'after a type 0 header a new message of type 3 adds its timestamp',
    bytes: Buffer.concat([chunk({ format: 0, id: 4, time: 40 }, 'aa'), chunk({ format: 3, id: 4 }, 'bb')]),
    messages: [
      [9, 40, 1, 'aa'],
      [9, 80, 1, 'bb'],
    ],
  },
  {
    name: 'a fresh chunk stream may begin with type 1 (librtmp ping)',
    bytes: chunk({ format: 1, id: 2, time: 0, type: 4 }, '\0\x06\0\0\0\x01'),
    messages: [[4, 0, 0, '\0\x06\0\0\0\x01']],
  },
  {
    name: 'type 2 and 3 on a fresh chunk stream make empty messages',
    bytes: Buffer.concat([chunk({ format: 2, id: 9, time: 7 }), chunk({ format: 3, id: 10 })]),
    messages: [
      [0, 7, 0, ''],
      [0, 0, 0, ''],
    ],
  },
  {
    name: 'a zero-length message',
    bytes: Buffer.concat([chunk({ format: 0, id: 4, type: 8 }), chunk({ format: 0, id: 4 }, 'next')]),
    messages: [
      [8, 0, 1, ''],
      [9, 0, 1, 'next'],
    ],
  },
  {
    name: 'messages interleaved on three chunk streams',
    bytes: Buffer.concat([
      chunk({ format: 0, id: 4, length: 130 }, big.slice(0, 128)),
      chunk({ format: 0, id: 6, length: 129, type: 8 }, big.slice(0, 128)),
      chunk({ format: 0, id: 8, type: 18 }, 'meta'),
      chunk({ format: 3, id: 6 }, 'B'),
      chunk({ format: 3, id: 4 }, 'AA'),
    ]),
    messages: [
      [18, 0, 1, 'meta'],
      [8, 0, 1, `${big.slice(0, 128)}B`],
      [9, 0, 1, `${big.slice(0, 128)}AA`],
    ],
  },
  {
    name: 'an extended timestamp is repeated in every type 3 chunk of its message',
    bytes: Buffer.concat([
      chunk({ format: 0, id: 4, time: 0xffffff, extended: 0x01000000, length: 260 }, big.slice(0, 128)),
      chunk({ format: 3, id: 4, extended: 0x01000000 }, big.slice(0, 128)),
      chunk({ format: 3, id: 4, extended: 0x01000000 }, 'last'),
    ]),
    messages: [[9, 0x01000000, 1, `${big.slice(0, 256)}last`]],
  },
  {
    name: 'a sender that leaves the repeated extended timestamp out is understood',
    bytes: Buffer.concat([
      chunk({ format: 0, id: 4, time: 0xffffff, extended: 0x01000000, length: 132 }, big.slice(0, 128)),
      chunk({ format: 3, id: 4 }, 'last'),
    ]),
    messages: [[9, 0x01000000, 1, `${big.slice(0, 128)}last`]],
  },
  {
    name: 'an extended value of exactly 0xffffff',
    bytes: chunk({ format: 0, id: 4, time: 0xffffff, extended: 0xffffff }, 'a'),
    messages: [[9, 0xffffff, 1, 'a']],
  },
  {
    name: 'an extended value in types 1, 2 and 3 is a delta',
    bytes: Buffer.concat([
      chunk({ format: 0, id: 4, time: 10 }, 'aa'),
      chunk({ format: 1, id: 4, time: 0xffffff, extended: 0x01000000 }, 'bb'),
      chunk({ format: 2, id: 4, time: 0xffffff, extended: 0x02000000 }, 'cc'),
      chunk({ format: 3, id: 4, extended: 0x02000000 }, 'dd'),
    ]),
    messages: [
      [9, 10, 1, 'aa'],
      [9, 0x0100000a, 1, 'bb'],
      [9, 0x0300000a, 1, 'cc'],
      [9, 0x0500000a, 1, 'dd'],
    ],
  },
  {
    name: 'timestamps cross 2^24 ms',
    bytes: Buffer.concat([
      chunk({ format: 0, id: 4, time: 0xfffff0 }, 'a'),
      chunk({ format: 2, id: 4, time: 0x20 }, 'b'),
      chunk({ format: 3, id: 4 }, 'c'),
    ]),
    messages: [
      [9, 0xfffff0, 1, 'a'],
      [9, 0x1000010, 1, 'b'],
      [9, 0x1000030, 1, 'c'],
    ],
  },
  {
    name: 'timestamps cross 2^32 ms',
    bytes: Buffer.concat([
      chunk({ format: 0, id: 4, time: 0xffffff, extended: 0xfffffff0 }, 'a'),
      chunk({ format: 2, id: 4, time: 0x20 }, 'b'),
    ]),
    messages: [
      [9, 0xfffffff0, 1, 'a'],
      [9, 0x10, 1, 'b'],
    ],
  },
  {
    name: 'a backward step sent as a huge delta (librtmp)',
    bytes: Buffer.concat([
      chunk({ format: 0, id: 4, time: 1000 }, 'a'),
      chunk({ format: 1, id: 4, time: 0xffffff, extended: 0xfffffff6 }, 'b'),
    ]),
    messages: [
      [9, 1000, 1, 'a'],
      [9, 990, 1, 'b'],
    ],
  },
  {
    name: 'Set Chunk Size applies from the next chunk, also in the middle of a message',
    bytes: Buffer.concat([
      chunk({ format: 0, id: 4, length: 300 }, big.slice(0, 128)),
      control(1, uint(4096, 4)),
      chunk({ format: 3, id: 4 }, big.slice(0, 172)),
    ]),
    messages: [[9, 0, 1, big]],
  },
  {
    name: 'a chunk size of 1',
    bytes: Buffer.concat([
      control(1, uint(1, 4)),
      chunk({ format: 0, id: 4, length: 3 }, 'a'),
      chunk({ format: 3, id: 4 }, 'b'),
      chunk({ format: 3, id: 4 }, 'c'),
    ]),
    messages: [[9, 0, 1, 'abc']],
  },
  {
    name: 'the largest chunk size the wire allows',
    bytes: Buffer.concat([control(1, uint(0x7fffffff, 4)), chunk({ format: 0, id: 4 }, big)]),
    messages: [[9, 0, 1, big]],
  },
  {
    name: 'Set Chunk Size on a chunk stream other than 2 (PTZ cameras)',
    bytes: Buffer.concat([
      chunk({ format: 0, id: 5, type: 1, streamId: 0 }, uint(1000, 4)),
      chunk({ format: 0, id: 4 }, big),
    ]),
    messages: [[9, 0, 1, big]],
  },
  {
    name: 'Abort forgets an unfinished message and keeps its header',
    bytes: Buffer.concat([
      chunk({ format: 0, id: 4, time: 10, length: 130 }, big.slice(0, 128)),
      control(2, uint(4, 4)),
      chunk({ format: 1, id: 4, time: 5 }, 'new'),
    ]),
    messages: [[9, 15, 1, 'new']],
  },
  {
    name: 'Abort of an unknown chunk stream, and of one that has nothing unfinished',
    bytes: Buffer.concat([
      control(2, uint(999, 4)),
      chunk({ format: 0, id: 4 }, 'a'),
      control(2, uint(4, 4)),
      chunk({ format: 0, id: 4 }, 'b'),
    ]),
    messages: [
      [9, 0, 1, 'a'],
      [9, 0, 1, 'b'],
    ],
  },
  {
    name: 'an unknown type is delivered like any other, to be skipped above',
    bytes: chunk({ format: 0, id: 4, type: 99 }, 'what'),
    messages: [[99, 0, 1, 'what']],
  },
];

/** Bytes that must end the connection, with the code of the violation. */
export const CHUNK_VIOLATIONS: readonly { name: string; bytes: Buffer; code: string }[] = [
  { name: 'chunk size 0', bytes: control(1, uint(0, 4)), code: 'chunk_size' },
  { name: 'chunk size with the high bit', bytes: control(1, uint(0x80000080, 4)), code: 'chunk_size' },
  { name: 'Set Chunk Size of three bytes', bytes: control(1, uint(1, 3)), code: 'control_message' },
  { name: 'an empty Set Chunk Size', bytes: control(1, Buffer.alloc(0)), code: 'control_message' },
  { name: 'a short Abort', bytes: control(2, uint(1, 2)), code: 'control_message' },
  {
    name: 'a type 0 header in the middle of a message',
    bytes: Buffer.concat([
      chunk({ format: 0, id: 4, length: 300 }, big.slice(0, 128)),
      chunk({ format: 0, id: 4, length: 200 }, big.slice(0, 128)),
    ]),
    code: 'chunk_header',
  },
  {
    name: 'a message length changed in the middle of a message',
    bytes: Buffer.concat([
      chunk({ format: 0, id: 4, length: 300 }, big.slice(0, 128)),
      chunk({ format: 1, id: 4, length: 0xfffff }, big.slice(0, 128)),
    ]),
    code: 'chunk_header',
  },
  {
    name: 'the largest declarable length',
    bytes: chunk({ format: 0, id: 4, length: 0xffffff }, ''),
    code: 'message_too_large',
  },
  {
    name: 'unfinished messages on very many chunk streams',
    bytes: Buffer.concat(
      Array.from({ length: 20 }, (_, index) => chunk({ format: 0, id: 3 + index, length: 60_000 }, big.slice(0, 128))),
    ),
    code: 'too_many_partial_messages',
  },
  {
    name: 'very many chunk streams',
    bytes: Buffer.concat(Array.from({ length: 100 }, (_, index) => chunk({ format: 0, id: 3 + index }, 'a'))),
    code: 'too_many_chunk_streams',
  },
];
