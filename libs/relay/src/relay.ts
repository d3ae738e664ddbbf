import { type RelayTarget, type SessionStatus, type SettingOptions } from '@mid-station/contracts';
import { markOf, type MediaMessage } from '@mid-station/rtmp';
import { type Clock, instantIn } from './clock.js';
import { FreezeFrame } from './hold/freeze-frame.js';
import { Grace } from './hold/grace.js';
import { PreviewSet, type Subscription } from './preview/preview-set.js';
import { type PreviewSink } from './preview/preview-subscriber.js';
import { MediaLog } from './publication/media-log.js';
import { Publication } from './publication/publication.js';
import { type FeedReceiver, PublisherFeed, type PublisherRemote } from './publication/publisher-feed.js';
import { sharedSlabs } from './publication/slab.js';
import {
  type Keyframe,
  type RelayCloseReason,
  type RelayOptions,
  type RelayPublisher,
  type RelayStatus,
} from './relay-options.js';
import { TargetSet } from './target/target-set.js';
import { type TickHandle, type TickMember } from './ticker/flush-ticker.js';
import { Timeline } from './timeline/timeline.js';
import { ENCODER_SILENCE_MS_MAX, TAKEOVER_MS } from './limits.js';

/** One live session's relay on this node: one publisher in, its targets and previews out. */
export class Relay {
  private state: SessionStatus['state'] = 'waiting';
  private changes = 0;
  private isReportDue = false;
  private closing: Promise<void> | null = null;
  private options: SettingOptions;
  /** The encoder's connection; null while there is none. */
  private feed: PublisherFeed | null = null;
  /** The newest encoder and its stream, also after it left. */
  private newest: { feed: PublisherFeed; publication: Publication } | null = null;
  /** The stream that targets saw last. */
  private onAir: Publication | null = null;
  private heardAt = 0;
  private startHeldUntil = 0;
  /** Everything that came is sent on since the last tick, which then has nothing to do. */
  private isForwarded = false;
  private hold: FreezeFrame | null = null;
  private readonly grace: Grace;
  private readonly log = new MediaLog();
  private readonly timeline = new Timeline();
  private readonly previews = new PreviewSet(this.log);
  private readonly targets: TargetSet;
  private readonly clock: Clock;
  private readonly tick: TickHandle;

  constructor(private readonly setup: RelayOptions) {
    this.options = setup.options;
    this.clock = setup.ticker.clock;
    this.grace = new Grace(this.clock, setup.moved);
    this.targets = new TargetSet({
      log: this.log,
      slabs: sharedSlabs,
      dial: (address) => setup.dial(address, [...(this.newest?.feed.via ?? []), markOf(setup.sessionId)]),
      clock: this.clock,
      permit: setup.permit,
      moved: setup.moved,
      random: setup.random ?? Math.random,
      onChange: () => this.changed(),
      onBug: (error) => setup.onBug(error),
    });
    this.targets.apply(setup.targets);
    if (setup.moved) this.interrupt();
    this.tick = setup.ticker.add(this.asTickMember());
  }

  /**
   * An encoder was accepted. A newer one takes the place of an older, whose `onReplaced` is called. Throws once the relay
   * has ended.
   */
  attachPublisher(remote: PublisherRemote): PublisherFeed {
    if (this.isOver()) throw new Error('the relay has ended');
    const replaced = this.feed;
    const feed = new PublisherFeed(this.asReceiver(), remote, instantIn(this.clock));
    this.newest?.publication.suspend();
    this.newest = { feed, publication: new Publication(this.log, this.timeline) };
    this.feed = feed;
    this.heardAt = this.clock.monotonic();
    replaced?.onReplaced();
    // That an edge has connected means nothing yet: it goes on with the node before until the next keyframe.
    if (!this.grace.isForHandover) this.targets.start();
    this.tick.wake();
    this.changed();
    return feed;
  }

  /** Milliseconds since the encoder brought something, or came. */
  get silentMs(): number {
    return this.clock.monotonic() - this.heardAt;
  }

  /** Makes targets and options match, live. Targets that did not change do not notice. */
  applyTargets(targets: readonly RelayTarget[], options: SettingOptions): void {
    if (this.isOver()) return;
    this.options = options;
    this.targets.apply(targets);
    this.changed();
  }

  /** Looks, before an encoder comes, whether the way to each target is open: what is in the way is its last error. */
  probeTargets(): void {
    this.targets.probe();
  }

  /** Tries a target now instead of at its next retry. False when it is unknown or not meant to stream. */
  retryTarget(targetId: string): boolean {
    return this.targets.retryNow(targetId);
  }

  /** Sends the preview as an FLV stream, from the cached group of pictures on. */
  subscribe(sink: PreviewSink): Subscription {
    if (this.isOver()) sink.end();
    else return this.previews.subscribe(sink);
    return { close: () => undefined };
  }

  /** The newest keyframe, for a thumbnail; null before the first. */
  keyframe(): Keyframe | null {
    const last = this.closing ? null : this.log.lastKeyframe;
    return last && { header: last.headers.video, frame: Buffer.from(last.payload) };
  }

  /** Rises with each change of state, targets or publisher. */
  get revision(): number {
    return this.changes;
  }

