import type { NodeAnnouncement } from '@mid-station/contracts';
import { CLAIM_STALE_MS, SUPERSEDED_RELEASE_MS } from '../limits.js';
import { NodeRegistry } from '../nodes/node-registry.js';
import type { SessionOutline } from '../session/session-store.js';
import { findings, untilStale } from './findings.js';

const NOW = new Date('2026-01-01T12:00:00Z');
const ago = (milliseconds: number): Date => new Date(NOW.getTime() - milliseconds);

/** Moved from epoch 3 to epoch 5; the claim of epoch 4 was sent to somebody and never confirmed. */
const moved: SessionOutline = {
  id: '6f1d0f0e-0000-4000-8000-000000000001',
  version: 7,
  settingId: '6f1d0f0e-0000-4000-8000-000000000002',
  settingRevision: 1,
  state: 'live',
  endingSince: null,
  epoch: 5,
  previousEpoch: 3,
  claimEpoch: 5,
  claimStartedAt: null,
  movedAt: ago(1_000),
  nodeId: 'n1',
  unplacedSince: null,
  reportRevision: 0,
  advice: [],
  targets: [],
};

describe('what is written and what nodes hold', () => {
  /** A node `n1` that holds the session as it should, and an `n2` that holds it with an epoch of its own. */
  const heldAlsoWith = (epoch: number): NodeRegistry => {
    const registry = new NodeRegistry();
    const says = (nodeId: string, held: number): NodeAnnouncement => {
      const claims = [{ sessionId: moved.id, epoch: held, revision: 0 }];
      return { nodeId, publicKey: 'B', host: 'h', capacity: 10, load: 0, draining: false, claims };
    };
    registry.heard(says('n1', moved.epoch));
    registry.heard(says('n2', epoch));
    return registry;
  };
  const orphan = (epoch: number): object => ({ kind: 'orphan', sessionId: moved.id, nodeId: 'n2', epoch });

  it('differ by a claim that was never confirmed: it is released at once', () => {
    expect(findings([moved], heldAlsoWith(4), NOW)).toEqual([orphan(4)]);
  });

  it('do not differ by the claim before while its encoder comes over', () => {
    expect(findings([moved], heldAlsoWith(3), NOW)).toEqual([]);
    const late = { ...moved, movedAt: ago(SUPERSEDED_RELEASE_MS + 1) };
    expect(findings([late], heldAlsoWith(3), NOW)).toEqual([orphan(3)]);
  });

  it('do not differ by a claim that is under way', () => {
    const claiming = { ...moved, claimEpoch: 6, claimStartedAt: ago(100) };
    expect(findings([claiming], heldAlsoWith(6), NOW)).toEqual([]);
  });

  it('are compared again as soon as the oldest claim under way may be taken up', () => {
    const claims = [100, 400].map((age) => ({ ...moved, claimStartedAt: ago(age) }));
    expect(untilStale([moved, ...claims], NOW)).toBe(CLAIM_STALE_MS - 400);
    expect(untilStale([moved, { ...moved, claimStartedAt: ago(CLAIM_STALE_MS) }], NOW)).toBe(Infinity);
  });

  it('differ by a claim and an end that a clock began which is ahead, or was set back since', () => {
    const inFuture = ago(-600_000);
    const claiming = { ...moved, claimEpoch: 6, claimStartedAt: inFuture };
    const { id: sessionId } = moved;
    expect(findings([claiming], heldAlsoWith(6), NOW)).toEqual([{ kind: 'half_claimed', sessionId, heldBy: 'n2' }]);
    expect(untilStale([claiming], NOW)).toBe(Infinity);
    const ending: SessionOutline = { ...moved, state: 'ending', endingSince: inFuture };
    expect(findings([ending], new NodeRegistry(), NOW)).toEqual([{ kind: 'half_ended', sessionId }]);
  });

  it('differ by a session that nobody knows', () => {
    expect(findings([], heldAlsoWith(4), NOW)).toHaveLength(2);
  });
});
