import { type Bus } from '@mid-station/service';
import { eventually } from '@mid-station/service/testing';
import { type Events } from '../events.js';
import { FIRST_NEWS_MS, NODE_LOST_MS } from '../limits.js';
import { type Mover } from '../placement/mover.js';
import { type Answer, type NodeClient } from '../placement/node-client.js';
import { type SessionStore } from '../session/session-store.js';
import { NodeRegistry } from './node-registry.js';
import { NodeWatch } from './node-watch.js';

const PLACE = { nodeId: 'n1', publicKey: 'key', host: '127.0.0.1', capacity: 1, load: 0, draining: false };

describe('what the watch over the nodes does', () => {
  let now: number;
  let registry: NodeRegistry;
  let moved: unknown[];
  beforeEach(() => {
    now = 0;
    registry = new NodeRegistry(() => now);
    now = FIRST_NEWS_MS;
    registry.heard({ ...PLACE, claims: [] });
    moved = [];
  });

  const watch = (
    ping: (nodeId: string) => Answer<never>['kind'],
    hosted: { id: string; epoch: number }[] = [{ id: 'session', epoch: 1 }],
  ): NodeWatch =>
    new NodeWatch(
      { isConnected: true, settle: () => Promise.resolve() } as unknown as Bus,
      registry,
      { ping: (nodeId: string) => Promise.resolve({ kind: ping(nodeId) }) } as unknown as NodeClient,
      { hostedOn: () => Promise.resolve(hosted) } as unknown as SessionStore,
      { move: (...what: unknown[]) => Promise.resolve(moved.push(what)) } as unknown as Mover,
      { nodeLost: () => undefined } as unknown as Events,
    );

  describe('with a node that an edge suspects', () => {
    const suspect = async (answers: Answer<never>['kind'][]): Promise<string[]> => {
      const asked: string[] = [];
      const ping = (nodeId: string): Answer<never>['kind'] => {
        asked.push(nodeId);
        const kind = answers.shift()!;
        if (kind === 'gone') registry.markGone(nodeId);
        return kind;
      };
      await watch(ping).suspect('n1');
      return asked;
    };

    it('is to leave it at once when nobody answers to its name', async () => {
      expect(await suspect(['gone'])).toEqual(['n1']);
      await eventually(() => expect(moved).toEqual([['session', 'n1', 'node_lost']]));
    });

    it('is to ask once more when it dies of being asked, as it takes the question along, and then to leave it', async () => {
      expect(await suspect(['silent', 'gone'])).toEqual(['n1', 'n1']);
      await eventually(() => expect(moved).toEqual([['session', 'n1', 'node_lost']]));
    });

    it('is not to leave it while it only does not answer', async () => {
      expect(await suspect(['silent', 'silent'])).toEqual(['n1', 'n1']);
      expect(registry.presence('n1')).not.toBe('lost');
    });
  });

  it('leaves a node that was started anew the sessions that another copy sent there, sooner aware of it', async () => {
    now += NODE_LOST_MS;
    const claims = ['claimed before', 'sent there since'].map((sessionId) => ({ sessionId, epoch: 2, revision: 0 }));
    expect(registry.heard({ ...PLACE, publicKey: 'since', claims })).toBe(false);
    now += 1;
    const hosted = [
      { id: 'unknown there', epoch: 1 },
      { id: 'claimed before', epoch: 3 },
      { id: 'sent there since', epoch: 2 },
    ];
    await watch(() => 'silent', hosted).suspect('n1');
    const lost = ['unknown there', 'claimed before'].map((id) => [id, 'n1', 'node_lost']);
    await eventually(() => expect(moved).toEqual(lost));
  });
});
