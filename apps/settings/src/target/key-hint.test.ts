import { keyHint } from './key-hint.js';

describe('key hints', () => {
  it.each([
    ['live_1234567890_abcd', 'abcd'],
    ['abcd1234', '1234'],
    ['abc123', '123'],
    ['ab', 'b'],
    ['a', ''],
  ])('of %s is "%s": never more than half of the key', (key, hint) => {
    expect(keyHint(key)).toBe(hint);
  });
});
