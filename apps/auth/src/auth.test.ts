import {
  accessClaimsSchema,
  authBus,
  PREVIEW_AUDIENCE,
  previewClaimsSchema,
  TOKEN_ISSUER,
} from '@mid-station/contracts';
import { Health, type Bus } from '@mid-station/service';
import {
  eventually,
  startMicroservice,
  startNats,
  testBus,
  testLog,
  TestPostgres,
  type ServerProcess,
  type TestMicroservice,
} from '@mid-station/service/testing';
import { hash } from '@node-rs/argon2';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccountDesk } from './account/account-desk.js';
import { AuthModule, openParts, type AuthParts } from './auth.module.js';
import { type AuthConfig } from './config.js';
import { Sweeper } from './database/sweeper.js';
import { FAILED_SIGN_INS_SHOWN, SIGN_INS_SHOWN } from './limits.js';

const origin = { remote: '203.0.113.7', userAgent: 'test' };
const PASSWORD = 'correct horse battery';
let number = 0;
const person = () => {
  number++;
  return { handle: `ada${number}`, email: `ada${number}@example.org`, password: PASSWORD };
};

const signInOf = (accessToken: string): string => accessClaimsSchema.parse(decodeJwt(accessToken)).sid;

describe('auth on a real database and bus, in two copies', () => {
  let postgres: TestPostgres;
  let nats: ServerProcess;
  let folder: string;
  let bus: Bus;
  const copies: { service: TestMicroservice; parts: AuthParts }[] = [];

  const startCopy = async (): Promise<void> => {
    const config = {
      MIDSTATION_DATABASE_URL: postgres.url('auth'),
      MIDSTATION_SECRET_KEY: [Buffer.alloc(32, 7)],
      MIDSTATION_SIGNING_KEY_FILE: join(folder, 'signing.json'),
      MIDSTATION_RATE_LIMIT_FACTOR: 0.06,
    } as AuthConfig;
    const parts = await openParts(config, new Health(), testLog);
    copies.push({ service: await startMicroservice('auth', nats.url, config, AuthModule.with(parts)), parts });
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mid-station-auth-'));
    [postgres, nats] = await Promise.all([TestPostgres.start(), startNats()]);
    await postgres.database('auth');
    await Promise.all([startCopy(), startCopy()]);
    bus = await testBus(nats.url);
  });

  afterAll(async () => {
    await bus.close();
    for (const { service, parts } of copies) {
      await service.close();
      await parts.close();
    }
    await Promise.all([postgres.stop(), nats.stop()]);
    await rm(folder, { recursive: true });
  });

  const desk = (): AccountDesk => copies[0]!.service.get(AccountDesk);
  const register = () => bus.request(authBus.register, { ...person(), origin });

  it('makes exactly one operator of many first registrations at once', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, register));
    expect(made.filter(({ user }) => user.role === 'operator')).toHaveLength(1);
  });

  it('signs preview tickets that its public keys verify, for one minute and one session', async () => {
    const { user, accessToken } = await register();
    const [sessionId, accessId] = ['00000000-0000-4000-8000-000000000009', signInOf(accessToken)];
    const ask = { userId: user.id, accessId, sessionId, handle: user.handle };
    const { ticket, expiresAt } = await bus.request(authBus.previewTicket, ask);
    const { keys } = await bus.request(authBus.keys, {});
    expect(JSON.stringify(keys)).not.toMatch('"d"');
    const options = { issuer: TOKEN_ISSUER, audience: PREVIEW_AUDIENCE, algorithms: ['EdDSA'] };
    const { payload } = await jwtVerify(ticket, createLocalJWKSet({ keys: keys as { kty: string }[] }), options);
    const claims = { sub: user.id, sid: sessionId, handle: user.handle, accessId };
    expect(previewClaimsSchema.parse(payload)).toMatchObject(claims);
    expect(Math.abs(new Date(expiresAt).getTime() - Date.now() - 60_000)).toBeLessThan(5_000);
  });

  it('gives no preview ticket for a sign-in or an API token that is gone or somebody else’s, and says when they go', async () => {
    const [{ user, accessToken }, other] = [await register(), await register()];
    const userId = user.id;
    const token = await bus.request(authBus.createToken, { userId, token: { name: 'deck', scope: 'read' } });
    expect(await bus.request(authBus.checkToken, { token: token.token })).toMatchObject({ tokenId: token.id });
    const mine = [signInOf(accessToken), token.id];
    const ticketWith = (accessId: string) =>
      bus.request(authBus.previewTicket, { userId, accessId, sessionId: userId, handle: user.handle });
    for (const accessId of mine) await ticketWith(accessId);
    const ended: string[] = [];
    bus.hear(authBus.accessEnded, ({ accessIds }) => void ended.push(...accessIds));
    await bus.settle();
    await bus.request(authBus.endSignIns, { userId });
    await bus.request(authBus.deleteToken, { userId, tokenId: token.id });
    await eventually(() => expect(ended).toEqual(mine));
    for (const accessId of [...mine, signInOf(other.accessToken)]) {
      await expect(ticketWith(accessId)).rejects.toMatchObject({ code: 'unauthenticated' });
      await expect(bus.request(authBus.checkAccess, { userId, accessId })).rejects.toThrow('Sign in again');
    }
  });

  it('deletes an API token once, and writes it down once, however often that is asked for at once', async () => {
    const { user } = await register();
    const userId = user.id;
    const { id: tokenId } = await bus.request(authBus.createToken, { userId, token: { name: 'deck', scope: 'read' } });
    const asked = Array.from({ length: 5 }, () => bus.request(authBus.deleteToken, { userId, tokenId }));
    const outcomes = (await Promise.allSettled(asked)).map(({ status }) => status);
    expect(outcomes.filter((status) => status === 'fulfilled')).toHaveLength(1);
    const kinds = (await bus.request(authBus.audit, { userId })).map(({ kind, subject }) => [kind, subject]);
    expect(kinds.filter(([kind]) => kind === 'api_token_deleted')).toEqual([['api_token_deleted', 'deck']]);
  });

  it('tells an edge the hashes of the keys that may publish, and nothing of unknown handles', async () => {
    const { user } = await register();
    const { streamKey } = await bus.request(authBus.ingest, { userId: user.id });
    const hash = createHash('sha256').update(streamKey).digest('hex');
    const identity = { userId: user.id, handle: user.handle, keys: [{ hash, expiresAt: null }] };
    expect(await bus.request(authBus.ingestIdentity, { userId: user.id })).toEqual(identity);
    expect(await bus.request(authBus.ingestIdentityByHandle, { handle: user.handle })).toEqual(identity);
    expect(await bus.request(authBus.ingestIdentityByHandle, { handle: 'nobody-at-all' })).toBeNull();
  });

  it('rotates a key with an overlap, says so, and lets the old key end with it', async () => {
    const { user } = await register();
    const changed = new Promise<string>((resolve) => {
      bus.hear(authBus.ingestChanged, ({ userId }) => resolve(userId));
    });
    await bus.settle();
    await bus.request(authBus.rotateIngest, { userId: user.id, overlapSeconds: 3_600 });
    expect(await changed).toBe(user.id);
    const keys = async () => (await bus.request(authBus.ingestIdentity, { userId: user.id })).keys;
    expect((await keys()).map(({ expiresAt }) => expiresAt === null).sort()).toEqual([false, true]);
    const end =
      "UPDATE stream_keys SET expires_at = now() - interval '1 s' WHERE account_id = $1 AND expires_at > now()";
    await postgres.query('auth', end, [user.id]);
    expect(await keys()).toHaveLength(1);
  });

  it('does not let a long overlap outlive a shorter one set later', async () => {
    const { user } = await register();
    await bus.request(authBus.rotateIngest, { userId: user.id, overlapSeconds: 86_400 });
    await bus.request(authBus.rotateIngest, { userId: user.id, overlapSeconds: 60 });
    const { keys } = await bus.request(authBus.ingestIdentity, { userId: user.id });
    const ends = keys.flatMap(({ expiresAt }) => (expiresAt ? [new Date(expiresAt).getTime()] : []));
    expect(ends).toHaveLength(2);
    expect(Math.max(...ends)).toBeLessThan(Date.now() + 120_000);
  });

  it('keeps one current key however many rotations come at once', async () => {
    const { user } = await register();
    const rotate = () => bus.request(authBus.rotateIngest, { userId: user.id, overlapSeconds: 0 });
    await Promise.all(Array.from({ length: 6 }, rotate));
    expect((await bus.request(authBus.ingestIdentity, { userId: user.id })).keys).toHaveLength(1);
  });

  it('ends API tokens at their quota, also when many are made at once', async () => {
    const { user } = await register();
    const make = (name: string) => bus.request(authBus.createToken, { userId: user.id, token: { name } });
    const made = await Promise.allSettled(Array.from({ length: 6 }, (_, i) => make(`token ${i}`)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(made.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'quota_exceeded' } });
  });

  it('strengthens a weak password hash at the next sign-in', async () => {
    const who = person();
    const { user } = await bus.request(authBus.register, { ...who, origin });
    const weak = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await postgres.query('auth', 'UPDATE accounts SET password_hash = $1 WHERE id = $2', [weak, user.id]);
    await bus.request(authBus.login, { login: who.handle, password: PASSWORD, origin });
    const rows = await postgres.query<{ h: string }>('auth', 'SELECT password_hash h FROM accounts WHERE id = $1', [
      user.id,
    ]);
    expect(rows[0]!.h).toMatch('m=19456');
    await bus.request(authBus.login, { login: who.handle, password: PASSWORD, origin });
  });

  /** Lets nobody go on who needs what this statement locks, until it is let go. */
  const hold = async (statement: string, values: unknown[] = [], end = 'ROLLBACK'): Promise<() => Promise<void>> => {
    const runner = copies[0]!.parts.database.createQueryRunner();
    await runner.query('BEGIN');
    await runner.query(statement, values);
    return async () => {
      await runner.query(end);
      await runner.release();
    };
  };

  const waiting = (count: number) =>
    eventually(async () => {
      const rows = await postgres.query('auth', 'SELECT DISTINCT pid FROM pg_locks WHERE NOT granted');
      expect(rows).toHaveLength(count);
    });

  it('lets a sign-in be ended while its token is being used, without either failing', async () => {
    const { user, refreshToken } = await register();
    const letGo = await hold('SELECT 1 FROM sign_ins WHERE account_id = $1 FOR UPDATE', [user.id]);
    const end = bus.request(authBus.endSignIns, { userId: user.id, origin });
    await waiting(1);
    const refresh = bus.request(authBus.refresh, { refreshToken, origin }).catch((error: unknown) => error);
    await waiting(2);
    await letGo();
    expect(await end).toBeNull();
    expect(await refresh).toMatchObject({ code: 'unauthenticated' });
  });

  it.each<[string, string, (userId: string, tokenId: string) => Promise<unknown>]>([
    ['an API token', 'api_tokens', (userId, tokenId) => bus.request(authBus.deleteToken, { userId, tokenId })],
    [
      'the second factor',
      'second_factors',
      (userId) => bus.request(authBus.disableSecondFactor, { userId, proof: { password: PASSWORD } }),
    ],
  ])('lets an account be deleted while %s of it is removed, without either failing', async (_, table, remove) => {
    const userId = (await register()).user.id;
    const { id: tokenId } = await bus.request(authBus.createToken, { userId, token: { name: 'deck', scope: 'read' } });
    const factor = 'INSERT INTO second_factors (account_id, sealed, confirmed, last_step) VALUES ($1, $2, true, 0)';
    await postgres.query('auth', factor, [userId, 'sealed']);
    const letGo = await hold(`SELECT 1 FROM ${table} WHERE account_id = $1 FOR UPDATE`, [userId]);
    const removed = remove(userId, tokenId);
    await waiting(1);
    const deleted = bus.request(authBus.deleteMe, { userId });
    await waiting(2);
    await letGo();
    expect((await Promise.allSettled([removed, deleted])).map(({ status }) => status)).toEqual(
      Array(2).fill('fulfilled'),
    );
  });

  it('has nothing to write down of an account that is just being deleted', async () => {
    const userId = (await register()).user.id;
    const letGo = await hold('DELETE FROM accounts WHERE id = $1', [userId], 'COMMIT');
    const act = { id: randomUUID(), at: new Date().toISOString(), kind: 'went_offline', subject: null } as const;
    const recorded = bus.request(authBus.recordAudit, { userId, origin, ...act });
    await waiting(1);
    await letGo();
    expect(await recorded).toBeNull();
  });

  it('ends sign-ins with the old password that were under way when it was changed', async () => {
    const who = person();
    const { user } = await bus.request(authBus.register, { ...who, origin });
    const letGo = await hold('LOCK TABLE refresh_tokens IN EXCLUSIVE MODE');
    const late = bus.request(authBus.login, { login: who.handle, password: PASSWORD, origin });
    await waiting(1);
    const change = { currentPassword: PASSWORD, newPassword: 'another long one' };
    const changed = bus.request(authBus.changePassword, { userId: user.id, change, origin });
    await waiting(2);
    await letGo();
    await changed;
    const { refreshToken } = await late;
    const gone = await bus.request(authBus.refresh, { refreshToken, origin }).catch((error: unknown) => error);
    expect(gone).toMatchObject({ code: 'unauthenticated' });
  });

  it('ends sign-ins that were under way when the operator gave a new password, and says which', async () => {
    const who = person();
    const { accessToken } = await bus.request(authBus.register, { ...who, origin });
    const ended: string[] = [];
    bus.hear(authBus.accessEnded, ({ accessIds }) => void ended.push(...accessIds));
    await bus.settle();
    const letGo = await hold('LOCK TABLE refresh_tokens IN EXCLUSIVE MODE');
    const late = bus.request(authBus.login, { login: who.handle, password: PASSWORD, origin });
    await waiting(1);
    const reset = desk().reset(who.email);
    await waiting(2);
    await letGo();
    const { password } = await reset;
    const signIns = [signInOf(accessToken), signInOf((await late).accessToken)];
    await eventually(() => expect([...ended].sort()).toEqual(signIns.sort()));
    const login = { login: who.handle, password, origin };
    expect(await bus.request(authBus.login, login)).toMatchObject({ user: { handle: who.handle } });
  });

  it('lets the operator make accounts by the rules of registering only, and let in nobody who is not there', async () => {
    const { user } = await register();
    const refused = [
      desk().add('admin', 'a@example.org', 'user'),
      desk().add(user.handle, 'b@example.org', 'user'),
      desk().add('someone', user.email, 'operator'),
      desk().add('-', 'not an address', 'user'),
      desk().reset('nobody-here'),
    ];
    const outcomes = await Promise.all(refused.map((each) => each.catch((error: unknown) => error)));
    const codes = ['handle_taken', 'handle_taken', 'email_taken', 'invalid_request', 'not_found'];
    expect(outcomes).toMatchObject(codes.map((code) => ({ code })));
  });

  it('judges a sign-in anew when the password was changed after it was found right', async () => {
    const who = person();
    const { user } = await bus.request(authBus.register, { ...who, origin });
    const other = await hash('another long one', { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    const letGo = await hold('UPDATE accounts SET password_hash = $1 WHERE id = $2', [other, user.id], 'COMMIT');
    const late = bus.request(authBus.login, { login: who.handle, password: PASSWORD, origin });
    await waiting(1);
    await letGo();
    await expect(late).rejects.toMatchObject({ code: 'wrong_credentials' });
  });

  it('takes as long to refuse a name that exists: what is written down of it is not waited for', async () => {
    const who = person();
    const { user } = await bus.request(authBus.register, { ...who, origin });
    const letGo = await hold('LOCK TABLE audit_events IN EXCLUSIVE MODE');
    const wrong = bus.request(authBus.login, { login: who.handle, password: 'guess guess', origin });
    await expect(wrong).rejects.toMatchObject({ code: 'wrong_credentials' });
    await letGo();
    await eventually(async () => {
      const [last] = await bus.request(authBus.audit, { userId: user.id });
      expect(last).toMatchObject({ kind: 'sign_in_failed', remote: origin.remote });
    });
  });

  it('shows what was done with an account however often strangers failed to sign in to it', async () => {
    const { user } = await register();
    const many = `INSERT INTO audit_events (id, account_id, at, kind, remote)
      SELECT gen_random_uuid(), $1, now() + make_interval(secs => n), 'sign_in_failed', 'stranger'
      FROM generate_series(1, 300) AS n`;
    await postgres.query('auth', many, [user.id]);
    const kinds = (await bus.request(authBus.audit, { userId: user.id })).map(({ kind }) => kind);
    expect(kinds).toEqual([...Array<string>(FAILED_SIGN_INS_SHOWN).fill('sign_in_failed'), 'account_registered']);
  });

  it('lists the sign-ins that were used last, however many a program left', async () => {
    const { user } = await register();
    const many = `INSERT INTO sign_ins (id, account_id, remote, last_used_at)
      SELECT gen_random_uuid(), $1, 'script', now() - make_interval(secs => n) FROM generate_series(1, 9000) AS n`;
    await postgres.query('auth', many, [user.id]);
    const shown = await bus.request(authBus.listSignIns, { userId: user.id, currentId: null });
    expect(shown).toHaveLength(SIGN_INS_SHOWN);
    expect(shown[0]!.remote).toBe(origin.remote);
  });

  it('takes names that no database takes as wrong names', async () => {
    for (const login of ['a\u0000b', "' OR 1=1 --", 'x@\u0000', '\ud800']) {
      const tried = bus.request(authBus.login, { login, password: 'x', origin });
      await expect(tried).rejects.toMatchObject({ code: 'wrong_credentials' });
    }
  });

  it('sweeps out what has expired and nothing else', async () => {
    const [{ refreshToken }, stale] = [await register(), await register()];
    const hash = createHash('sha256').update(stale.refreshToken).digest('hex');
    const expire = "UPDATE refresh_tokens SET expires_at = now() - interval '1 s' WHERE hash = $1";
    await postgres.query('auth', expire, [hash]);
    const late = bus.request(authBus.refresh, { refreshToken: stale.refreshToken, origin });
    await expect(late).rejects.toMatchObject({ code: 'unauthenticated' });
    const sweeper = new Sweeper(copies[0]!.parts.database, testLog);
    await sweeper.sweep();
    sweeper.onModuleDestroy();
    expect(await postgres.query('auth', 'SELECT 1 FROM refresh_tokens WHERE hash = $1', [hash])).toEqual([]);
    await expect(bus.request(authBus.refresh, { refreshToken, origin })).resolves.toMatchObject({ expiresIn: 600 });
  });

  it('remembers whose account was deleted, for whoever missed the news', async () => {
    const [{ user: gone }, { user: here }] = [await register(), await register()];
    await bus.request(authBus.deleteMe, { userId: gone.id });
    const { userIds } = await bus.request(authBus.deleted, { userIds: [gone.id, here.id] });
    expect(userIds).toEqual([gone.id]);
  });

  it('says that its database is away, and goes on when it is back', async () => {
    const { user } = await register();
    await postgres.server.pause();
    await expect(bus.request(authBus.me, { userId: user.id })).rejects.toMatchObject({ code: 'unavailable' });
    await postgres.server.resume();
    await eventually(() => bus.request(authBus.me, { userId: user.id }));
  });
});
