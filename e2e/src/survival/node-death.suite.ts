import { eventually } from '@mid-station/service/testing';
import { allowed, expectOneAtATime, longestGap, p95, runs, tell } from './figures.js';
import { type Show, type Stage } from './stage.js';

const KILLS = runs(2);
const FREEZES = runs(1);
/** Milliseconds until every target has media again, at a keyframe interval of two seconds. */
const RETURN_MS_MAX = 3_000;

export function nodeDeath(stage: Stage): void {
  describe('a node that carries a session with three targets', () => {
    let show: Show;

    beforeAll(async () => {
      show = await stage.show('nora');
    }, 120_000);

    afterAll(() => stage.end(show));

    /** Milliseconds without a picture since a moment; what was under way then still arrives. */
    const gapsAt = (moment: number): number[] =>
      stage.destinations.map((destination) => longestGap(destination.pictures(show.key), moment - 1_000));

    const expectOnePublisher = (): void => {
      for (const destination of stage.destinations) expectOneAtATime(destination.publications(show.key));
    };

    /** The launcher knows at once that a process has ended; an orchestrator may still list its node. */
    const bothRun = (): Promise<void> =>
      eventually(async () => {
        const processes = await stage.installation.processes();
        expect(processes.filter(({ kind }) => kind === 'ingest')).toHaveLength(2);
      }, 30_000);

    const killNode = async (): Promise<{ gaps: number[]; lost: number }> => {
      await bothRun();
      await stage.nodesReady(2);
      await stage.allLive(show.streamer);
      const { epoch, node } = await show.streamer.session();
      const { pid } = await stage.nodeOf(show);
      const marks = stage.destinations.map((destination) => destination.packets(show.key).length);
      const moment = performance.now();
      await stage.moves(show.key, () => process.kill(pid, 'SIGKILL'));
      const session = await show.streamer.sees(({ state }) => expect(state).toBe('live'));
      expect(session.epoch).toBe(epoch + 1);
      expect(session.node?.id).not.toBe(node?.id);
      const lost = stage.destinations.map(
        (destination, index) => stage.feed.losses(destination.packets(show.key).slice(marks[index])).lost,
      );
      return { gaps: gapsAt(moment), lost: Math.max(...lost) };
    };

    it(
      'is killed: the encoder stays connected, and every target has media again within 3 s',
      async () => {
        const all: { gaps: number[]; lost: number }[] = [];
        for (let kill = 0; kill < KILLS; kill++) all.push(await killNode());
        const gaps = all.flatMap((kill) => kill.gaps);
        tell('a node is killed', {
          runs: KILLS,
          'worst ms': Math.max(...gaps),
          'p95 ms': p95(gaps),
          'packets lost at most': Math.max(...all.map(({ lost }) => lost)),
        });
        expect(show.encoder.hasEnded).toBe(false);
        expectOnePublisher();
        expect(p95(gaps)).toBeLessThan(allowed(RETURN_MS_MAX));
      },
      60_000 + KILLS * 20_000,
    );

    const freezeNode = async (): Promise<{ gaps: number[]; stoppedAfter: number }> => {
      await stage.nodesReady(2);
      await stage.allLive(show.streamer);
      const frozen = await stage.nodeOf(show);
      const moment = performance.now();
      await stage.moves(show.key, () => process.kill(frozen.pid, 'SIGSTOP'));
      process.kill(frozen.pid, 'SIGCONT');
      const thawedAt = performance.now();
      await eventually(() => {
        for (const destination of stage.destinations) {
          expect(destination.publications(show.key).filter(({ endedAt }) => endedAt === null)).toHaveLength(1);
        }
      });
      const ends = stage.destinations.map((destination) => destination.publications(show.key).at(-2)!.endedAt!);
      await eventually(async () => {
        const nodes = await stage.nodes();
        expect(nodes.find(({ id }) => id === frozen.nodeId)?.sessions).toBe(0);
      });
      return { gaps: gapsAt(moment), stoppedAfter: Math.max(...ends) - thawedAt };
    };

    it(
      'is frozen and thawed: its session has moved, it stops at once, and no target ever has two publishers',
      async () => {
        const all: { gaps: number[]; stoppedAfter: number }[] = [];
        for (let freeze = 0; freeze < FREEZES; freeze++) all.push(await freezeNode());
        const gaps = all.flatMap((freeze) => freeze.gaps);
        tell('a node is frozen', {
          runs: FREEZES,
          'worst ms': Math.max(...gaps),
          'p95 ms': p95(gaps),
          'stopped ms after the thaw at most': Math.max(...all.map(({ stoppedAfter }) => stoppedAfter)),
        });
        await stage.picturesAfter(show.key, performance.now());
        expect(show.encoder.hasEnded).toBe(false);
        expectOnePublisher();
      },
      60_000 + FREEZES * 30_000,
    );
  });
}
