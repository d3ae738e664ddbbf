import {
  AppError,
  type Claim,
  type EncoderRefusal,
  type EndReason,
  type IngestKey,
  type RelayTarget,
  type SessionStatus,
  type SettingOptions,
} from '@mid-station/contracts';
import { type Keyframe, Relay, type PreviewSink, type PublisherFeed, type PublisherRemote } from '@mid-station/relay';
import { LeaseKeeper, type RouteInput } from '@mid-station/route-table';
import { type CloseReason } from '@mid-station/rtmp';
import { createServer } from 'node:net';
import { CONNECTIONS_PER_SESSION, PUBLISHER_KBPS_MAX } from '../limits.js';
import { BitrateLimit } from '../publisher/bitrate-limit.js';
import { PublisherDoor } from '../publisher/publisher-door.js';
import { Rivalry } from '../publisher/rivalry.js';
import { type NodeParts } from './node-parts.js';

/** Why this node lets a session go. */
export type ReleaseReason = 'stopped' | 'moved' | 'orphan';

export interface HostEvents {
  /** The status changed: a report is due. */
  onChange(session: HostedSession): void;
  /** The claim is lost: its status is the last, and everything of it is closed now. */
  onLost(session: HostedSession): void;
}

/** A claim whose keys are opened. */
export type OpenClaim = Claim & { readonly targets: readonly RelayTarget[] };

/** An edited setting whose keys are opened. */
export interface PlanUpdate {
  readonly settingRevision: number;
  readonly options: SettingOptions;
  readonly targets: readonly RelayTarget[];
  readonly keys: readonly IngestKey[];
}

/** One claim: its port, its route lease, its relay and its encoder. Owns all of them; `release` frees all of them. */
export class HostedSession {
  readonly handle: string;
  keys: readonly IngestKey[];
  private readonly listener = createServer((socket) => this.door.enter(socket));
  private readonly door = new PublisherDoor(this);
  private readonly bitrate = new BitrateLimit();
  private readonly rivalry = new Rivalry();
  private boundPort = 0;
  private keeper!: LeaseKeeper;
  private relay!: Relay;
  private settingRevision: number;
  /** What the relay counted before anybody could know of it: a claim begins with revision 0, unless it has news. */
  private firstRevision = 0;
  private endReason: EndReason | null = null;
  /** Why the encoder was sent away; null from when one is taken. */
  private refusal: EncoderRefusal | null = null;
  private closing: Promise<void> | null = null;

  private constructor(
    private readonly parts: NodeParts,
    private readonly claim: OpenClaim,
    private readonly events: HostEvents,
  ) {
    this.handle = claim.identity.handle;
    this.keys = claim.identity.keys;
    this.settingRevision = claim.settingRevision;
    this.listener.maxConnections = CONNECTIONS_PER_SESSION;
  }

  /** Binds a port, prepares the relay, takes the lease. If one of them fails, the others are undone. @throws AppError */
  static async open(parts: NodeParts, claim: OpenClaim, events: HostEvents): Promise<HostedSession> {
    const session = new HostedSession(parts, claim, events);
    try {
      await session.begin();
      return session;
    } catch (error) {
      await session.close('lost');
      throw error;
    }
  }

  get sessionId(): string {
    return this.claim.sessionId;
  }

  get userId(): string {
    return this.claim.identity.userId;
  }

  get epoch(): number {
    return this.claim.epoch;
  }

  get port(): number {
    return this.boundPort;
  }

  get hasEncoder(): boolean {
    return this.door.isOccupied;
  }

  /** Whether it hosts, or hands over. One that is not open any more frees what it has. */
  get isOpen(): boolean {
    return this.closing === null;
  }

  /** Whether others should know of it: one that ended by itself has a last word, one that is let go has not. */
  get isHeld(): boolean {
    return this.isOpen || this.endReason !== null;
  }

  /** Rises with each change that others should know of. */
  get revision(): number {
    return this.relay.revision - this.firstRevision;
  }

  status(): SessionStatus {
    const { state, graceEndsAt, publisher, targets } = this.relay.status();
    // Without spreading one object over another: that costs V8 a new shape, 4 KB, for each status.
    return {
      sessionId: this.sessionId,
      epoch: this.epoch,
      revision: this.revision,
      nodeId: this.parts.nodeId,
      userId: this.userId,
      at: new Date().toISOString(),
      state,
      graceEndsAt,
      endReason: this.endReason,
      settingRevision: this.settingRevision,
      publisher: publisher && { ...publisher, refusal: this.refusal, rivals: this.rivalry.isOn },
      targets,
    };
  }

  /** An older edit than the one applied changes nothing. Targets that did not change do not notice. */
  update({ settingRevision, options, targets, keys }: PlanUpdate): void {
    if (settingRevision < this.settingRevision) return;
    this.settingRevision = settingRevision;
    this.relay.applyTargets(targets, options);
    if (JSON.stringify(keys) === JSON.stringify(this.keys)) return;
    this.keys = keys;
    this.keeper.updateKeys([...keys]);
  }

  probeTargets(): void {
    this.relay.probeTargets();
  }

  /** False when the target is unknown here or not meant to stream. */
  retryTarget(targetId: string): boolean {
    return this.relay.retryTarget(targetId);
  }

