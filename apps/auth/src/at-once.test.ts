import { authBus } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { hash } from '@node-rs/argon2';
import { randomUUID } from 'node:crypto';
import { AuthStage, origin, PASSWORD, person, signInOf } from './testing/auth-stage.js';

/** One of two is stopped at a lock, so that the other meets it half done, whatever the machine is busy with. */
describe('what is done to one account at the same time', () => {
  const stage = AuthStage.forAll();

  it('lets a sign-in be ended while its token is being used, without either failing', async () => {
    const { user, refreshToken } = await stage.register();
    const letGo = await stage.hold('SELECT 1 FROM sign_ins WHERE account_id = $1 FOR UPDATE', [user.id]);
    const end = stage.bus.request(authBus.endSignIns, { userId: user.id, origin });
    await stage.waiting(1);
    const refresh = stage.bus.request(authBus.refresh, { refreshToken, origin }).catch((error: unknown) => error);
    await stage.waiting(2);
    await letGo();
    expect(await end).toBeNull();
    expect(await refresh).toMatchObject({ code: 'unauthenticated' });
  });

  it.each<[string, string, (userId: string, tokenId: string) => Promise<unknown>]>([
    ['an API token', 'api_tokens', (userId, tokenId) => stage.bus.request(authBus.deleteToken, { userId, tokenId })],
    [
      'the second factor',
      'second_factors',
      (userId) => stage.bus.request(authBus.disableSecondFactor, { userId, proof: { password: PASSWORD } }),
    ],
  ])('lets an account be deleted while %s of it is removed, without either failing', async (_, table, remove) => {
    const userId = (await stage.register()).user.id;
    const { id: tokenId } = await stage.bus.request(authBus.createToken, {
      userId,
      token: { name: 'deck', scope: 'read' },
    });
    const factor = 'INSERT INTO second_factors (account_id, sealed, confirmed, last_step) VALUES ($1, $2, true, 0)';
    await stage.postgres.query('auth', factor, [userId, 'sealed']);
    const letGo = await stage.hold(`SELECT 1 FROM ${table} WHERE account_id = $1 FOR UPDATE`, [userId]);
    const removed = remove(userId, tokenId);
    await stage.waiting(1);
    const deleted = stage.bus.request(authBus.deleteMe, { userId });
    await stage.waiting(2);
    await letGo();
    expect((await Promise.allSettled([removed, deleted])).map(({ status }) => status)).toEqual(
      Array(2).fill('fulfilled'),
    );
  });

  it('has nothing to write down of an account that is just being deleted', async () => {
    const userId = (await stage.register()).user.id;
    const letGo = await stage.hold('DELETE FROM accounts WHERE id = $1', [userId], 'COMMIT');
    const act = { id: randomUUID(), at: new Date().toISOString(), kind: 'went_offline', subject: null } as const;
    const recorded = stage.bus.request(authBus.recordAudit, { userId, origin, ...act });
    await stage.waiting(1);
    await letGo();
    expect(await recorded).toBeNull();
  });

  it('ends sign-ins with the old password that were under way when it was changed', async () => {
    const who = person();
    const { user } = await stage.bus.request(authBus.register, { ...who, origin });
    const letGo = await stage.hold('LOCK TABLE refresh_tokens IN EXCLUSIVE MODE');
    const late = stage.bus.request(authBus.login, { login: who.handle, password: PASSWORD, origin });
    await stage.waiting(1);
    const change = { currentPassword: PASSWORD, newPassword: 'another long one' };
    const changed = stage.bus.request(authBus.changePassword, { userId: user.id, change, origin });
    await stage.waiting(2);
    await letGo();
    await changed;
    const { refreshToken } = await late;
    const gone = await stage.bus.request(authBus.refresh, { refreshToken, origin }).catch((error: unknown) => error);
    expect(gone).toMatchObject({ code: 'unauthenticated' });
  });

  it('ends sign-ins that were under way when the operator gave a new password, and says which', async () => {
    const who = person();
    const { accessToken } = await stage.bus.request(authBus.register, { ...who, origin });
    const ended: string[] = [];
    stage.bus.hear(authBus.accessEnded, ({ accessIds }) => void ended.push(...accessIds));
    await stage.bus.settle();
    const letGo = await stage.hold('LOCK TABLE refresh_tokens IN EXCLUSIVE MODE');
    const late = stage.bus.request(authBus.login, { login: who.handle, password: PASSWORD, origin });
    await stage.waiting(1);
    const reset = stage.desk.reset(who.email);
    await stage.waiting(2);
    await letGo();
    const { password } = await reset;
    const signIns = [signInOf(accessToken), signInOf((await late).accessToken)];
    await eventually(() => expect([...ended].sort()).toEqual(signIns.sort()));
    const login = { login: who.handle, password, origin };
    expect(await stage.bus.request(authBus.login, login)).toMatchObject({ user: { handle: who.handle } });
  });

  it('judges a sign-in anew when the password was changed after it was found right', async () => {
    const who = person();
    const { user } = await stage.bus.request(authBus.register, { ...who, origin });
    const other = await hash('another long one', { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    const letGo = await stage.hold('UPDATE accounts SET password_hash = $1 WHERE id = $2', [other, user.id], 'COMMIT');
    const late = stage.bus.request(authBus.login, { login: who.handle, password: PASSWORD, origin });
    await stage.waiting(1);
    await letGo();
    await expect(late).rejects.toMatchObject({ code: 'wrong_credentials' });
  });

  it('takes as long to refuse a name that exists: what is written down of it is not waited for', async () => {
    const who = person();
    const { user } = await stage.bus.request(authBus.register, { ...who, origin });
    const letGo = await stage.hold('LOCK TABLE audit_events IN EXCLUSIVE MODE');
    const wrong = stage.bus.request(authBus.login, { login: who.handle, password: 'guess guess', origin });
    await expect(wrong).rejects.toMatchObject({ code: 'wrong_credentials' });
    await letGo();
    await eventually(async () => {
      const [last] = await stage.bus.request(authBus.audit, { userId: user.id });
      expect(last).toMatchObject({ kind: 'sign_in_failed', remote: origin.remote });
    });
  });
});
