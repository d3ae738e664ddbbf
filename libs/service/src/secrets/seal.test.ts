import { randomBytes } from 'node:crypto';
import { Sealer, secretKeySchema } from './seal.js';

describe('sealed secrets', () => {
  const key = randomBytes(32);
  const sealer = new Sealer([key]);

  it('come back as they were', () => {
    expect(sealer.open(sealer.seal('live_123?a=ü', 'row-1'), 'row-1')).toBe('live_123?a=ü');
  });

  it('do not open for another row, with another key, or changed', () => {
    const sealed = sealer.seal('secret', 'row-1');
    expect(() => sealer.open(sealed, 'row-2')).toThrow();
    expect(() => new Sealer([randomBytes(32)]).open(sealed, 'row-1')).toThrow('not configured');
    expect(() => sealer.open(`${sealed.slice(0, -2)}AA`, 'row-1')).toThrow();
  });

  it('never look the same twice', () => {
    expect(sealer.seal('secret', 'row')).not.toBe(sealer.seal('secret', 'row'));
  });

  it('open after a rotation, and are told from those that were sealed with the new key', () => {
    const old = sealer.seal('secret', 'row');
    const rotated = new Sealer([randomBytes(32), key]);
    expect(rotated.open(old, 'row')).toBe('secret');
    expect(rotated.isOutdated(old)).toBe(true);
    expect(rotated.isOutdated(rotated.seal('secret', 'row'))).toBe(false);
    expect(() => sealer.open(rotated.seal('secret', 'row'), 'row')).toThrow('not configured');
  });

  it('take one key or several from the environment, each of full length', () => {
    const text = key.toString('base64');
    expect(secretKeySchema.parse(text)).toEqual([key]);
    expect(secretKeySchema.parse(`${text},${text}`)).toHaveLength(2);
    expect(secretKeySchema.safeParse('c2hvcnQ=').success).toBe(false);
  });
});