  /** The newest picture that decodes on its own; null before the first. */
  keyframe(): Keyframe | null {
    return this.relay.keyframe();
  }

  /** The live picture as an FLV stream; returns how to stop it. */
  preview(sink: PreviewSink): () => void {
    const subscription = this.relay.subscribe(sink);
    return () => subscription.close();
  }

  /** Frees everything. Resolves when the targets are let go, which is bounded in time. May be called again. */
  async release(reason: ReleaseReason): Promise<void> {
    await this.close(reason);
  }

  get isOverBitrate(): boolean {
    return this.bitrate.isExceeded;
  }

  /** Called each second: connections to targets may not outlive both the encoder and the lease, nor a bitrate its limit. */
  check(): void {
    const { state, publisher } = this.relay.status();
    if (state === 'interrupted' && !this.closing && !this.keeper.mayStayConnected) this.lose('unverified');
    this.checkBitrate(publisher?.connected ? publisher.bitrateKbps : 0);
  }

  private checkBitrate(kbps: number): void {
    if (!this.bitrate.judge(kbps)) return;
    this.parts.events.bitrateExceeded(this.held, kbps);
    this.refusal = { code: 'bitrate_limit', limitKbps: PUBLISHER_KBPS_MAX };
    this.door.refuseBitrate();
  }

  attach(remote: PublisherRemote): PublisherFeed {
    this.refusal = null;
    if (this.hasEncoder) this.rivalry.takenOver(this.relay.silentMs);
    this.keeper.encoderArrived();
    const feed = this.relay.attachPublisher(remote);
    this.parts.events.publisherIn(this.held, feed.remote, feed.encoder);
    return feed;
  }

  left(): void {
    this.parts.events.publisherOut(this.held);
    this.keeper.encoderLeft();
  }

  refused(remote: string | undefined): void {
    this.parts.events.publisherRefused(this.held, remote);
  }

  closed({ kind, code, message, error }: CloseReason): void {
    if (kind === 'violation') this.parts.events.violation(this.held, code, message);
    if (kind === 'bug') this.parts.events.bug(error, this.held);
  }

  private get held(): { sessionId: string; epoch: number } {
    return { sessionId: this.claim.sessionId, epoch: this.claim.epoch };
  }

  private async begin(): Promise<void> {
    this.boundPort = await this.parts.ports.bind(this.listener);
    this.listener.on('error', (error) => this.parts.events.bug(error, this.held));
    this.keeper = new LeaseKeeper(this.parts.leases, this.route(), {
      onLost: (reason) => this.lose(reason),
      onUnverified: (error) => this.parts.events.leaseUnverified(this.held, error.message),
    });
    this.relay = this.newRelay();
    const answer = await this.keeper.acquire();
    if (answer.granted) return this.count();
    if (answer.reason === 'superseded') throw new AppError('stale_claim', 'This claim was superseded.');
    throw new AppError('unavailable', 'The address is still held by an earlier session.');
  }

  /** A moved session is in another state than before, so that is news. */
  private count(): void {
    this.firstRevision = this.relay.revision - (this.claim.moved ? 1 : 0);
  }

  private newRelay(): Relay {
    const { sessionId, targets, options, moved } = this.claim;
    const { dial, ticker } = this.parts;
    return new Relay({
      ...{ sessionId, targets, options, moved, dial, ticker, permit: this.keeper },
      onChange: () => this.isHeld && this.events.onChange(this),
      onEnded: (reason) => this.endByItself(reason),
      onBug: (error) => this.parts.events.bug(error, this.held),
    });
  }

  private route(): RouteInput {
    const { nodeId, host, previewPort } = this.parts;
    const { handle, userId, boundPort: port } = this;
    return { ...this.held, handle, userId, nodeId, host, port, previewPort, keys: [...this.keys] };
  }

  /** The session is over, its resources are free; its last status is kept until it is released. */
  private endByItself(reason: EndReason): void {
    this.endReason = this.refusal?.code ?? reason;
    this.parts.events.endedByItself(this.held, this.endReason);
    this.close('stopped').catch((error: unknown) => this.parts.events.bug(error, this.held));
  }

  private lose(reason: string): void {
    this.parts.events.claimLost(this.held, reason);
    this.events.onLost(this);
    this.close('lost').catch((error: unknown) => this.parts.events.bug(error, this.held));
  }

  private close(reason: ReleaseReason | 'lost'): Promise<void> {
    this.closing ??= this.closeAll(reason);
    return this.closing;
  }

  /** The relay first: what it still has goes out before the encoder's end looks like a lost encoder. */
  private async closeAll(reason: ReleaseReason | 'lost'): Promise<void> {
    const relayClosed = this.relay?.close(reason);
    const listenerClosed = new Promise((resolve) => this.listener.close(resolve));
    this.door.closeAll();
    await listenerClosed;
    await Promise.all([relayClosed, this.releaseLease()]);
  }

  /** With Redis away the lease runs out by itself. */
  private async releaseLease(): Promise<void> {
    await this.keeper?.release().catch((error: Error) => this.parts.events.leaseUnverified(this.held, error.message));
  }
}
