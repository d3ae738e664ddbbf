import { eventually, freePort } from '@mid-station/service/testing';
import { type Part } from '@mid-station/tools';
import { Encoder } from '../rig/encoder.js';
import { Owner } from '../rig/owner.js';
import { BreakableLink } from './breakable-link.js';
import { portOf, startCopy, startNode } from './copies.js';
import { expectOneAtATime, gapAround, longestGap, tell } from './figures.js';
import { type Show, type Stage } from './stage.js';

/** Those of the launcher, and the one that can be cut off. */
const NODES = 3;

/** What lies between some processes and both NATS and Redis. */
class Network {
  private constructor(private readonly links: { nats: BreakableLink; redis: BreakableLink }) {}

  static async of({ installation }: Stage): Promise<Network> {
    const to = async (kind: string) => BreakableLink.to(await portOf(installation, kind));
    return new Network({ nats: await to('nats'), redis: await to('redis') });
  }

  get ports(): { nats: number; redis: number } {
    return { nats: this.links.nats.port, redis: this.links.redis.port };
  }

  break(): void {
    for (const link of Object.values(this.links)) link.break();
  }

  heal(): void {
    for (const link of Object.values(this.links)) link.heal();
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.links).map((link) => link.stop()));
  }
}

export function partition(stage: Stage): void {
  describe('a node that is cut off from NATS and Redis, but not from its encoder and the platforms', () => {
    const owner = new Owner();
    let ofNode: Network;
    let ofEdge: Network;
    let remote: string;
    let ada: Show;

    beforeAll(async () => {
      [ofNode, ofEdge] = [await owner.own(Network.of(stage)), await owner.own(Network.of(stage))];
      ada = await stage.show('petra');
      const node = await owner.own<Part>(startNode(stage.installation, ofNode.ports));
      remote = node.spec.nodeId!;
    }, 120_000);

    afterAll(async () => {
      await owner.stop();
      await stage.end(ada);
    });

    /** Has the session moved to the node that can be cut off: all others are restarted. */
    const moveToRemote = async (): Promise<void> => {
      while ((await ada.streamer.session()).node?.id !== remote) {
        const others = (await stage.nodesReady(NODES)).filter(({ id }) => id !== remote);
        const { epoch } = await ada.streamer.session();
        await Promise.all(others.map(({ id }) => stage.operator.api.call('drainNode', { params: { id } })));
        await ada.streamer.sees((session) => expect(session.epoch).toBeGreaterThan(epoch));
      }
      await stage.allLive(ada.streamer);
      await stage.nodesReady(NODES);
    };

    const nothingIsLeftAtRemote = (): Promise<void> =>
      eventually(async () => {
        const nodes = await stage.nodes();
        expect(nodes.find(({ id }) => id === remote)).toMatchObject({ state: 'ready', sessions: 0 });
      });

    const expectOnePublisher = async (): Promise<void> => {
      await stage.allLive(ada.streamer);
      await stage.picturesAfter(ada.key, performance.now());
      for (const destination of stage.destinations) expectOneAtATime(destination.publications(ada.key));
    };

    it('loses its session to another node when the edge sees it move', async () => {
      await moveToRemote();
      const { epoch } = await ada.streamer.session();
      const moment = performance.now();
      await stage.moves(ada.key, () => ofNode.break());
      const gaps = stage.destinations.map((destination) => {
        return gapAround(destination.pictures(ada.key), destination.publications(ada.key).at(-1)!.packets[0]!.at)!;
      });
      const session = await ada.streamer.sees(({ state }) => expect(state).toBe('live'));
      expect([session.epoch > epoch, session.node?.id === remote]).toEqual([true, false]);
      await expectOnePublisher();
      ofNode.heal();
      await nothingIsLeftAtRemote();
      await expectOnePublisher();
      expect(ada.encoder.hasEnded).toBe(false);
      tell('a node is cut off', {
        'longest gap ms': Math.max(...gaps),
        'moved after ms': stage.destinations[0]!.publications(ada.key).at(-1)!.packets[0]!.at - moment,
      });
    }, 120_000);

    it('keeps its session while the edge is cut off with it, and gives it up at a keyframe when that is over', async () => {
      await moveToRemote();
      const rtmp = await freePort();
      const ports = { MIDSTATION_RTMP_PORT: String(rtmp), MIDSTATION_RTMPS_PORT: String(await freePort()) };
      await owner.own<Part>(startCopy(stage.installation, 'edge', { env: ports, shared: ofEdge.ports }));
      const url = new URL(await ada.streamer.publishUrl());
      url.port = String(rtmp);
      const encoder = await owner.own(Promise.resolve(new Encoder(stage.feed.file, url.href, { loop: true })));
      await ada.encoder.ended; // the newcomer took over
      await stage.allLive(ada.streamer);
      const from = performance.now();
      const before = await ada.streamer.session();
      const marks = stage.destinations.map((destination) => destination.publications(ada.key).length);
      ofEdge.break();
      ofNode.break();
      const moved = await ada.streamer.sees(({ epoch }) => expect(epoch).toBeGreaterThan(before.epoch), 30_000);
      expect(moved.node?.id).not.toBe(remote);
      await stage.picturesAfter(ada.key, performance.now() + 3_000, 30_000);
      const stayed = stage.destinations.map((destination) => destination.publications(ada.key).length);
      const losses = stage.destinations.map((destination) => stage.feed.losses(destination.packets(ada.key, from)));
      expect(stayed).toEqual(marks);
      expect(losses).toEqual(marks.map(() => ({ lost: 0, repeated: 0 })));
      ofNode.heal();
      ofEdge.heal();
      await nothingIsLeftAtRemote();
      await expectOnePublisher();
      expect(encoder.hasEnded).toBe(false);
      const gaps = stage.destinations.map((destination) => longestGap(destination.packets(ada.key), from));
      tell('a node and its edge are cut off', {
        'packets lost meanwhile': Math.max(...losses.map(({ lost }) => lost)),
        'longest gap ms': Math.max(...gaps),
      });
    }, 120_000);
  });
}
