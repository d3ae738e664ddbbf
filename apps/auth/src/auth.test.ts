import { authBus, PREVIEW_AUDIENCE, previewClaimsSchema, TOKEN_ISSUER } from '@mid-station/contracts';
import { eventually, testLog } from '@mid-station/service/testing';
import { hash } from '@node-rs/argon2';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { createHash } from 'node:crypto';
import { Sweeper } from './database/sweeper.js';
import { FAILED_SIGN_INS_SHOWN, SIGN_INS_SHOWN } from './limits.js';
import { AuthStage, origin, PASSWORD, person, signInOf } from './testing/auth-stage.js';

describe('auth on a real database and bus, in two copies', () => {
  const stage = AuthStage.forAll();

  it('makes exactly one operator of many first registrations at once', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => stage.register()));
    expect(made.filter(({ user }) => user.role === 'operator')).toHaveLength(1);
  });

  it('signs preview tickets that its public keys verify, for one minute and one session', async () => {
    const { user, accessToken } = await stage.register();
    const [sessionId, accessId] = ['00000000-0000-4000-8000-000000000009', signInOf(accessToken)];
    const ask = { userId: user.id, accessId, sessionId, handle: user.handle };
    const { ticket, expiresAt } = await stage.bus.request(authBus.previewTicket, ask);
    const { keys } = await stage.bus.request(authBus.keys, {});
    expect(JSON.stringify(keys)).not.toMatch('"d"');
    const options = { issuer: TOKEN_ISSUER, audience: PREVIEW_AUDIENCE, algorithms: ['EdDSA'] };
    const { payload } = await jwtVerify(ticket, createLocalJWKSet({ keys: keys as { kty: string }[] }), options);
    const claims = { sub: user.id, sid: sessionId, handle: user.handle, accessId };
    expect(previewClaimsSchema.parse(payload)).toMatchObject(claims);
    expect(Math.abs(new Date(expiresAt).getTime() - Date.now() - 60_000)).toBeLessThan(5_000);
  });

  it('gives no preview ticket for a sign-in or an API token that is gone or somebody else’s, and says when they go', async () => {
    const [{ user, accessToken }, other] = [await stage.register(), await stage.register()];
    const userId = user.id;
    const token = await stage.bus.request(authBus.createToken, { userId, token: { name: 'deck', scope: 'read' } });
    expect(await stage.bus.request(authBus.checkToken, { token: token.token })).toMatchObject({ tokenId: token.id });
    const mine = [signInOf(accessToken), token.id];
    const ticketWith = (accessId: string) =>
      stage.bus.request(authBus.previewTicket, { userId, accessId, sessionId: userId, handle: user.handle });
    for (const accessId of mine) await ticketWith(accessId);
    const ended: string[] = [];
    stage.bus.hear(authBus.accessEnded, ({ accessIds }) => void ended.push(...accessIds));
    await stage.bus.settle();
    await stage.bus.request(authBus.endSignIns, { userId });
    await stage.bus.request(authBus.deleteToken, { userId, tokenId: token.id });
    await eventually(() => expect(ended).toEqual(mine));
    for (const accessId of [...mine, signInOf(other.accessToken)]) {
      await expect(ticketWith(accessId)).rejects.toMatchObject({ code: 'unauthenticated' });
      await expect(stage.bus.request(authBus.checkAccess, { userId, accessId })).rejects.toThrow('Sign in again');
    }
  });

  it('deletes an API token once, and writes it down once, however often that is asked for at once', async () => {
    const { user } = await stage.register();
    const userId = user.id;
    const { id: tokenId } = await stage.bus.request(authBus.createToken, {
      userId,
      token: { name: 'deck', scope: 'read' },
    });
    const asked = Array.from({ length: 5 }, () => stage.bus.request(authBus.deleteToken, { userId, tokenId }));
    const outcomes = (await Promise.allSettled(asked)).map(({ status }) => status);
    expect(outcomes.filter((status) => status === 'fulfilled')).toHaveLength(1);
    const kinds = (await stage.bus.request(authBus.audit, { userId })).map(({ kind, subject }) => [kind, subject]);
    expect(kinds.filter(([kind]) => kind === 'api_token_deleted')).toEqual([['api_token_deleted', 'deck']]);
  });

  it('tells an edge the hashes of the keys that may publish, and nothing of unknown handles', async () => {
    const { user } = await stage.register();
    const { streamKey } = await stage.bus.request(authBus.ingest, { userId: user.id });
    const hash = createHash('sha256').update(streamKey).digest('hex');
    const identity = { userId: user.id, handle: user.handle, keys: [{ hash, expiresAt: null }] };
    expect(await stage.bus.request(authBus.ingestIdentity, { userId: user.id })).toEqual(identity);
    expect(await stage.bus.request(authBus.ingestIdentityByHandle, { handle: user.handle })).toEqual(identity);
    expect(await stage.bus.request(authBus.ingestIdentityByHandle, { handle: 'nobody-at-all' })).toBeNull();
  });

  it('rotates a key with an overlap, says so, and lets the old key end with it', async () => {
    const { user } = await stage.register();
    const changed = new Promise<string>((resolve) => {
      stage.bus.hear(authBus.ingestChanged, ({ userId }) => resolve(userId));
    });
    await stage.bus.settle();
    await stage.bus.request(authBus.rotateIngest, { userId: user.id, overlapSeconds: 3_600 });
    expect(await changed).toBe(user.id);
    const keys = async () => (await stage.bus.request(authBus.ingestIdentity, { userId: user.id })).keys;
    expect((await keys()).map(({ expiresAt }) => expiresAt === null).sort()).toEqual([false, true]);
    const end =
      "UPDATE stream_keys SET expires_at = now() - interval '1 s' WHERE account_id = $1 AND expires_at > now()";
    await stage.postgres.query('auth', end, [user.id]);
    expect(await keys()).toHaveLength(1);
  });

  it('does not let a long overlap outlive a shorter one set later', async () => {
    const { user } = await stage.register();
    await stage.bus.request(authBus.rotateIngest, { userId: user.id, overlapSeconds: 86_400 });
    await stage.bus.request(authBus.rotateIngest, { userId: user.id, overlapSeconds: 60 });
    const { keys } = await stage.bus.request(authBus.ingestIdentity, { userId: user.id });
    const ends = keys.flatMap(({ expiresAt }) => (expiresAt ? [new Date(expiresAt).getTime()] : []));
    expect(ends).toHaveLength(2);
    expect(Math.max(...ends)).toBeLessThan(Date.now() + 120_000);
  });

  it('keeps one current key however many rotations come at once', async () => {
    const { user } = await stage.register();
    const rotate = () => stage.bus.request(authBus.rotateIngest, { userId: user.id, overlapSeconds: 0 });
    await Promise.all(Array.from({ length: 6 }, rotate));
    expect((await stage.bus.request(authBus.ingestIdentity, { userId: user.id })).keys).toHaveLength(1);
  });

  it('ends API tokens at their quota, also when many are made at once', async () => {
    const { user } = await stage.register();
    const make = (name: string) => stage.bus.request(authBus.createToken, { userId: user.id, token: { name } });
    const made = await Promise.allSettled(Array.from({ length: 6 }, (_, i) => make(`token ${i}`)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(made.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'quota_exceeded' } });
  });

  it('strengthens a weak password hash at the next sign-in', async () => {
    const who = person();
    const { user } = await stage.bus.request(authBus.register, { ...who, origin });
    const weak = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await stage.postgres.query('auth', 'UPDATE accounts SET password_hash = $1 WHERE id = $2', [weak, user.id]);
    await stage.bus.request(authBus.login, { login: who.handle, password: PASSWORD, origin });
    const rows = await stage.postgres.query<{ h: string }>(
      'auth',
      'SELECT password_hash h FROM accounts WHERE id = $1',
      [user.id],
    );
    expect(rows[0]!.h).toMatch('m=19456');
    await stage.bus.request(authBus.login, { login: who.handle, password: PASSWORD, origin });
  });

  it('lets the operator make accounts by the rules of registering only, and let in nobody who is not there', async () => {
    const { user } = await stage.register();
    const refused = [
      stage.desk.add('admin', 'a@example.org', 'user'),
      stage.desk.add(user.handle, 'b@example.org', 'user'),
      stage.desk.add('someone', user.email, 'operator'),
      stage.desk.add('-', 'not an address', 'user'),
      stage.desk.reset('nobody-here'),
    ];
    const outcomes = await Promise.all(refused.map((each) => each.catch((error: unknown) => error)));
    const codes = ['handle_taken', 'handle_taken', 'email_taken', 'invalid_request', 'not_found'];
    expect(outcomes).toMatchObject(codes.map((code) => ({ code })));
  });

  it('shows what was done with an account however often strangers failed to sign in to it', async () => {
    const { user } = await stage.register();
    const many = `INSERT INTO audit_events (id, account_id, at, kind, remote)
      SELECT gen_random_uuid(), $1, now() + make_interval(secs => n), 'sign_in_failed', 'stranger'
      FROM generate_series(1, 300) AS n`;
    await stage.postgres.query('auth', many, [user.id]);
    const kinds = (await stage.bus.request(authBus.audit, { userId: user.id })).map(({ kind }) => kind);
    expect(kinds).toEqual([...Array<string>(FAILED_SIGN_INS_SHOWN).fill('sign_in_failed'), 'account_registered']);
  });

  it('lists the sign-ins that were used last, however many a program left', async () => {
    const { user } = await stage.register();
    const many = `INSERT INTO sign_ins (id, account_id, remote, last_used_at)
      SELECT gen_random_uuid(), $1, 'script', now() - make_interval(secs => n) FROM generate_series(1, 9000) AS n`;
    await stage.postgres.query('auth', many, [user.id]);
    const shown = await stage.bus.request(authBus.listSignIns, { userId: user.id, currentId: null });
    expect(shown).toHaveLength(SIGN_INS_SHOWN);
    expect(shown[0]!.remote).toBe(origin.remote);
  });

  it('takes names that no database takes as wrong names', async () => {
    for (const login of ['a\u0000b', "' OR 1=1 --", 'x@\u0000', '\ud800']) {
      const tried = stage.bus.request(authBus.login, { login, password: 'x', origin });
      await expect(tried).rejects.toMatchObject({ code: 'wrong_credentials' });
    }
  });

  it('sweeps out what has expired and nothing else', async () => {
    const [{ refreshToken }, stale] = [await stage.register(), await stage.register()];
    const hash = createHash('sha256').update(stale.refreshToken).digest('hex');
    const expire = "UPDATE refresh_tokens SET expires_at = now() - interval '1 s' WHERE hash = $1";
    await stage.postgres.query('auth', expire, [hash]);
    const late = stage.bus.request(authBus.refresh, { refreshToken: stale.refreshToken, origin });
    await expect(late).rejects.toMatchObject({ code: 'unauthenticated' });
    const sweeper = new Sweeper(stage.copies[0]!.parts.database, testLog);
    await sweeper.sweep();
    sweeper.onModuleDestroy();
    expect(await stage.postgres.query('auth', 'SELECT 1 FROM refresh_tokens WHERE hash = $1', [hash])).toEqual([]);
    await expect(stage.bus.request(authBus.refresh, { refreshToken, origin })).resolves.toMatchObject({
      expiresIn: 600,
    });
  });

  it('remembers whose account was deleted, for whoever missed the news', async () => {
    const [{ user: gone }, { user: here }] = [await stage.register(), await stage.register()];
    await stage.bus.request(authBus.deleteMe, { userId: gone.id });
    const { userIds } = await stage.bus.request(authBus.deleted, { userIds: [gone.id, here.id] });
    expect(userIds).toEqual([gone.id]);
  });

  it('says that its database is away, and goes on when it is back', async () => {
    const { user } = await stage.register();
    await stage.postgres.server.pause();
    await expect(stage.bus.request(authBus.me, { userId: user.id })).rejects.toMatchObject({ code: 'unavailable' });
    await stage.postgres.server.resume();
    await eventually(() => stage.bus.request(authBus.me, { userId: user.id }));
  });
});
