import { type Session } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { ApiClient } from '@mid-station/tools';
import { setTimeout as sleep } from 'node:timers/promises';
import { Streamer } from '../rig/streamer.js';
import { allowed, runs, tell } from './figures.js';
import { type Show, type Stage } from './stage.js';

/** Go Live pressed so often at once, through both gateways. */
const PRESSES = 10;
/** Milliseconds in which what a killed orchestrator left half-done is put right. */
const RECONCILED_MS_MAX = 5_000;
/** Claims under way when one of two orchestrators is killed: about half of them are in its hands. */
const CROWD = 6;
/** Milliseconds after which a question is asked anew: the killed orchestrator may have taken the first along. */
const PATIENCE_MS = 500;

const HITS = runs(1);

/** What only two of each service can get wrong. `otherGateway` is the second one's URL. */
export function copies(stage: Stage, otherGateway: () => string): void {
  describe('a session that two of each service know', () => {
    let ada: Show;
    /** The same streamer through the other gateway. */
    let elsewhere: Streamer;

    beforeAll(async () => {
      ada = await stage.show('cora');
      elsewhere = await Streamer.signIn(new ApiClient(otherGateway()), ada.key);
    }, 120_000);

    afterAll(() => stage.end(ada));

    /** Resolves when the nodes together hold so many sessions. */
    const nodesHold = (count: number): Promise<void> =>
      eventually(async () => {
        const nodes = await soon(stage.nodes());
        expect(nodes.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(count);
      });

    it('is placed once, however often Go Live is pressed at once', async () => {
      const { id } = await ada.streamer.session();
      expect(await elsewhere.goOffline()).toMatchObject({ id, state: 'ended' });
      const presses = Array.from({ length: PRESSES }, (_, index) => (index % 2 ? ada.streamer : elsewhere).goLive());
      const sessions = await Promise.all(presses);
      expect(new Set(sessions.map((session) => session.id)).size).toBe(1);
      expect(sessions[0]!.id).not.toBe(id);
      await nodesHold(1);
      await ada.encoder.ended;
      await ada.streamer.publish(stage.feed.file, { loop: true });
      await stage.allLive(ada.streamer);
    });

    /** Streamers who go live at once, so that the orchestrator that is killed has one of them in hand. */
    const crowd = async (): Promise<Streamer[]> => {
      const streamers: Streamer[] = [];
      for (let index = 0; index < CROWD; index++) {
        const streamer = await stage.installation.streamer(`bob-${index}`);
        await streamer.useSetting([{ url: stage.destinations[0]!.url, key: `bob-${index}` }]);
        streamers.push(streamer);
      }
      return streamers;
    };

    const withFrozenNodes = async (during: () => Promise<void>): Promise<void> => {
      const nodes = (await stage.installation.processes()).filter(({ kind }) => kind === 'ingest');
      for (const { pid } of nodes) process.kill(pid, 'SIGSTOP');
      await during().finally(() => nodes.forEach(({ pid }) => process.kill(pid, 'SIGCONT')));
    };

    /** Kills an orchestrator while claims wait for frozen nodes; answers how many of them it had in hand. */
    const killDuringClaims = async (streamers: Streamer[]): Promise<{ hits: number; milliseconds: number }> => {
      await stage.nodesReady(2);
      const { pid } = await stage.installation.processOf('orchestrator');
      const told = stage.launcher.output.length;
      let presses!: Promise<PromiseSettledResult<unknown>[]>;
      await withFrozenNodes(async () => {
        presses = Promise.allSettled(streamers.map((streamer) => streamer.goLive()));
        await each(streamers, ({ state }) => expect(state).toBe('starting'));
        process.kill(pid, 'SIGKILL');
      });
      const from = performance.now();
      await each(streamers, ({ state }) => expect(state).toBe('waiting'));
      await nodesHold(1 + CROWD);
      const milliseconds = performance.now() - from;
      await eventually(() => expect(stage.launcher.output.slice(told)).toContain('orchestrator is back.'), 30_000);
      return { hits: (await presses).filter(({ status }) => status === 'rejected').length, milliseconds };
    };

    const each = async (streamers: Streamer[], expectations: (session: Session) => void): Promise<void> => {
      const sees = (streamer: Streamer) => eventually(async () => expectations(await soon(streamer.session())));
      await Promise.all(streamers.map(sees));
    };

    it(
      'is not left half-done when an orchestrator is killed in the middle of its claim',
      async () => {
        const streamers = await crowd();
        const times: number[] = [];
        for (let hits = 0; hits < HITS;) {
          const kill = await killDuringClaims(streamers);
          hits += kill.hits;
          times.push(kill.milliseconds);
          for (const streamer of streamers) expect(await streamer.goOffline()).toMatchObject({ state: 'ended' });
          await nodesHold(1);
        }
        tell('an orchestrator is killed during claims', { runs: times.length, 'worst ms': Math.max(...times) });
        expect(Math.max(...times)).toBeLessThan(allowed(RECONCILED_MS_MAX));
        await stage.allLive(ada.streamer);
      },
      60_000 + HITS * 30_000,
    );
  });
}

/** The answer, unless it takes longer than a person waits before asking anew. */
function soon<Answer>(answer: Promise<Answer>): Promise<Answer> {
  const late = sleep(PATIENCE_MS).then(() => Promise.reject(new Error('no answer yet')));
  return Promise.race([answer, late]);
}
