import { FUZZED_DECODERS } from './decoders.js';
import { fuzz, FuzzFailure } from './fuzz.js';

/** `npm run fuzz` runs the same for as long as it is told. */
const SEED = 20_260_101;
const RUNS = 1500;

describe('fuzzing', () => {
  it.each(FUZZED_DECODERS)('$name reads or refuses whatever it is given', (decoder) => {
    expect(fuzz(decoder, SEED, { runs: RUNS }).runs).toBe(RUNS);
  });

  it('finds a decoder that fails, and says how to repeat it', () => {
    const broken = {
      name: 'broken',
      corpus: [Buffer.from('abc')],
      run: (input: Buffer): string => {
        if (input.length > 5) throw new TypeError('too long for me');
        return 'fine';
      },
    };
    expect(() => fuzz(broken, SEED, { runs: 1000 })).toThrow(FuzzFailure);
    expect(() => fuzz(broken, SEED, { runs: 1000 })).toThrow(
      /too long for me\ndecoder broken, seed 20260101, input [0-9a-f]+/,
    );
  });

  it('is the same run again with the same seed', () => {
    const [decoder] = FUZZED_DECODERS;
    expect(fuzz(decoder!, SEED, { runs: 200 })).toEqual(fuzz(decoder!, SEED, { runs: 200 }));
  });
});
