import { aPublisher } from '@mid-station/contracts/testing';
import { randomUUID } from 'node:crypto';
import { SessionChange } from '../session/session-change.js';
import type { SessionStore } from '../session/session-store.js';
import type { SessionRow } from '../session/session.entity.js';
import type { UnfinishedSessions } from '../session/unfinished-sessions.js';
import { Advisor } from './advisor.js';
import type { Platforms } from './platforms.js';

describe('samples of a session', () => {
  const id = randomUUID();
  const targets = [{ targetId: randomUUID(), platform: 'twitch', state: 'live' }];
  const row = (changes: object = {}): SessionRow =>
    ({ id, nodeId: 'n1', state: 'live', advice: [], targets, ...changes }) as unknown as SessionRow;
  const limits = { maxVideoKbps: null, maxAudioKbps: null, maxKeyframeIntervalSeconds: 2 };
  const platforms = {
    limits: async () => new Map([['twitch', { ...limits, videoCodecs: ['h264'], audioCodecs: ['aac'] }]]),
  } as unknown as Platforms;
  let reads: number;
  let dirty: number;

  /** Takes a sample whose keyframes are so far apart, of a session remembered like this, and written like that. */
  const take = async (
    seconds: number,
    remembered: SessionRow | undefined,
    written: SessionRow,
  ): Promise<SessionRow> => {
    const change = async (_: string, step: (change: SessionChange) => void): Promise<SessionRow> => {
      reads += 1;
      const changing = new SessionChange(written);
      step(changing);
      dirty += changing.isDirty ? 1 : 0;
      return written;
    };
    const store = { change } as unknown as SessionStore;
    const unfinished = { find: () => remembered } as unknown as UnfinishedSessions;
    const publisher = aPublisher({ since: new Date(0).toISOString(), keyframeIntervalMs: seconds * 1_000 });
    const samples = [{ sessionId: id, publisher }];
    await new Advisor(store, unfinished, platforms).take({ nodeId: 'n1', at: new Date().toISOString(), samples });
    return written;
  };

  beforeEach(() => {
    reads = dirty = 0;
  });

  it('touch nothing while the remembered advice stays as it is', async () => {
    await take(2, row(), row());
    expect(reads).toBe(0);
  });

  it('change the advice of the session as it is written, not as it is remembered', async () => {
    const { advice } = await take(10, row(), row());
    expect(advice).toMatchObject([{ code: 'keyframe_interval' }]);
    await take(10, row(), row({ advice }));
    expect([reads, dirty]).toEqual([2, 1]);
  });

  it('are held against the session itself where it is not remembered yet', async () => {
    expect((await take(10, undefined, row())).advice).toHaveLength(1);
    await take(2, undefined, row());
    expect([reads, dirty]).toEqual([2, 1]);
  });

  it('change nothing of a session that another node has', async () => {
    await take(10, row({ nodeId: 'n2' }), row({ nodeId: 'n2' }));
    expect(reads).toBe(0);
    expect((await take(10, undefined, row({ nodeId: 'n2' }))).advice).toEqual([]);
  });

  it('change nothing of a session that is over', async () => {
    await take(10, row(), row({ state: 'ended' }));
    expect([reads, dirty]).toEqual([1, 0]);
  });
});
