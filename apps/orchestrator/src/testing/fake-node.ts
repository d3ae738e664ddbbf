import {
  AppError,
  nodeBus,
  type Claim,
  type EndReason,
  type NodeAnnouncement,
  type SessionStatus,
  type TargetProbe,
  type TargetStatus,
} from '@mid-station/contracts';
import { type Bus } from '@mid-station/service';
import { randomBytes } from 'node:crypto';
import { sealedFor } from './fake-neighbours.js';

interface Held {
  claim: Claim;
  port: number;
  status: SessionStatus;
}

/** Time between announcements, in milliseconds: faster than a real node, to keep tests short. */
const ANNOUNCE_MS = 200;

/** An ingest node without media: it answers on the bus as a real one does, and misbehaves on demand. */
export class FakeNode {
  /** Another one for each run, as of a real node. */
  readonly publicKey = aPublicKey();
  readonly held = new Map<string, Held>();
  readonly releases: string[] = [];
  /** How often it was asked about a session. */
  statusQuestions = 0;
  readonly updates: { settingRevision: number; targetIds: string[] }[] = [];
  isDeafToUpdates = false;
  updatesIgnored = 0;
  readonly probes: { targetId: string; url: string }[] = [];
  probeResult: TargetProbe['code'] = null;
  capacity = 10;
  draining = false;
  /** What the next claims meet. */
  claimBehaviour: 'take' | 'refuse' | 'ignore' | 'take_silently' = 'take';
  private nextPort = 20_000;
  private giveUp: () => void = () => undefined;
  private readonly untilDeath = new Promise<never>((_, reject) => {
    this.giveUp = () => reject(new AppError('unavailable', 'dead'));
  });
  private timer: NodeJS.Timeout | null = null;
  private stops: (() => void)[] = [];

  constructor(
    readonly nodeId: string,
    readonly bus: Bus,
  ) {}

  async start(): Promise<this> {
    const address = { nodeId: this.nodeId };
    this.stops = [
      this.bus.answer(nodeBus.claim, (claim) => this.claim(claim), { address }),
      this.bus.answer(nodeBus.release, (held) => this.release(held), { address }),
      this.bus.answer(nodeBus.status, ({ sessionId }) => this.status(sessionId), { address }),
      this.bus.answer(nodeBus.update, (change) => this.update(change), { address }),
      this.bus.answer(nodeBus.retryTarget, (held) => this.retry(held), { address }),
      this.bus.answer(nodeBus.probe, ({ targets }) => this.probe(targets), { address }),
      this.bus.answer(nodeBus.ping, () => Promise.resolve(this.news()), { address }),
    ];
    await this.bus.settle();
    this.timer = setInterval(() => this.announce(), ANNOUNCE_MS);
    this.announce();
    return this;
  }

  /** Gone without a word: nobody answers to its name. */
  async die(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.stopAnswering();
  }

  /** Nobody answers to its name any more, but its announcements go on, so that no silence tells. */
  async stopAnswering(): Promise<void> {
    for (const stop of this.stops) stop();
    this.untilDeath.catch(() => undefined);
    this.giveUp();
    await this.bus.settle();
  }

  announce(): void {
    this.bus.publish(nodeBus.announcement, this.news(), { nodeId: this.nodeId });
  }

  /** The relay's state changes; `isTold` false loses the report. */
  report(sessionId: string, change: Partial<SessionStatus>, isTold = true): void {
    const held = this.find(sessionId);
    const at = new Date().toISOString();
    held.status = { ...held.status, ...change, at, revision: held.status.revision + 1 };
    if (isTold) this.bus.publish(nodeBus.report, held.status, { nodeId: this.nodeId });
  }

  goLive(sessionId: string, isTold = true): void {
    const since = new Date().toISOString();
    const targets = this.find(sessionId).status.targets.map((target) =>
      target.state === 'off' ? target : { ...target, state: 'live' as const, since },
    );
    this.report(sessionId, { state: 'live', targets }, isTold);
  }

  /** The first target's counters move on, and are said as each second: no report, as no state changes. */
  count(sessionId: string, counters: Pick<TargetStatus, 'bytesSent' | 'framesDropped' | 'reconnects'>): void {
    const { status } = this.find(sessionId);
    status.targets = status.targets.map((target, index) => (index === 0 ? { ...target, ...counters } : target));
    const { nodeId } = this;
    this.bus.publish(nodeBus.counters, { nodeId, claims: [status] }, { nodeId });
  }

