import { newStreamKey } from './secrets.js';

describe('stream keys', () => {
  it('are four readable groups that never repeat', () => {
    const keys = new Set(Array.from({ length: 1000 }, newStreamKey));
    expect(keys.size).toBe(1000);
    for (const key of keys) expect(key).toMatch(/^[0-9a-hjkmnp-tv-z]{8}(-[0-9a-hjkmnp-tv-z]{8}){3}$/);
  });

  it('use every letter of the alphabet at every place: all 160 bits are random', () => {
    const seen = Array.from({ length: 35 }, () => new Set<string>());
    for (let i = 0; i < 2000; i++) [...newStreamKey()].forEach((letter, place) => seen[place]!.add(letter));
    expect(seen.map((letters) => letters.size)).toEqual(Array.from({ length: 35 }, (_, i) => ((i + 1) % 9 ? 32 : 1)));
  });
});
