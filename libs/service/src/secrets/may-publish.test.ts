import { createHash } from 'node:crypto';
import { mayPublish } from './may-publish.js';

const hash = (key: string): string => createHash('sha256').update(key).digest('hex');

describe('who may publish', () => {
  const keys = [
    { hash: hash('new'), expiresAt: null },
    { hash: hash('old'), expiresAt: '2026-01-01T00:00:00.000Z' },
  ];

  it('is whoever has one of the keys, each until it runs out', () => {
    expect(mayPublish(hash('new'), keys)).toBe(true);
    expect(mayPublish(hash('old'), keys, Date.parse('2025-12-31T23:59:59Z'))).toBe(true);
    expect(mayPublish(hash('old'), keys, Date.parse('2026-01-01T00:00:00Z'))).toBe(false);
  });

  it('is nobody else', () => {
    expect(mayPublish(hash('other'), keys)).toBe(false);
    expect(mayPublish(hash('new'), [])).toBe(false);
  });
});
