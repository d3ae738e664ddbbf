import { type Session } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { allowed, expectOneAtATime, gapAround, p95, runs, tell } from './figures.js';
import { type Show, type Stage } from './stage.js';

const SHOWS = runs(3);
/** Keys that the first destination takes from one publisher at a time. */
const PREFIX = 'dora-';
/** Milliseconds that a node stands still: too short for it to doubt its lease, long enough for its successor to begin. */
const STANDSTILL_MS = 1_200;
/** Milliseconds without a picture that a move may cost: the keyframe interval, and a tick or two of a busy machine. */
const GAP_MS_MAX = 2_500;

export function drain(stage: Stage): void {
  describe('a node that drains', () => {
    let shows: Show[];

    beforeAll(async () => {
      stage.destinations[0]!.isExclusive = (key) => key.startsWith(PREFIX);
      shows = [];
      for (let index = 0; index < SHOWS; index++) shows.push(await stage.show(`${PREFIX}${index}`));
    }, 120_000);

    afterAll(() => Promise.all(shows.map((show) => stage.end(show))));

    /** What the move of the last few seconds cost each target of a show: milliseconds without a picture, packets. */
    const costs = (moved: readonly Show[], since: number) =>
      moved.flatMap(({ key }) =>
        stage.destinations.map((destination) => {
          const packets = destination.packets(key);
          const next = destination.publications(key).at(-1)!;
          const { lost, repeated } = stage.feed.losses(packets.filter(({ at }) => at > since - 1_000));
          const isExclusive = destination.isExclusive(key);
          return { isExclusive, gap: gapAround(destination.pictures(key), next.packets[0]!.at)!, lost, repeated };
        }),
      );

    const nodeProcess = async (nodeId: string) =>
      (await stage.installation.processes()).find((process) => process.nodeId === nodeId);

    /** Drains a node and waits until the launcher has started it anew. */
    const drain = async (nodeId: string, start: (pid: number) => Promise<void>): Promise<number> => {
      const { pid, name } = (await nodeProcess(nodeId))!;
      const from = performance.now();
      const told = stage.launcher.output.length;
      await start(pid);
      await eventually(() => {
        expect(stage.launcher.output.slice(told)).toContain(`${name} ended unexpectedly (exit code 0)`);
      });
      const milliseconds = performance.now() - from;
      await eventually(() => expect(stage.launcher.output.slice(told)).toContain(`${name} is back.`), 30_000);
      await stage.nodesReady(2);
      return milliseconds;
    };

    /** What the timeline says since the session's last move began. */
    const toldOfMove = async ({ streamer }: Show, { id, epoch }: Session) => {
      const { timeline } = await streamer.api.call('session', { params: { id } });
      const told = timeline.slice(
        timeline.findLastIndex(({ kind, data }) => kind === 'claiming' && data['epoch'] === epoch),
      );
      return {
        interruptions: told.filter(({ kind }) => kind === 'interrupted').length,
        'targets that failed': told.filter(({ kind, data }) => kind === 'target' && data['code'] !== null).length,
      };
    };

    const expectUnharmed = (moved: readonly Show[]): void => {
      for (const { encoder, key } of moved) {
        expect(encoder.hasEnded).toBe(false);
        for (const destination of stage.destinations) expectOneAtATime(destination.publications(key));
      }
    };

    it.each([
      [
        'POST /nodes/:id/drain',
        (nodeId: string) => () => stage.operator.api.call('drainNode', { params: { id: nodeId } }),
      ],
      ['SIGTERM', () => (pid: number) => Promise.resolve(process.kill(pid, 'SIGTERM'))],
    ])(
      'hands its sessions over and exits 0: %s',
      async (how, begin) => {
        const { node } = await shows[0]!.streamer.session();
        const sessions = await Promise.all(
          shows.map(async (show) => ({ show, session: await show.streamer.session() })),
        );
        const moved = sessions.filter(({ session }) => session.node?.id === node!.id);
        const from = performance.now();
        const milliseconds = await drain(node!.id, async (pid) => void (await begin(node!.id)(pid)));
        for (const { show, session } of moved) {
          await stage.allLive(show.streamer);
          const after = await show.streamer.session();
          expect([after.epoch > session.epoch, after.node?.id === node!.id]).toEqual([true, false]);
          expect(await toldOfMove(show, after)).toEqual({ interruptions: 0, 'targets that failed': 0 });
          for (const { targetId, bytesSent } of session.targets)
            expect(after.targets.find((each) => each.targetId === targetId)!.bytesSent).toBeGreaterThan(bytesSent);
        }
        const all = costs(
          moved.map(({ show }) => show),
          from,
        );
        const worstGap = (isExclusive: boolean): number =>
          Math.max(...all.filter((cost) => cost.isExclusive === isExclusive).map(({ gap }) => gap));
        tell(`a node drains, ${how}`, {
          runs: moved.length,
          'worst ms where two may publish': worstGap(false),
          'worst ms where one may': worstGap(true),
          'p95 ms': p95(all.map(({ gap }) => gap)),
          'packets lost at most': Math.max(...all.map(({ lost }) => lost)),
          'exited after ms': milliseconds,
        });
        expectUnharmed(shows);
        expect(worstGap(false)).toBeLessThan(allowed(GAP_MS_MAX));
        expect(worstGap(true)).toBeLessThan(allowed(GAP_MS_MAX));
      },
      90_000,
    );

    it('stands still for a moment while it hands over: what it held does not come after its successor has begun', async () => {
      const [show] = shows as [Show];
      const { epoch, node } = await show.streamer.session();
      const { pid } = await stage.nodeOf(show);
      const from = performance.now();
      await drain(node!.id, async () => {
        await stage.operator.api.call('drainNode', { params: { id: node!.id } });
        await show.streamer.sees((session) => expect(session.epoch).toBeGreaterThan(epoch));
        process.kill(pid, 'SIGSTOP');
        await sleep(STANDSTILL_MS);
        process.kill(pid, 'SIGCONT');
      });
      for (const { streamer, key } of shows) {
        await stage.allLive(streamer);
        await stage.picturesAfter(key, performance.now());
      }
      const all = costs([show], from);
      tell('a node drains and stands still for a moment', { 'worst ms': Math.max(...all.map(({ gap }) => gap)) });
      expectUnharmed(shows);
    }, 90_000);

    it('is one of all that are restarted in turn: no encoder is disconnected', async () => {
      const from = performance.now();
      for (const { id } of await stage.nodesReady(2)) {
        await drain(id, (pid) => Promise.resolve(void process.kill(pid, 'SIGTERM')));
      }
      for (const { streamer, key } of shows) {
        await stage.allLive(streamer);
        await stage.picturesAfter(key, performance.now());
      }
      const lost = shows.flatMap(({ key }) =>
        stage.destinations.map((destination) => {
          return stage.feed.losses(destination.packets(key).filter(({ at }) => at > from - 1_000)).lost;
        }),
      );
      tell('all nodes are restarted in turn', { sessions: SHOWS, 'packets lost at most': Math.max(...lost) });
      expectUnharmed(shows);
    }, 120_000);
  });
}