  end(sessionId: string, endReason: EndReason): void {
    this.report(sessionId, { state: 'ended', endReason });
  }

  forget(sessionId: string): void {
    this.held.delete(sessionId);
    this.announce();
  }

  private news(): NodeAnnouncement {
    const claims = [...this.held.values()].map(({ status: { sessionId, epoch, revision } }) => ({
      sessionId,
      epoch,
      revision,
    }));
    const { nodeId, publicKey, capacity, draining } = this;
    return { nodeId, publicKey, host: '127.0.0.1', capacity, load: 0.1, draining, claims };
  }

  private async claim(claim: Claim): Promise<{ host: string; port: number }> {
    if (this.claimBehaviour === 'refuse') throw new AppError('unavailable', 'no lease');
    if (this.claimBehaviour === 'ignore') return this.untilDeath;
    const known = this.held.get(claim.sessionId);
    if (known?.claim.epoch === claim.epoch) return { host: '127.0.0.1', port: known.port };
    if (known && known.claim.epoch > claim.epoch) throw new AppError('stale_claim', 'superseded');
    if (this.held.size >= this.capacity) throw new AppError('no_capacity', 'full');
    this.checkKeys(claim);
    const port = this.nextPort++;
    this.held.set(claim.sessionId, { claim, port, status: firstStatus(this.nodeId, claim) });
    if (this.claimBehaviour === 'take_silently') return this.untilDeath;
    return { host: '127.0.0.1', port };
  }

  private async probe(targets: readonly { targetId: string; url: string }[]): Promise<TargetProbe[]> {
    this.probes.push(...targets);
    return targets.map(({ targetId }) => ({ targetId, code: this.probeResult }));
  }

  private async status(sessionId: string): Promise<SessionStatus> {
    this.statusQuestions += 1;
    return this.find(sessionId).status;
  }

  private async release(held: { sessionId: string; epoch: number; reason: string }): Promise<SessionStatus> {
    const { status } = this.find(held.sessionId, held.epoch);
    this.releases.push(held.reason);
    this.held.delete(held.sessionId);
    return status;
  }

  private async update(change: {
    sessionId: string;
    epoch: number;
    settingRevision: number;
    targets: Claim['targets'];
    sealedKeys: string;
  }): Promise<SessionStatus> {
    if (this.isDeafToUpdates) {
      this.updatesIgnored += 1;
      throw new AppError('unavailable', 'not now');
    }
    const held = this.find(change.sessionId, change.epoch);
    this.checkKeys(change);
    const { settingRevision } = change;
    this.updates.push({ settingRevision, targetIds: change.targets.map(({ targetId }) => targetId) });
    this.report(change.sessionId, { settingRevision, targets: change.targets.map(targetStatus) });
    return held.status;
  }

  private checkKeys({ sealedKeys }: { sealedKeys: string }): void {
    if (sealedKeys !== sealedFor(this)) throw new AppError('stale_key', 'sealed for another run');
  }

  private async retry({ sessionId, epoch }: { sessionId: string; epoch: number }): Promise<null> {
    this.find(sessionId, epoch);
    return null;
  }

  find(sessionId: string, epoch?: number): Held {
    const held = this.held.get(sessionId);
    if (!held || (epoch !== undefined && held.claim.epoch !== epoch)) throw new AppError('stale_claim', 'not here');
    return held;
  }
}

/** One that nobody has the private half of. */
export const aPublicKey = (): string => `B${randomBytes(64).toString('base64url')}`;

function firstStatus(nodeId: string, claim: Claim): SessionStatus {
  const { sessionId, epoch, settingRevision, identity } = claim;
  return {
    sessionId,
    epoch,
    revision: 1,
    nodeId,
    userId: identity.userId,
    at: new Date().toISOString(),
    state: claim.moved ? 'interrupted' : 'waiting',
    graceEndsAt: claim.moved ? new Date(Date.now() + 90_000).toISOString() : null,
    endReason: null,
    settingRevision,
    publisher: null,
    targets: claim.targets.map(targetStatus),
  };
}

function targetStatus({ targetId, name, platform, enabled }: Claim['targets'][number]): TargetStatus {
  return {
    targetId,
    name,
    platform,
    state: enabled ? 'waiting' : 'off',
    since: new Date().toISOString(),
    attempt: 0,
    nextRetryAt: null,
    lastError: null,
    bitrateKbps: 0,
    bytesSent: 0,
    framesDropped: 0,
    reconnects: 0,
  };
}
