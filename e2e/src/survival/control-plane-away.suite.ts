import { eventually } from '@mid-station/service/testing';
import { Encoder } from '../rig/encoder.js';
import { longestGap, tell } from './figures.js';
import { type Show, type Stage } from './stage.js';

/** Seconds of media that go by while a part is away: longer than the life of a lease. */
const AWAY_SECONDS = Number(process.env.MIDSTATION_SURVIVAL_AWAY_SECONDS || 4);

export function controlPlaneAway(stage: Stage): void {
  describe('a live session while a part of the control plane is away', () => {
    let ada: Show;
    let publishUrl: string;
    let epoch: number;

    beforeAll(async () => {
      ada = await stage.show('connie');
      publishUrl = await ada.streamer.publishUrl();
      ({ epoch } = await ada.streamer.session());
    }, 120_000);

    afterAll(() => stage.end(ada));

    const unavailable = { status: 503, problem: { code: 'unavailable', detail: expect.any(String) } };

    const goOfflineIsRefused = async (): Promise<void> => {
      await expect(ada.streamer.goOffline()).rejects.toMatchObject(unavailable);
    };
    const rename = (name: string) =>
      ada.streamer.api.call('listSettings', {}).then(([setting]) => {
        return ada.streamer.api.call('updateTarget', { params: { id: setting!.targets[2]!.id }, body: { name } });
      });
    const editIsRefused = async (): Promise<void> => {
      await expect(rename('never')).rejects.toMatchObject(unavailable);
    };
    const sessionIsShown = async (): Promise<void> => {
      expect(await ada.streamer.session()).toMatchObject({ state: 'live', epoch });
    };
    const newEncodersAreTold = async (): Promise<void> => {
      const encoder = new Encoder(stage.feed.file, publishUrl);
      await encoder.ended;
      expect(encoder.output).toMatch(/again/i);
    };
    const nobodyAnswers = async (): Promise<void> => {
      await expect(ada.streamer.session()).rejects.toThrow('fetch failed');
    };

    /** Resolves when destinations have seen so many seconds of media more. */
    const mediaGoOn = async (seconds: number): Promise<void> => {
      await stage.picturesAfter(ada.key, performance.now() + seconds * 1_000, seconds * 1_000 + 15_000);
    };

    const expectNothingLost = (kind: string, from: number): void => {
      const gaps = stage.destinations.map((destination) => longestGap(destination.packets(ada.key), from));
      const losses = stage.destinations.map((destination) => stage.feed.losses(destination.packets(ada.key)));
      tell(`${kind} is away`, {
        seconds: AWAY_SECONDS,
        'longest gap ms': Math.max(...gaps),
        'packets lost': Math.max(...losses.map(({ lost }) => lost)),
      });
      expect(losses).toEqual(losses.map(() => ({ lost: 0, repeated: 0 })));
      for (const destination of stage.destinations) expect(destination.publications(ada.key)).toHaveLength(1);
      expect(ada.encoder.hasEnded).toBe(false);
    };

    it.each([
      ['nats', goOfflineIsRefused],
      ['redis', newEncodersAreTold],
      ['postgres', goOfflineIsRefused],
      ['orchestrator', goOfflineIsRefused],
      ['auth', sessionIsShown],
      ['settings', editIsRefused],
      ['gateway', nobodyAnswers],
    ])(
      'loses no packet without %s; what cannot be done is said; afterwards all is true again',
      async (kind, during) => {
        const from = performance.now();
        const { pid, name } = await stage.installation.processOf(kind);
        const told = stage.launcher.output.length;
        stage.launcher.kill('SIGSTOP'); // it would start the part again at once
        try {
          process.kill(pid, 'SIGKILL');
          await mediaGoOn(1); // a question that was under way to the dead would only time out
          const asked = performance.now();
          await during();
          tell(`${kind} is away, answer`, { ms: performance.now() - asked });
          await mediaGoOn(AWAY_SECONDS - 1);
        } finally {
          stage.launcher.kill('SIGCONT');
        }
        await eventually(() => expect(stage.launcher.output.slice(told)).toContain(`${name} is back.`), 30_000);
        const back = performance.now();
        await eventually(() => rename(`after ${kind}`));
        await ada.streamer.sees(({ state, targets }) => {
          expect(state).toBe('live');
          expect(targets.map((target) => target.state)).toEqual(['live', 'live', 'live']);
          expect(targets[2]?.name).toBe(`after ${kind}`);
        });
        tell(`${kind} is back`, { 'true again after ms': performance.now() - back });
        expect(await ada.streamer.session()).toMatchObject({ epoch });
        expectNothingLost(kind, from);
      },
      90_000,
    );

    it('can be taken over by another encoder, and stopped, after all that', async () => {
      const second = await ada.streamer.publish(stage.feed.file, { loop: true });
      await ada.encoder.ended;
      await stage.allLive(ada.streamer);
      expect(await ada.streamer.goOffline()).toMatchObject({ state: 'ended', endReason: 'stopped_by_user' });
      await second.ended;
      for (const destination of stage.destinations) {
        await eventually(() => expect(destination.publications(ada.key).at(-1)?.endedAt).not.toBeNull());
      }
    });
  });
}
