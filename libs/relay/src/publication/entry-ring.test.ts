import { EntryRing } from './entry-ring.js';
import { Slab } from './slab.js';

describe('entry ring', () => {
  let ring: EntryRing;

  beforeEach(() => {
    ring = new EntryRing();
  });

  /** Adds entries that can be told apart, up to this sequence number. */
  const fillTo = (end: number): void => {
    while (ring.end < end) {
      const sequence = ring.end;
      const entry = ring.add();
      entry.timestamp = sequence * 10;
      entry.slab = new Slab(Buffer.alloc(sequence % 7));
    }
  };
  const kept = (): number[] =>
    Array.from({ length: ring.end - ring.base }, (_, index) => ring.at(ring.base + index).timestamp);

  it('keeps entries by their number, however many are added and dropped', () => {
    for (let round = 1; round <= 50; round++) {
      fillTo(round * 100);
      while (ring.base < round * 90) expect(ring.drop().bytes.length).toBe((ring.base - 1) % 7);
      expect(kept()).toEqual(kept().map((_, index) => (ring.base + index) * 10));
    }
    expect([ring.base, ring.end]).toEqual([4_500, 5_000]);
  });

  it('knows nothing of what was dropped or has not come', () => {
    fillTo(3);
    ring.drop();
    expect(() => ring.at(0)).toThrow(RangeError);
    expect(ring.at(1).timestamp).toBe(10);
    expect(() => ring.at(3)).toThrow(RangeError);
  });

  it('uses its objects again: a steady stream makes none', () => {
    const objects = new Set<unknown>();
    for (let sequence = 0; sequence < 10_000; sequence++) {
      objects.add(ring.add());
      if (sequence >= 150) ring.drop();
    }
    expect(objects.size).toBeLessThanOrEqual(256);
  });

  it('holds on to no memory of what was dropped', () => {
    fillTo(1);
    const entry = ring.at(0);
    ring.drop();
    expect([entry.slab.bytes.length, entry.startHeaders]).toEqual([0, null]);
  });
});
