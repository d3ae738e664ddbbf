import { type Events } from '../events.js';
import { GO_LIVES_IN_HAND } from '../limits.js';
import { type NodeRegistry } from '../nodes/node-registry.js';
import { type Placer } from '../placement/placer.js';
import { type PlanSource } from '../placement/plan-source.js';
import { type SessionStore } from '../session/session-store.js';
import { SessionRow } from '../session/session.entity.js';
import { GoLive } from './go-live.js';

describe('more Go Lives than can be worked on', () => {
  it('are told at once to try again, and taken again when there is room', async () => {
    const live = Object.assign(new SessionRow(), { state: 'live' });
    let answer!: (row: SessionRow) => void;
    const asked = new Promise<SessionRow>((resolve) => (answer = resolve));
    const store = { unfinishedOfUser: () => asked } as unknown as SessionStore;
    let turnedAway = 0;
    const events = { turnedAway: () => void (turnedAway += 1) } as unknown as Events;
    const goLive = new GoLive(store, {} as PlanSource, {} as NodeRegistry, {} as Placer, events);

    const inHand = Array.from({ length: GO_LIVES_IN_HAND }, () => goLive.start('user'));
    await expect(goLive.start('one more')).rejects.toMatchObject({
      code: 'unavailable',
      extra: { retryAfterSeconds: expect.any(Number) },
    });
    expect(turnedAway).toBe(1);
    answer(live);
    await Promise.all(inHand);
    expect(await goLive.start('one more')).toEqual({ session: live, created: false });
  });
});
