import { type Route, type RouteListener, type RouteTable, RouteTableUnavailable } from '@mid-station/route-table';
import { jest } from '@jest/globals';
import { KNOCK_INTERVAL_MS, NODE_RETRY_MS, UNWANTED_AFTER_MS } from '../limits.js';
import { routeTo } from '../testing/route-to.js';
import { type NodeLink, NodeRefused, NodeUnreachable } from './node-link.js';
import { NodeSeeker, type StartedLink } from './node-seeker.js';

const GIVE_UP_MS = 20_000;
const first = routeTo({ handle: 'ada', key: 'key' });
const next = { ...first, epoch: 2, nodeId: 'node-b' };

/** One call of `dial` that waits for its answer. */
interface Dialled {
  readonly route: Route;
  readonly signal: AbortSignal;
  readonly link: StartedLink & { readonly destroy: jest.Mock };
  start(): Promise<void>;
  fail(error: Error): Promise<void>;
}

describe('seeking the node of a publication', () => {
  let tell: RouteListener;
  let dialled: Dialled[];
  let seeker: NodeSeeker;
  let answer: 'hold' | 'refuse' | null;
  const knock = jest.fn(() => Promise.resolve(answer));
  const suspect = jest.fn();
  const onLink = jest.fn();
  const onGiveUp = jest.fn();
  const onBug = jest.fn();
  const lookup = jest.fn<RouteTable['lookup']>();

  const dial = (route: Route, signal: AbortSignal): Promise<StartedLink> =>
    new Promise((resolve, reject) => {
      const destroy = jest.fn();
      const link = { link: { destroy } as unknown as NodeLink, status: Buffer.alloc(0), destroy };
      const settled = async (settle: () => void): Promise<void> => {
        settle();
        await jest.advanceTimersByTimeAsync(0);
      };
      dialled.push({
        route,
        signal,
        link,
        start: () => settled(() => resolve(link)),
        fail: (e) => settled(() => reject(e)),
      });
    });

  beforeEach(() => {
    jest.useFakeTimers();
    jest.clearAllMocks();
    dialled = [];
    answer = 'hold';
    const watch = (_: string, listener: RouteListener): (() => void) => {
      tell = listener;
      return () => undefined;
    };
    const ports = { routes: { watch, lookup }, dial, suspect, knock };
    seeker = new NodeSeeker(ports, { onLink, onGiveUp, onBug }, first, GIVE_UP_MS);
  });

  afterEach(() => {
    seeker.stop();
    jest.useRealTimers();
  });

  const epochs = (): number[] => dialled.map(({ route }) => route.epoch);
  const unreachable = new NodeUnreachable('no answer');

  it('dials the first route and hands the link over', async () => {
    await dialled[0]!.start();
    expect(onLink).toHaveBeenCalledWith(dialled[0]!.link);
    expect(suspect).not.toHaveBeenCalled();
  });

  it('dials each newer claim while the node still lives, and no older one', async () => {
    await dialled[0]!.start();
    tell(next);
    await dialled[1]!.start();
    tell(first);
    tell(next);
    expect(epochs()).toEqual([1, 2]);
    expect(onLink).toHaveBeenCalledTimes(2);
  });

  it('leaves an attempt for a newer claim', async () => {
    tell(next);
    expect(dialled[0]!.signal.aborted).toBe(true);
    await dialled[0]!.start();
    expect(dialled[0]!.link.destroy).toHaveBeenCalled();
    await dialled[1]!.start();
    expect(onLink.mock.calls).toEqual([[dialled[1]!.link]]);
  });

  it('dials a claim that it never reached again and again, and tells each time', async () => {
    await dialled[0]!.fail(unreachable);
    await jest.advanceTimersByTimeAsync(NODE_RETRY_MS);
    await dialled[1]!.fail(unreachable);
    await jest.advanceTimersByTimeAsync(NODE_RETRY_MS);
    expect(epochs()).toEqual([1, 1, 1]);
    expect(suspect.mock.calls).toEqual([[first], [first]]);
  });

  it('gives up when no node is found in time', async () => {
    tell(first);
    await jest.advanceTimersByTimeAsync(GIVE_UP_MS);
    expect(onGiveUp).toHaveBeenCalledWith('no_node', undefined);
    expect(dialled[0]!.signal.aborted).toBe(true);
  });

  it('gives up at once when the first node refuses', async () => {
    const refusal = new NodeRefused('NetStream.Publish.BadName', 'no');
    await dialled[0]!.fail(refusal);
    expect(onGiveUp).toHaveBeenCalledWith('refused', refusal);
  });

  it('passes a bug of ours on', async () => {
    const bug = new TypeError('ours');
    await dialled[0]!.fail(bug);
    expect(onBug).toHaveBeenCalledWith(bug);
  });

  describe('once the node is lost', () => {
    beforeEach(async () => {
      await dialled[0]!.start();
      tell(first);
      seeker.lost(GIVE_UP_MS);
    });

    it('tells, and never dials the same claim again', async () => {
      expect(suspect).toHaveBeenCalledWith(first);
      tell(first);
      await jest.advanceTimersByTimeAsync(NODE_RETRY_MS);
      expect(epochs()).toEqual([1]);
    });

    it('dials the next claim', async () => {
      tell(next);
      await dialled[1]!.start();
      await jest.advanceTimersByTimeAsync(GIVE_UP_MS);
      expect(onLink).toHaveBeenCalledTimes(2);
      expect(onGiveUp).not.toHaveBeenCalled();
    });

    it('waits on when a node of the next claim refuses: another claim may follow', async () => {
      tell(next);
      await dialled[1]!.fail(new NodeRefused('NetStream.Publish.Rejected', 'no'));
      tell({ ...next, epoch: 3 });
      await dialled[2]!.start();
      expect(onLink).toHaveBeenCalledTimes(2);
    });

    it('gives up when the node stays in charge: it did not want this publisher', async () => {
      lookup.mockResolvedValue(first);
      await jest.advanceTimersByTimeAsync(UNWANTED_AFTER_MS);
      expect(onGiveUp).toHaveBeenCalledWith('unwanted', undefined);
    });

    it('keeps waiting while nobody can say whether the node is in charge', async () => {
      lookup.mockRejectedValue(new RouteTableUnavailable('away'));
      await jest.advanceTimersByTimeAsync(UNWANTED_AFTER_MS);
      expect(onGiveUp).not.toHaveBeenCalled();
    });

    it('gives up when there is no such session any more', async () => {
      answer = 'refuse';
      tell(null);
      await jest.advanceTimersByTimeAsync(0);
      expect(knock).toHaveBeenCalledWith(first.sessionId);
      expect(onGiveUp).toHaveBeenCalledWith('session_over', undefined);
    });

    it('keeps asking while the session has no route, also when nobody answers', async () => {
      answer = null;
      tell(null);
      await jest.advanceTimersByTimeAsync(2 * KNOCK_INTERVAL_MS);
      expect(knock).toHaveBeenCalledTimes(3);
      tell(next);
      await dialled[1]!.start();
      expect(onGiveUp).not.toHaveBeenCalled();
    });

    it('gives up when nothing happens at all', async () => {
      tell(null);
      lookup.mockResolvedValue(null);
      await jest.advanceTimersByTimeAsync(GIVE_UP_MS);
      expect(onGiveUp).toHaveBeenCalledWith('no_node', undefined);
    });
  });
});
