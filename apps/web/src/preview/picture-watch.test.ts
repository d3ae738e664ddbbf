import { PictureWatch } from './picture-watch.js';

type Verdict = ReturnType<PictureWatch['look']>;

describe('the watch over pictures', () => {
  let watch: PictureWatch;
  beforeEach(() => (watch = new PictureWatch(0)));

  /** Looks until the verdict changes, but not for ever; how often that was. */
  const looksUntil = (verdict: Verdict, before: () => void = () => undefined): number => {
    for (let looks = 1; looks < 1_000; looks++) {
      before();
      if (watch.look(0, true) === verdict) return looks;
    }
    return Infinity;
  };

  it('takes a connection that brings nothing for dead', () => {
    expect(looksUntil('dead')).toBe(9);
  });

  it('gives a slow machine longer, as long as bytes come', () => {
    expect(looksUntil('dead', () => watch.heard())).toBe(25);
  });

  it('is content with every new picture', () => {
    for (let second = 1; second < 100; second++) expect(watch.look(second, true)).toBe('moving');
    expect(looksUntil('dead')).toBeGreaterThan(1);
  });

  it('expects nothing while no encoder sends', () => {
    for (let look = 0; look < 100; look++) expect(watch.look(0, false)).toBe('waiting');
    expect(looksUntil('dead')).toBe(9);
  });
});
