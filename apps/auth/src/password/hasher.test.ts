import { hash } from '@node-rs/argon2';
import { ARGON2 } from '../limits.js';
import { PasswordHasher } from './hasher.js';

describe('password hashes', () => {
  const hasher = new PasswordHasher();

  it('are Argon2id with the published parameters, and salted', async () => {
    const [one, two] = [await hasher.hash('correct horse'), await hasher.hash('correct horse')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await hasher.verify(one, 'correct horse')).toBe(true);
    expect(await hasher.verify(one, 'correct horsf')).toBe(false);
  });

  it('cost as much to check for nobody as for somebody', async () => {
    const stored = await hasher.hash('correct horse');
    await hasher.verify(null, 'warm');
    const time = async (against: string | null): Promise<number> => {
      const times: number[] = [];
      for (let i = 0; i < 9; i++) {
        const start = performance.now();
        expect(await hasher.verify(against, 'wrong')).toBe(false);
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b)[4]!;
    };
    const [nobody, somebody] = [await time(null), await time(stored)];
    expect(nobody / somebody).toBeGreaterThan(0.1);
    expect(nobody / somebody).toBeLessThan(10);
  });

  it('made with weaker parameters are noticed', async () => {
    const weak = await hash('x', { ...ARGON2, timeCost: 1, memoryCost: 8192 });
    expect(hasher.isOutdated(weak)).toBe(true);
    expect(hasher.isOutdated(await hasher.hash('x'))).toBe(false);
  });
});