  status(): RelayStatus {
    const now = this.clock.monotonic();
    return {
      state: this.state,
      graceEndsAt: this.state === 'interrupted' ? this.grace.endsAt(this.options) : null,
      publisher: this.publisherStatus(now),
      targets: this.targets.statuses(now),
      revision: this.changes,
    };
  }

  /** Ends the relay. Resolves when every target's connection is gone, which is bounded in time, and all is freed. */
  close(reason: RelayCloseReason): Promise<void> {
    this.closing ??= this.shutDown(reason);
    return this.closing;
  }

  private async shutDown(reason: RelayCloseReason): Promise<void> {
    if (reason === 'stopped' && this.state !== 'ended') this.flush(this.clock.monotonic());
    this.tick.remove();
    this.finish();
    await this.targets.stop(reason === 'stopped' ? 'goodbye' : 'drop');
    this.log.close();
  }

  private asTickMember(): TickMember {
    const flows = (): number => (this.feed || this.hold ? 1 + this.targets.connected : 0);
    return {
      get flows() {
        return flows();
      },
      flush: (now) => {
        if (!this.isForwarded) this.flush(now);
        this.isForwarded = false;
      },
    };
  }

  private asReceiver(): FeedReceiver {
    return {
      receive: (feed, message) => this.receive(feed, message),
      forward: (feed) => this.forward(feed),
      lose: (feed) => this.lose(feed),
    };
  }

  private receive(feed: PublisherFeed, message: MediaMessage): void {
    if (feed !== this.feed || !this.newest) return;
    const now = this.clock.monotonic();
    this.heardAt = now;
    this.isForwarded = false;
    this.newest.publication.write(message, now);
    if (this.newest.publication.isFlowing) this.goOnAir(this.newest.publication);
  }

  private forward(feed: PublisherFeed): void {
    if (feed !== this.feed) return;
    this.flush(this.clock.monotonic());
    this.isForwarded = true;
  }

  private goOnAir(publication: Publication): void {
    this.onAir = publication;
    this.hold = null;
    if (this.grace.isForHandover) this.takeTargetsOver();
    if (this.state !== 'live') this.enter('live');
  }

  /** The node before has let go of them, or there would be no media. What comes while they connect is theirs too. */
  private takeTargetsOver(): void {
    this.grace.handedOver();
    this.log.holdStart();
    this.startHeldUntil = this.clock.monotonic() + TAKEOVER_MS;
    this.targets.start();
  }

  private lose(feed: PublisherFeed): void {
    if (feed !== this.feed) return;
    this.feed = null;
    this.newest?.publication.suspend();
    this.changed();
    if (this.state === 'live') this.interrupt();
    else if (this.state === 'waiting') this.targets.rest();
  }

  private interrupt(): void {
    this.grace.begin();
    this.enter('interrupted');
    this.endIfOverdue(this.clock.monotonic());
  }

  private flush(now: number): void {
    try {
      this.watchEncoder(now);
      this.endIfOverdue(now);
      this.holdIfNeeded(now);
      this.deliver(now);
    } catch (error) {
      this.setup.onBug(error);
    }
  }

  private deliver(now: number): void {
    if (now > this.startHeldUntil) this.log.letStartGo();
    this.targets.flush(now, this.log.cut());
    this.previews.flush();
    this.log.trim();
  }

  /** A connection that is open but brings nothing is as lost as a closed one. */
  private watchEncoder(now: number): void {
    if (!this.feed || this.state !== 'live' || now - this.heardAt < ENCODER_SILENCE_MS_MAX) return;
    if (this.options.holdPolicy === 'freeze') this.newest?.publication.suspend();
    this.interrupt();
  }

  private endIfOverdue(now: number): void {
    if (this.state !== 'interrupted' || !this.grace.isOver(now, this.options)) return;
    this.deliver(now); // what came since the last tick belongs to the broadcast too
    this.finish();
    this.targets.stop('goodbye').catch((error) => this.setup.onBug(error));
    this.setup.onEnded('encoder_gone');
  }

  /** Targets have been streaming and nothing comes in: they get the freeze frame. */
  private holdIfNeeded(now: number): void {
    const isNeeded = this.onAir !== null && !this.isOver() && !this.newest?.publication.isFlowing;
    if (!isNeeded || this.options.holdPolicy !== 'freeze') {
      this.hold = null;
    } else if (this.setup.permit.maySynthesise) {
      this.hold ??= new FreezeFrame(this.log, this.timeline, this.onAir!.headers.audio, now);
      this.hold.fill(now);
    }
  }

  private finish(): void {
    this.feed = null;
    this.hold = null;
    this.previews.end();
    if (this.state !== 'ended') this.enter('ended');
  }

  private isOver(): boolean {
    return this.state === 'ended' || this.closing !== null;
  }

  private publisherStatus(now: number): RelayPublisher | null {
    if (!this.newest) return null;
    const { feed, publication } = this.newest;
    const facts = publication.meter.facts(publication.headers, now);
    return {
      connected: feed === this.feed,
      since: feed.since,
      remote: feed.remote,
      ...facts,
      encoder: facts.encoder ?? feed.encoder,
    };
  }

  private enter(state: SessionStatus['state']): void {
    this.state = state;
    this.changed();
  }

  private changed(): void {
    this.changes += 1;
    if (this.isReportDue) return;
    this.isReportDue = true;
    queueMicrotask(() => {
      this.isReportDue = false;
      this.setup.onChange();
    });
  }
}
