import { type Bus } from '@mid-station/service';
import { eventually } from '@mid-station/service/testing';
import { type Events } from '../events.js';
import { FIRST_NEWS_MS } from '../limits.js';
import { type Mover } from '../placement/mover.js';
import { type Answer, type NodeClient } from '../placement/node-client.js';
import { type SessionStore } from '../session/session-store.js';
import { NodeRegistry } from './node-registry.js';
import { NodeWatch } from './node-watch.js';

describe('a node that an edge suspects', () => {
  const suspected = async (answers: Answer<never>['kind'][]) => {
    let now = 0;
    const registry = new NodeRegistry(() => now);
    const place = { nodeId: 'n1', publicKey: 'key', host: '127.0.0.1', capacity: 1, load: 0, draining: false };
    now = FIRST_NEWS_MS;
    registry.heard({ ...place, claims: [] });
    const moved: unknown[] = [];
    const asked: string[] = [];
    const ping = (nodeId: string): Promise<{ kind: string }> => {
      asked.push(nodeId);
      const kind = answers.shift()!;
      if (kind === 'gone') registry.markGone(nodeId);
      return Promise.resolve({ kind });
    };
    const watch = new NodeWatch(
      { isConnected: true, settle: () => Promise.resolve() } as unknown as Bus,
      registry,
      { ping } as unknown as NodeClient,
      { hostedOn: () => Promise.resolve([{ id: 'session' }]) } as unknown as SessionStore,
      { move: (...what: unknown[]) => Promise.resolve(moved.push(what)) } as unknown as Mover,
      { nodeLost: () => undefined } as unknown as Events,
    );
    await watch.suspect('n1');
    return { asked, moved, presence: registry.presence('n1') };
  };

  it('is left at once when nobody answers to its name', async () => {
    const { asked, moved } = await suspected(['gone']);
    expect(asked).toEqual(['n1']);
    await eventually(() => expect(moved).toEqual([['session', 'n1', 'node_lost']]));
  });

  it('is asked once more when it dies of being asked, as it takes the question along, and then left', async () => {
    const { asked, moved } = await suspected(['silent', 'gone']);
    expect(asked).toEqual(['n1', 'n1']);
    await eventually(() => expect(moved).toEqual([['session', 'n1', 'node_lost']]));
  });

  it('is not left while it only does not answer', async () => {
    const { asked, presence } = await suspected(['silent', 'silent']);
    expect(asked).toEqual(['n1', 'n1']);
    expect(presence).not.toBe('lost');
  });
});
