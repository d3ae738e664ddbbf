import { type NodeAnnouncement } from '@mid-station/contracts';
import { FIRST_NEWS_MS, NODE_FORGOTTEN_MS, NODE_LOST_MS, NODE_QUIET_MS, RECENT_PLACEMENT_MS } from '../limits.js';
import { NodeRegistry } from './node-registry.js';

const SESSION = '6f1d0f0e-0000-4000-8000-000000000001';

describe('what is known of the nodes', () => {
  let now = 0;
  let registry: NodeRegistry;
  beforeEach(() => {
    now = 10_000;
    registry = new NodeRegistry(() => now);
  });

  const hear = (nodeId: string, changes: Partial<NodeAnnouncement> = {}): boolean =>
    registry.heard({
      nodeId,
      publicKey: 'first',
      host: 'h',
      capacity: 10,
      load: 0,
      draining: false,
      claims: [],
      ...changes,
    });
  const claims = (count: number): NodeAnnouncement['claims'] =>
    Array.from({ length: count }, (_, index) => ({ sessionId: `s${index}`, epoch: 1, revision: 0 }));
  const choices = (): Set<string | null> => new Set(Array.from({ length: 200 }, () => registry.choose(new Set())));

  it('goes from here to quiet to lost with their silence', () => {
    hear('n1');
    expect(registry.presence('n1')).toBe('here');
    now += NODE_QUIET_MS + 1;
    expect(registry.presence('n1')).toBe('quiet');
    now = 10_000 + NODE_LOST_MS + 1;
    expect(registry.presence('n1')).toBe('lost');
    hear('n1');
    expect(registry.presence('n1')).toBe('here');
  });

  it('counts silence only while we can hear', () => {
    hear('n1');
    now += NODE_LOST_MS + 1_000;
    registry.couldNotHear();
    expect(registry.presence('n1')).toBe('quiet');
    expect(registry.presence('never heard')).toBe('unknown');
    now += NODE_LOST_MS + 1;
    expect(registry.presence('n1')).toBe('lost');
    expect(registry.presence('never heard')).toBe('lost');
  });

  it('shows a lost one, but not one that drained and went with nothing left on it', () => {
    const states = (): unknown[] => registry.list().map(({ id, state }) => [id, state]);
    hear('drained', { draining: true });
    hear('crashed');
    hear('crashed draining', { draining: true, claims: claims(1) });
    expect(states()).toContainEqual(['drained', 'draining']);
    now += NODE_LOST_MS + 1;
    expect(states()).toEqual([
      ['crashed', 'lost'],
      ['crashed draining', 'lost'],
    ]);
    hear('drained', { publicKey: 'of its next run' });
    expect(states()).toContainEqual(['drained', 'ready']);
  });

  it('believes that nobody is there unless the bus was away a moment ago', () => {
    hear('n1');
    expect(registry.markGone('n1')).toBe(false);
    now += FIRST_NEWS_MS;
    hear('n1');
    expect(registry.markGone('n1')).toBe(true);
    expect(registry.presence('n1')).toBe('lost');
  });

  describe('when two keys are heard under one name', () => {
    const other = { publicKey: 'other' };

    it('keep the first, trust it with nothing, and go on with it when the other falls silent', () => {
      hear('n1');
      now += 1_000;
      expect(hear('n1', { ...other, capacity: 99 })).toBe(false);
      expect(hear('n1')).toBe(true);
      expect(registry.sealedFor('n1')).toBeNull();
      expect(registry.choose(new Set())).toBeNull();
      expect(registry.news('n1')).toMatchObject({ publicKey: 'first', capacity: 10 });
      for (let second = 0; second < 4; second++) {
        now += 1_000;
        hear('n1');
      }
      expect(registry.sealedFor('n1')).toEqual({ nodeId: 'n1', publicKey: 'first' });
      expect(registry.choose(new Set())).toBe('n1');
    });

    it('take the other for a restarted node as soon as the first is lost, and not before', () => {
      hear('n1');
      for (let silence = 500; silence <= NODE_LOST_MS; silence += 500) {
        now += 500;
        expect(hear('n1', other)).toBe(false);
      }
      now += 1;
      expect(registry.presence('n1')).toBe('lost');
      expect(hear('n1', other)).toBe(true);
      expect(registry.presence('n1')).toBe('here');
      expect(registry.sealedFor('n1')).toEqual({ nodeId: 'n1', publicKey: 'other' });
      expect(registry.choose(new Set())).toBe('n1');
    });

    it('take the other at once when nobody answered to the name', () => {
      hear('n1');
      now += FIRST_NEWS_MS;
      hear('n1');
      registry.markGone('n1');
      expect(hear('n1', other)).toBe(true);
      expect(registry.sealedFor('n1')?.publicKey).toBe('other');
    });

    it('give the newcomer no time that an outage of the bus took from the first', () => {
      hear('n1');
      now += 60_000;
      registry.couldNotHear();
      expect(hear('n1', other)).toBe(false);
    });
  });

  it('has news once somebody spoke, or nobody did for a while', () => {
    expect(registry.hasNews).toBe(false);
    now += FIRST_NEWS_MS + 1;
    expect(registry.hasNews).toBe(true);
  });

  it('waits with what it tells until somebody spoke, or nobody did for a while', async () => {
    const heard = registry.whenHeard().then(() => registry.list().length);
    await new Promise((resolve) => setImmediate(resolve));
    hear('n1');
    expect(await heard).toBe(1);
    registry = new NodeRegistry(() => now);
    now += FIRST_NEWS_MS + 1;
    await registry.whenHeard();
  });

  it('waits with the answer that nobody has room until all had time to make themselves known', async () => {
    hear('full', { capacity: 1, claims: claims(1) });
    const found = registry.find(new Set());
    await new Promise((resolve) => setImmediate(resolve));
    hear('slower');
    expect(await found).toBe('slower');
    now += FIRST_NEWS_MS + 1;
    expect(await registry.find(new Set(['slower']))).toBeNull();
  });

  it('chooses nobody who is full, draining, lost, or excluded', () => {
    hear('full', { capacity: 2, claims: claims(2) });
    hear('draining', { draining: true });
    hear('tried');
    expect(registry.choose(new Set(['tried']))).toBeNull();
    now += NODE_LOST_MS + 1;
    expect(registry.choose(new Set())).toBeNull();
    hear('free');
    expect(registry.choose(new Set())).toBe('free');
  });

  it('chooses the node that is wanted last only where no other has room', () => {
    hear('last');
    expect(registry.choose(new Set(), 'last')).toBe('last');
    hear('other', { claims: claims(9) });
    expect(registry.choose(new Set(), 'last')).toBe('other');
    hear('other', { claims: claims(10) });
    expect(registry.choose(new Set(), 'last')).toBe('last');
  });

  it('chooses a quiet node only where no other has room', () => {
    hear('quiet');
    now += NODE_QUIET_MS + 1;
    expect(choices()).toEqual(new Set(['quiet']));
    hear('here', { claims: claims(9) });
    expect(choices()).toEqual(new Set(['here']));
  });

  it('prefers the emptier of two, and the idler of two that are equally full', () => {
    hear('busy', { claims: claims(5) });
    hear('empty');
    expect(choices()).toEqual(new Set(['empty']));
    hear('empty', { claims: claims(5), load: 0.9 });
    expect(choices()).toEqual(new Set(['busy']));
  });

  it('never takes the fullest of three, and spreads over the others', () => {
    hear('a');
    hear('b');
    hear('full', { claims: claims(9) });
    expect(choices()).toEqual(new Set(['a', 'b']));
  });

  it('counts what was just placed until the node itself shows it, or for a while', () => {
    hear('n1', { capacity: 1 });
    registry.expect('n1', SESSION);
    expect(registry.choose(new Set())).toBeNull();
    registry.unexpect('n1', SESSION);
    expect(registry.choose(new Set())).toBe('n1');
    registry.expect('n1', SESSION);
    now += RECENT_PLACEMENT_MS + 1;
    hear('n1', { capacity: 1 });
    expect(registry.choose(new Set())).toBe('n1');
  });

  it('forgets those that were lost long ago when another is heard, though nobody asks for the list', () => {
    hear('n1');
    now += NODE_FORGOTTEN_MS + 1;
    hear('n2');
    expect(registry.all().map(({ nodeId }) => nodeId)).toEqual(['n2']);
  });

  it('lists nodes for operators, the lost ones without sessions', () => {
    hear('n2', { draining: true, claims: claims(1) });
    hear('n1', { claims: claims(3) });
    expect(registry.list().map(({ id, state, sessions }) => [id, state, sessions])).toEqual([
      ['n1', 'ready', 3],
      ['n2', 'draining', 1],
    ]);
    now += NODE_LOST_MS + 1;
    expect(registry.list()[0]).toMatchObject({ id: 'n1', state: 'lost', sessions: 0 });
  });
});
