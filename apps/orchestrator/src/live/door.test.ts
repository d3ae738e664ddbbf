import { liveBus } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { randomUUID } from 'node:crypto';
import { RECONNECT_SECONDS_MAX } from '../limits.js';
import { hashOf } from '../testing/fake-neighbours.js';
import { Stage } from '../testing/stage.js';

describe('an encoder at the door', () => {
  const stage = Stage.forEach();
  const knock = (handle: string, key: string): Promise<{ decision: string; description?: string }> =>
    stage.bus.request(liveBus.knock, { handle, keyHash: hashOf(key) });

  it('refuses a wrong key and an unknown handle alike', async () => {
    await stage.orchestrator();
    stage.neighbours.add('ada');
    const wrong = await knock('ada', 'not it');
    expect(wrong.decision).toBe('refuse');
    expect(await knock('nobody', 'key of ada')).toEqual(wrong);
  });

  it('asks to press Go Live, and holds while a session is unfinished', async () => {
    await stage.orchestrator();
    await stage.node('n1');
    const { userId } = stage.neighbours.add('ada');
    expect(await knock('ada', 'key of ada')).toMatchObject({
      decision: 'refuse',
      description: expect.stringContaining('Go Live') as string,
    });
    await stage.start(userId);
    expect(await knock('ada', 'key of ada')).toEqual({ decision: 'hold' });
  });

  it('takes a key that was made a moment ago, and not one that ran out', async () => {
    await stage.orchestrator();
    await stage.node('n1');
    const user = stage.neighbours.add('ada');
    await stage.start(user.userId);
    await knock('ada', 'new key');
    user.identity.keys = [
      { hash: hashOf('new key'), expiresAt: null },
      { hash: hashOf('key of ada'), expiresAt: new Date(Date.now() - 1).toISOString() },
    ];
    await eventually(async () => expect(await knock('ada', 'new key')).toEqual({ decision: 'hold' }));
    expect((await knock('ada', 'key of ada')).decision).toBe('refuse');
  });

  it('goes live by itself where the setting says so', async () => {
    await stage.orchestrator();
    await stage.node('n1');
    const user = stage.neighbours.add('ada');
    user.plan.options.autoLive = true;
    expect(await knock('ada', 'key of ada')).toEqual({ decision: 'hold' });
    await stage.sees(user.userId, { state: 'waiting' });
  });

  describe('that reconnects by itself after Go Offline', () => {
    const offline = async () => {
      await stage.orchestrator();
      await stage.node('n1');
      const user = stage.neighbours.add('ada');
      user.plan.options.autoLive = true;
      const { session } = await stage.start(user.userId);
      await stage.stop(user.userId);
      return { user, session };
    };
    const ago = (endedAt: number, knockedAt: number | null): Promise<unknown> =>
      stage.query(
        `UPDATE live_session SET ended_at = now() - make_interval(secs => $1), knocked_at = now() - make_interval(secs => $2)`,
        [endedAt, knockedAt],
      );
    const isNoted = async (): Promise<unknown> =>
      (await stage.query(`SELECT knocked_at > now() - interval '5 min' AS noted FROM live_session`))[0]!['noted'];

    it('does not go live, however long it goes on knocking', async () => {
      const { user } = await offline();
      const refusal = { decision: 'refuse', description: expect.stringContaining('Go Live') as string };
      await ago(-60, null); // less than the pause between two notes ago, however slow this machine is
      expect(await knock('ada', 'key of ada')).toMatchObject(refusal);
      expect(await isNoted()).toBeNull();
      await ago(2 * RECONNECT_SECONDS_MAX, RECONNECT_SECONDS_MAX - 300);
      expect(await knock('ada', 'key of ada')).toMatchObject(refusal);
      expect(await isNoted()).toBe(true);
      expect(await stage.current(user.userId)).toBeNull();
    });

    it('is let in as soon as Go Live is pressed', async () => {
      const { user } = await offline();
      await stage.start(user.userId);
      expect(await knock('ada', 'key of ada')).toEqual({ decision: 'hold' });
    });

    it('goes live by itself again when it was silent for longer than any encoder pauses', async () => {
      const { user } = await offline();
      await ago(2 * RECONNECT_SECONDS_MAX, RECONNECT_SECONDS_MAX + 1);
      expect(await knock('ada', 'key of ada')).toEqual({ decision: 'hold' });
      await stage.sees(user.userId, { state: 'waiting' });
    });

    it('goes live by itself when its session ended otherwise, or the setting is another', async () => {
      const { user } = await offline();
      user.plan.settingId = randomUUID();
      expect(await knock('ada', 'key of ada')).toEqual({ decision: 'hold' });
      await stage.sees(user.userId, { state: 'waiting' });
      await stage.stop(user.userId);
      await stage.query(`UPDATE live_session SET end_reason = 'encoder_gone'`);
      expect(await knock('ada', 'key of ada')).toEqual({ decision: 'hold' });
      await stage.sees(user.userId, { state: 'waiting' });
    });
  });

  it('writes into the audit log that an encoder began a session, and from where, once', async () => {
    await stage.orchestrator();
    await stage.node('n1');
    const user = stage.neighbours.add('ada');
    user.plan.options.autoLive = true;
    const question = { handle: 'ada', keyHash: hashOf('key of ada'), remote: '203.0.113.7' };
    await Promise.all([stage.bus.request(liveBus.knock, question), stage.bus.request(liveBus.knock, question)]);
    await stage.sees(user.userId, { state: 'waiting' });
    await eventually(() => expect(stage.neighbours.audited).toHaveLength(1));
    await stage.bus.request(liveBus.knock, question);
    expect(stage.neighbours.audited).toEqual([
      expect.objectContaining({
        userId: user.userId,
        kind: 'went_live',
        subject: 'Evening show',
        origin: { remote: '203.0.113.7', userAgent: null },
      }),
    ]);
  });

  it('starts nothing for an encoder whose session has ended', async () => {
    await stage.orchestrator();
    await stage.node('n1');
    const user = stage.neighbours.add('ada');
    user.plan.options.autoLive = true;
    const question = { handle: 'ada', keyHash: hashOf('key of ada'), sessionId: randomUUID() };
    expect(await stage.bus.request(liveBus.knock, question)).toMatchObject({
      decision: 'refuse',
      reason: 'not_ready',
    });
  });
});
