import { type Target } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { PICTURE_MS } from './feed.js';
import { allowed, judged, longestGap, median, runs, tell } from './figures.js';
import { type Show, type Stage } from './stage.js';

/** Milliseconds that an edit may take to show at its target. */
const EFFECT_MS_MAX = 1_000;
/** Milliseconds beyond the time from one picture to the next that no packet may come at any other target. */
const DISTURBANCE_MS_MAX = 50;
/** Of five edits each: on a machine that does other things too, single ones say little. */
const ROUNDS = runs(2);

/** What one edit did, in milliseconds. */
interface Edit {
  /** From the request until it shows at its destination. */
  readonly effect: number;
  /** Longest gap at the session's other destinations. */
  readonly others: number;
  readonly untouched: number;
}

export function liveEdits(stage: Stage): void {
  describe('edits while live', () => {
    let ada: Show;
    /** An untouched stream on the same machine, at the same time: what it sees, no edit has caused. */
    let untouched: Show;
    let edited: Target;

    beforeAll(async () => {
      [ada, untouched] = [await stage.show('edith'), await stage.show('bystander')];
      edited = (await ada.streamer.api.call('listSettings', {}))[0]!.targets[2]!;
    }, 120_000);

    afterAll(() => Promise.all([ada, untouched].map((show) => stage.end(show))));

    const publicationsAt = (index: number, key: string) => stage.destinations[index]!.publications(key);
    const isFed = (index: number, key: string): boolean =>
      publicationsAt(index, key).some(({ endedAt }) => endedAt === null);
    const patch = (body: { enabled?: boolean; key?: string }) =>
      ada.streamer.api.call('updateTarget', { params: { id: edited.id }, body });
    const remove = () => ada.streamer.api.call('removeTarget', { params: { id: edited.id } });
    const add = async (): Promise<void> => {
      const { settingId, url } = edited;
      const body = { name: 'added', platform: 'custom' as const, url, key: ada.key };
      edited = await ada.streamer.api.call('createTarget', { params: { id: settingId }, body });
    };

    const longestGapAt = (key: string, indexes: readonly number[], from: number): number =>
      Math.max(...indexes.map((index) => longestGap(stage.destinations[index]!.packets(key), from)));

    /** Does one edit of the last destination's target, waits until it shows there, and until the others had time to suffer. */
    const edit = async (what: () => Promise<unknown>, shows: () => boolean): Promise<Edit> => {
      const from = performance.now();
      await what();
      await eventually(() => expect(shows()).toBe(true));
      const effect = performance.now() - from;
      await stage.picturesAfter(untouched.key, performance.now());
      return {
        effect,
        others: longestGapAt(ada.key, [0, 1], from),
        untouched: longestGapAt(untouched.key, [0, 1, 2], from),
      };
    };

    const everyKindOfEdit = async (): Promise<Edit[]> => [
      await edit(
        () => patch({ enabled: false }),
        () => !isFed(2, ada.key),
      ),
      await edit(
        () => patch({ enabled: true }),
        () => isFed(2, ada.key),
      ),
      await edit(
        () => patch({ key: 'edith-2' }),
        () => isFed(2, 'edith-2') && !isFed(2, ada.key),
      ),
      await edit(remove, () => !isFed(2, 'edith-2')),
      await edit(add, () => isFed(2, ada.key)),
    ];

    it(
      'take effect within a second, and no other target sees a gap or loses a packet',
      async () => {
        const edits: Edit[] = [];
        for (let round = 0; round < ROUNDS; round++) edits.push(...(await everyKindOfEdit()));
        const of = (figure: keyof Edit): number[] => edits.map((one) => one[figure]);
        const losses = [0, 1].map((index) => stage.feed.losses(stage.destinations[index]!.packets(ada.key)));
        tell('a target is edited while live', {
          runs: edits.length,
          'effect ms, median': median(of('effect')),
          worst: Math.max(...of('effect')),
          'longest gap elsewhere ms, median': median(of('others')),
          'worst ': Math.max(...of('others')),
          'of an untouched stream ms, median': median(of('untouched')),
          'worst  ': Math.max(...of('untouched')),
          'packets lost elsewhere': Math.max(...losses.map(({ lost }) => lost)),
        });
        expect(losses).toEqual([0, 1].map(() => ({ lost: 0, repeated: 0 })));
        for (const index of [0, 1]) expect(publicationsAt(index, ada.key)).toHaveLength(1);
        expect(judged(of('effect'))).toBeLessThan(allowed(EFFECT_MS_MAX));
        expect(judged(of('others'))).toBeLessThanOrEqual(PICTURE_MS + allowed(DISTURBANCE_MS_MAX));
      },
      90_000 + ROUNDS * 10_000,
    );

    it('do not include another setting: that is refused with a clear error', async () => {
      const { api } = ada.streamer;
      const body = { name: 'another' };
      const { id } = await api.call('createSetting', { body });
      await expect(api.call('activateSetting', { params: { id }, body: { active: true } })).rejects.toMatchObject({
        status: 409,
        problem: { code: 'setting_live', detail: expect.any(String) },
      });
      expect(untouched.encoder.hasEnded).toBe(false);
    });
  });
}
