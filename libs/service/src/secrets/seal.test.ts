import { randomBytes } from 'node:crypto';
import { Sealer } from './seal.js';

describe('sealed secrets', () => {
  const sealer = new Sealer(randomBytes(32));

  it('come back as they were', () => {
    expect(sealer.open(sealer.seal('live_123?a=ü', 'row-1'), 'row-1')).toBe('live_123?a=ü');
  });

  it('do not open for another row, with another key, or changed', () => {
    const sealed = sealer.seal('secret', 'row-1');
    expect(() => sealer.open(sealed, 'row-2')).toThrow();
    expect(() => new Sealer(randomBytes(32)).open(sealed, 'row-1')).toThrow();
    expect(() => sealer.open(`${sealed.slice(0, -2)}AA`, 'row-1')).toThrow();
  });

  it('never look the same twice', () => {
    expect(sealer.seal('secret', 'row')).not.toBe(sealer.seal('secret', 'row'));
  });
});
