import { type Random } from './random.js';

type Mutation = (input: Buffer, random: Random, corpus: readonly Buffer[]) => Buffer;

/** Numbers at which decoders go wrong. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0xfffffe, 0xffffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** Longest input; decoders that need more are fed by their tests. */
const INPUT_BYTES_MAX = 8192;

const MUTATIONS: readonly Mutation[] = [
  (input, random) => edit(input, random, (byte) => byte ^ (1 << random.below(8))),
  (input, random) => edit(input, random, () => random.below(256)),
  (input, random) => edit(input, random, () => random.pick(EDGES) & 0xff),
  overwriteInteger,
  (input, random) => input.subarray(0, random.below(input.length + 1)),
  removeRange,
  repeatRange,
  insertRandom,
  (input, random, corpus) => splice(input, random, random.pick(corpus)),
];

/** A changed copy of an input: a few mutations, one after the other. */
export function mutate(input: Buffer, random: Random, corpus: readonly Buffer[]): Buffer {
  let result = Buffer.from(input);
  for (let count = 1 + random.below(6); count > 0; count--) {
    result = Buffer.from(random.pick(MUTATIONS)(result, random, corpus).subarray(0, INPUT_BYTES_MAX));
  }
  return result;
}

function edit(input: Buffer, random: Random, change: (byte: number) => number): Buffer {
  if (input.length === 0) return input;
  const at = random.below(input.length);
  input[at] = change(input[at]!);
  return input;
}

function overwriteInteger(input: Buffer, random: Random): Buffer {
  const bytes = 1 + random.below(4);
  if (input.length < bytes) return input;
  const value = random.pick(EDGES) % 2 ** (8 * bytes);
  input.writeUIntBE(value, random.below(input.length - bytes + 1), bytes);
  return input;
}

function range(input: Buffer, random: Random): [number, number] {
  const start = random.below(input.length + 1);
  return [start, start + random.below(Math.min(64, input.length - start) + 1)];
}

function removeRange(input: Buffer, random: Random): Buffer {
  const [start, end] = range(input, random);
  return Buffer.concat([input.subarray(0, start), input.subarray(end)]);
}

function repeatRange(input: Buffer, random: Random): Buffer {
  const [start, end] = range(input, random);
  const copies = Array.from({ length: 1 + random.below(40) }, () => input.subarray(start, end));
  return Buffer.concat([input.subarray(0, end), ...copies, input.subarray(end)]);
}

function insertRandom(input: Buffer, random: Random): Buffer {
  const at = random.below(input.length + 1);
  const bytes = Array.from({ length: random.below(16) }, () => random.below(256));
  return Buffer.concat([input.subarray(0, at), Buffer.from(bytes), input.subarray(at)]);
}

function splice(input: Buffer, random: Random, other: Buffer): Buffer {
  return Buffer.concat([
    input.subarray(0, random.below(input.length + 1)),
    other.subarray(random.below(other.length + 1)),
  ]);
}
