import { AppError, TOKEN_ALGORITHM, TOKEN_ISSUER } from '@mid-station/contracts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { z } from 'zod';
import { type Bus } from '../bus/bus.js';
import { KeyRing } from './key-ring.js';

describe('the signing keys of the installation', () => {
  it('are known for as long as auth is away, when it was there at the start, and asked for later when it was not', async () => {
    const { publicKey, privateKey } = await generateKeyPair(TOKEN_ALGORITHM);
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'k1' }];
    const token = await new SignJWT({ sub: 'ada' })
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid: 'k1' })
      .setIssuer(TOKEN_ISSUER)
      .setAudience('test')
      .setExpirationTime('1m')
      .sign(privateKey);
    let isThere = true;
    const request = () =>
      isThere ? Promise.resolve({ keys }) : Promise.reject(new AppError('unavailable', 'auth is away'));
    const ring = () => new KeyRing({ request } as unknown as Bus);
    const verify = (one: KeyRing) => one.verify(token, 'test', z.object({ sub: z.string() }));
    const early = ring();
    await early.learn();
    isThere = false;
    const late = ring();
    await late.learn();
    expect(await verify(early)).toEqual({ sub: 'ada' });
    await expect(verify(late)).rejects.toMatchObject({ code: 'unavailable' });
    isThere = true;
    expect(await verify(late)).toEqual({ sub: 'ada' });
  });
});
