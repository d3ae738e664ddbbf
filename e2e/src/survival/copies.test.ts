import { eventually } from '@mid-station/service/testing';
import { ApiClient, type Part } from '@mid-station/tools';
import { Owner } from '../rig/owner.js';
import { freePort } from '../rig/ports.js';
import { Streamer } from '../rig/streamer.js';
import { startCopy } from './copies.js';
import { expectOneAtATime, gapAround, runs, tell } from './figures.js';
import { type Show, Stage } from './stage.js';

/** Go Live pressed so often at once, through both gateways. */
const PRESSES = 10;
/** Milliseconds in which what a killed orchestrator left half-done is put right. */
const RECONCILED_MS_MAX = 5_000;
/** Kills of one of two orchestrators while a claim is under way; one of them has the claim in hand. */
const ATTEMPTS_MAX = 12;

const HITS = runs(1);

describe('two of each service', () => {
  const stage = new Stage();
  const owner = new Owner();
  let ada: Show;
  /** The same streamer through the other gateway. */
  let elsewhere: Streamer;

  beforeAll(async () => {
    await stage.open({ ingestNodes: 2 });
    const http = await freePort();
    const copies = (['auth', 'settings', 'orchestrator', 'gateway'] as const).map((kind) =>
      owner.own<Part>(startCopy(stage.installation, kind, http)),
    );
    await Promise.all(copies);
    ada = await stage.show('ada');
    elsewhere = await Streamer.signIn(new ApiClient(`http://localhost:${http}`), 'ada');
  }, 120_000);

  afterAll(async () => {
    await owner.stop();
    await stage.close();
  }, 60_000);

  /** Resolves when the nodes together hold so many sessions. */
  const nodesHold = (count: number): Promise<void> =>
    eventually(async () => {
      const nodes = await ada.streamer.api.call('nodes', {});
      expect(nodes.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(count);
    });

  it('place a session once, however often Go Live is pressed at once', async () => {
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
  }, 60_000);

  it('move a session once when its node dies', async () => {
    await stage.nodesReady(ada.streamer, 2);
    const { epoch } = await ada.streamer.session();
    const { pid } = await stage.nodeOf(ada);
    const moment = performance.now();
    process.kill(pid, 'SIGKILL');
    await stage.picturesAfter('ada', moment);
    await stage.allLive(elsewhere);
    const gaps = stage.destinations.map((destination) => gapAround(destination.pictures('ada'), moment)!);
    const after = await elsewhere.session();
    tell('a node is killed under two orchestrators', { 'worst ms': Math.max(...gaps), epochs: after.epoch - epoch });
    expect(after.epoch).toBe(epoch + 1);
    await nodesHold(1);
    for (const destination of stage.destinations) expectOneAtATime(destination.publications('ada'));
  }, 60_000);

  /** Kills an orchestrator while a Go Live waits for a frozen node; answers whether it was the one that waited. */
  const killDuringClaim = async (streamer: Streamer): Promise<{ hit: boolean; milliseconds: number }> => {
    await stage.nodesReady(ada.streamer, 2);
    const nodes = (await stage.installation.processes()).filter(({ kind }) => kind === 'ingest');
    for (const { pid } of nodes) process.kill(pid, 'SIGSTOP');
    const press = streamer.goLive().then(
      () => false,
      () => true,
    );
    await streamer.sees(({ state }) => expect(state).toBe('starting'));
    const told = stage.launcher.output.length;
    process.kill((await stage.installation.processOf('orchestrator')).pid, 'SIGKILL');
    for (const { pid } of nodes) process.kill(pid, 'SIGCONT');
    const from = performance.now();
    await streamer.sees(({ state }) => expect(state).toBe('waiting'));
    await nodesHold(2);
    const milliseconds = performance.now() - from;
    await eventually(() => expect(stage.launcher.output.slice(told)).toContain('orchestrator is back.'), 30_000);
    return { hit: await press, milliseconds };
  };

  it(
    'leave nothing half-done when one is killed in the middle of a claim',
    async () => {
      const times: number[] = [];
      for (let attempt = 0, hits = 0; hits < HITS; attempt++) {
        expect(attempt).toBeLessThan(HITS * ATTEMPTS_MAX);
        const streamer = await stage.installation.streamer(`bob-${attempt}`);
        await streamer.useSetting([{ url: stage.destinations[0]!.url, key: `bob-${attempt}` }]);
        const { hit, milliseconds } = await killDuringClaim(streamer);
        if (hit) hits += 1;
        times.push(milliseconds);
        expect(await streamer.goOffline()).toMatchObject({ state: 'ended' });
        await nodesHold(1);
      }
      tell('an orchestrator is killed during a claim', { runs: times.length, 'worst ms': Math.max(...times) });
      expect(Math.max(...times)).toBeLessThan(RECONCILED_MS_MAX);
      await stage.allLive(ada.streamer);
    },
    120_000 + HITS * 60_000,
  );
});
