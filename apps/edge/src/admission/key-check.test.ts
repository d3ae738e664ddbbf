import { hashOf } from '../testing/hash.js';
import { mayPublish } from './key-check.js';

const now = new Date('2030-06-01T12:00:00.000Z');
const key = (name: string, expiresAt: string | null = null) => ({ hash: hashOf(name), expiresAt });

describe('checking a stream key', () => {
  it('takes any of the valid ones', () => {
    const keys = [key('old', '2030-06-01T12:00:01.000Z'), key('new')];
    expect(mayPublish(hashOf('old'), keys, now)).toBe(true);
    expect(mayPublish(hashOf('new'), keys, now)).toBe(true);
  });

  it('refuses another one, one that ran out, and any when there is none', () => {
    expect(mayPublish(hashOf('other'), [key('new')], now)).toBe(false);
    expect(mayPublish(hashOf('old'), [key('old', '2030-06-01T12:00:00.000Z')], now)).toBe(false);
    expect(mayPublish(hashOf('any'), [], now)).toBe(false);
  });
});
