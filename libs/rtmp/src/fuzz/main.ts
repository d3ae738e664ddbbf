import { FUZZED_DECODERS } from './decoders.js';
import { fuzz } from './fuzz.js';

/** Fuzzes every decoder for some seconds and prints corpus sizes and run counts. Throws FuzzFailure. */
export function main(secondsEach: number, seed: number, print: (line: string) => void): void {
  print(`seed ${seed}, ${secondsEach} s for each of ${FUZZED_DECODERS.length} decoders`);
  let total = 0;
  for (const decoder of FUZZED_DECODERS) {
    const { runs, corpusSize } = fuzz(decoder, seed, { milliseconds: secondsEach * 1000 });
    total += runs;
    const sizes = `corpus ${decoder.corpus.length} -> ${corpusSize}`;
    print(`${decoder.name.padEnd(30)} ${String(runs).padStart(10)} runs   ${sizes}`);
  }
  print(`${'all'.padEnd(30)} ${String(total).padStart(10)} runs, no failure`);
}
