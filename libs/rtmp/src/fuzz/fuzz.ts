import { mutate } from './mutate.js';
import { Random } from './random.js';

/** Something that reads untrusted bytes, and what it must hold to. */
export interface FuzzedDecoder {
  readonly name: string;
  /** Inputs to start from. */
  readonly corpus: readonly Buffer[];
  /**
   * Decodes the input and returns a short text that is the same for inputs treated alike. Throws when the decoder does
   * what it must not: anything but its result or a refusal of its own kind.
   */
  run(input: Buffer, random: Random): string;
}

/** When to stop: after so many runs, or so many milliseconds. */
export interface FuzzBudget {
  readonly runs?: number;
  readonly milliseconds?: number;
}

export interface FuzzResult {
  readonly runs: number;
  /** Inputs at the end, those found on the way included. */
  readonly corpusSize: number;
}

/** An input made a decoder fail; the message holds all that is needed to repeat it. */
export class FuzzFailure extends Error {
  override readonly name = 'FuzzFailure';
}

/** One run may take this long, in milliseconds; inputs are at most 8 KB. */
const RUN_MS_MAX = 2000;
const CORPUS_MAX = 5000;

/** Feeds mutated inputs to a decoder. An input that is treated in a new way joins the corpus. Throws FuzzFailure. */
export function fuzz(decoder: FuzzedDecoder, seed: number, budget: FuzzBudget): FuzzResult {
  const random = new Random(seed);
  const corpus = [...decoder.corpus];
  const seen = new Set(corpus.map((input) => attempt(decoder, input, random, seed)));
  const start = performance.now();
  let runs = 0;
  while (!isSpent(budget, runs, start)) {
    const input = mutate(random.pick(corpus), random, corpus);
    const outcome = attempt(decoder, input, random, seed);
    if (!seen.has(outcome) && corpus.length < CORPUS_MAX) {
      seen.add(outcome);
      corpus.push(input);
    }
    runs++;
  }
  return { runs, corpusSize: corpus.length };
}

function attempt(decoder: FuzzedDecoder, input: Buffer, random: Random, seed: number): string {
  const start = performance.now();
  const repeat = `decoder ${decoder.name}, seed ${seed}, input ${input.toString('hex')}`;
  try {
    const outcome = decoder.run(Buffer.from(input), random);
    if (performance.now() - start > RUN_MS_MAX) throw new Error(`took longer than ${RUN_MS_MAX} ms`);
    return outcome;
  } catch (error) {
    throw new FuzzFailure(`${error instanceof Error ? error.message : String(error)}\n${repeat}`, { cause: error });
  }
}

function isSpent({ runs = Infinity, milliseconds = Infinity }: FuzzBudget, done: number, start: number): boolean {
  return done >= runs || (done % 64 === 0 && performance.now() - start >= milliseconds);
}
