import { type Route } from '@mid-station/route-table';
import { type Doorman, ProtocolViolation, StreamTracker } from '@mid-station/rtmp';
import { type Socket } from 'node:net';
import { ADRIFT_MAX_MS, FAREWELL_MS, HANDOVER_SLICE_BYTES, HOLD_MS, LET_GO_MS, STUCK_MS } from '../limits.js';
import { type NodeLink, type NodeRefused } from './node-link.js';
import { type GiveUpCause, NodeSeeker, type SeekerPorts, type StartedLink } from './node-seeker.js';

/** Why a publication ended at the edge. */
export type EndCause = GiveUpCause | 'encoder_left' | 'taken_over' | 'violation' | 'shutdown' | 'bug';

export interface PublicationPorts extends Omit<SeekerPorts, 'dial'> {
  /** Starts the publication on the route's node, replaying these publisher bytes. */
  dial(route: Route, replay: readonly Buffer[], signal: AbortSignal): Promise<StartedLink>;
}

export interface PublicationHandlers {
  /** Media flow to the first node. */
  onStarted(route: Route): void;
  /** The node is gone; the encoder stays. */
  onAdrift(route: Route): void;
  /** Media flow to another node, `gapMs` after the one before had gone (0: it was still there). */
  onMoved(route: Route, gapMs: number): void;
  /** Called exactly once. `error` is what broke: with `violation` a ProtocolViolation, with `bug` whatever was thrown. */
  onEnd(cause: EndCause, error?: unknown): void;
}

/**
 * One encoder's publication: its bytes go to the node that its route names, and when that changes, to the next one, from
 * a keyframe on, while the encoder's connection stays as it is. Takes the encoder's socket over from the doorman with the
 * first node's start and ends it.
 */
export class Publication {
  private readonly tracker = new StreamTracker();
  private readonly seeker: NodeSeeker;
  /** Where media go. */
  private link: NodeLink | null = null;
  /** Where media go from the next keyframe on. */
  private next: NodeLink | null = null;
  /** Where media went until now, as long as it may still forward some: two nodes never feed a target at once. */
  private leaving: NodeLink | null = null;
  /** Restarted bytes that wait for a node, or for the one before to let go. The encoder is not read meanwhile. */
  private readonly waiting: Buffer[] = [];
  /** Restarts of the stream so far; 0 means that the encoder's own bytes are passed on as they are. */
  private restarts = 0;
  private isRestartAwaited = false;
  /** When the link began to take no more; null while it takes what comes. */
  private fullSince: number | null = null;
  /** Recorded bytes that the first node was sent as its commands. */
  private replayed = 0;
  private isStarted = false;
  private adriftSince = 0;
  /** Set when no further node is looked for: the publication ends with the one it has. */
  private givenUp: GiveUpCause | null = null;
  private isOver = false;

  constructor(
    private readonly encoder: Socket,
    private readonly doorman: Doorman,
    ports: PublicationPorts,
    private readonly handlers: PublicationHandlers,
    first: Route,
  ) {
    const dial: SeekerPorts['dial'] = (route, signal) => ports.dial(route, this.commands(), signal);
    const seekerHandlers = {
      onLink: (started: StartedLink) => this.onLink(started),
      onGiveUp: (cause: GiveUpCause, refusal?: NodeRefused) => this.onGiveUp(cause, refusal),
      onBug: (error: unknown) => this.end('bug', error),
    };
    this.seeker = new NodeSeeker({ ...ports, dial }, seekerHandlers, first, HOLD_MS);
  }

  /** Ends the publication: what is written is sent, to both sides, and the encoder's connection is closed. */
  end(cause: EndCause, error?: unknown): void {
    if (this.isOver) return;
    this.isOver = true;
    this.seeker.stop();
    this.link?.close();
    this.next?.close();
    if (this.isStarted) this.farewell();
    else this.doorman.close();
    this.handlers.onEnd(cause, error);
  }

  /** What a node has to hear first. */
  private commands(): readonly Buffer[] {
    if (this.isStarted) return [this.tracker.restartCommands()];
    const recorded = [...this.doorman.recordedBytes()];
    this.replayed = recorded.reduce((sum, bytes) => sum + bytes.length, 0);
    return recorded;
  }

  private onLink({ link, status }: StartedLink): void {
    link.onDrain = () => this.onDrain(link);
    link.onReply = (bytes) => link === this.link && this.reply(bytes);
    link.onClose = (refusal) => this.onLinkClosed(link, refusal);
    if (!this.isStarted) return this.start(link, status);
    if (this.waiting.length > 0) return this.resume(link);
    this.next?.close();
    this.next = link;
    if (!this.isRestartAwaited) this.awaitRestart();
    this.leaveIfStuck();
  }

  /** The first node: from here on the encoder's socket is ours. */
  private start(link: NodeLink, status: Buffer): void {
    this.doorman.detach();
    this.isStarted = true;
    this.link = link;
    this.encoder.on('data', this.onData).on('close', this.onEncoderClose).on('error', ignore);
    this.encoder.write(status);
    this.handlers.onStarted(link.route);
    const recorded = Buffer.concat(this.doorman.recordedBytes());
    this.guard(() => {
      this.tracker.push(recorded);
      if (recorded.length > this.replayed) this.send(recorded.subarray(this.replayed));
    });
    this.applyFlow();
  }

  private readonly onData = (bytes: Buffer): void => {
    if (this.isOver) return;
    this.guard(() => {
      if (this.next && this.link && this.restarts === 0) this.feedSlowly(bytes);
      else this.feed(bytes);
    });
  };

  /** In small pieces, so that the old node gets what comes before the keyframe and the new one all that comes after. */
  private feedSlowly(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += HANDOVER_SLICE_BYTES) {
      if (!this.next) return this.feed(bytes.subarray(at));
      this.feed(bytes.subarray(at, at + HANDOVER_SLICE_BYTES));
    }
  }

  private feed(bytes: Buffer): void {
    this.tracker.push(bytes);
    if (this.restarts === 0 && this.link) this.send(bytes);
    const owed = this.tracker.takeReply();
    if (owed) this.reply(owed);
  }

  /** Lets the stream start anew at the next keyframe, wherever it goes then. */
  private awaitRestart(): void {
    this.isRestartAwaited = true;
    let isFirst = true;
    this.tracker.restart((bytes) => {
      if (isFirst) this.onRestart();
      isFirst = false;
      this.pass(bytes);
    });
  }

  private onRestart(): void {
    this.restarts += 1;
    this.isRestartAwaited = false;
    if (!this.next) return;
    if (this.link) this.leave(this.link);
    this.adopt(this.next);
  }

  /** Restarted bytes go on, or wait while the encoder is not read. */
  private pass(bytes: Buffer): void {
    if (this.link && !this.leaving) return this.send(bytes);
    this.waiting.push(bytes);
    this.applyFlow();
  }

  private resume(link: NodeLink): void {
    this.link?.close();
    this.adopt(link);
    this.passWaiting();
  }

  private passWaiting(): void {
    if (!this.link || this.leaving) return;
    for (const bytes of this.waiting.splice(0)) this.send(bytes);
    this.applyFlow();
  }

  /** Closes a link that media went through; nothing goes to the next one until its node has forwarded what it had. */
  private leave(link: NodeLink): void {
    this.leaving = link;
    void link.leave(LET_GO_MS).then(() => {
      if (this.isOver || link !== this.leaving) return;
      this.leaving = null;
      this.guard(() => this.passWaiting());
    });
  }

  private adopt(link: NodeLink): void {
    this.link = link;
    this.next = null;
    this.fullSince = null;
    this.handlers.onMoved(link.route, this.adriftSince === 0 ? 0 : performance.now() - this.adriftSince);
    this.adriftSince = 0;
  }

  private send(bytes: Buffer): void {
    if (this.link?.write(bytes) === false && this.fullSince === null) {
      this.fullSince = performance.now();
      this.leaveIfStuck();
    }
    this.applyFlow();
  }

  /** A node that takes nothing keeps us from reading on to the keyframe that the next node waits for. */
  private leaveIfStuck(): void {
    const { link, fullSince } = this;
    if (!link || !this.next || fullSince === null) return;
    setTimeout(() => {
      if (link !== this.link || !this.next || this.fullSince !== fullSince) return;
      this.leave(link);
      this.onLinkClosed(link, null);
    }, STUCK_MS);
  }

  private onDrain(link: NodeLink): void {
    if (link !== this.link) return;
    this.fullSince = null;
    this.applyFlow();
  }

  private onLinkClosed(link: NodeLink, refusal: NodeRefused | null): void {
    if (this.isOver) return;
    if (link === this.next) this.next = null;
    else if (link === this.link) this.link = null;
    else return;
    if (refusal && !this.link) return this.end('refused');
    if (this.givenUp && !this.link) return this.end(this.givenUp);
    if (!this.link && this.adriftSince === 0) this.goAdrift(link.route);
    if (!this.next) this.seeker.lost(ADRIFT_MAX_MS);
  }

  private goAdrift(route: Route): void {
    this.fullSince = null;
    this.adriftSince = performance.now();
    this.handlers.onAdrift(route);
    if (this.waiting.length > 0) return; // restarted already, and nobody has got anything of it
    this.tracker.hold();
    this.awaitRestart();
    this.applyFlow();
  }

  private onGiveUp(cause: GiveUpCause, refusal?: NodeRefused): void {
    this.givenUp = cause;
    if (this.link) return;
    if (!this.isStarted) {
      const description = refusal?.description ?? 'Your session could not be reached. Try again.';
      this.doorman.reject('NetStream.Publish.Rejected', description);
    }
    this.end(cause);
  }

  private reply(bytes: Buffer): void {
    // OBS stops reading after its publish: what it does not take is left out, not queued.
    if (!this.isOver && this.encoder.writableLength === 0) this.encoder.write(bytes);
  }

  private applyFlow(): void {
    if (this.isOver) return;
    if (this.fullSince !== null || this.waiting.length > 0) this.encoder.pause();
    else this.encoder.resume();
  }

  private readonly onEncoderClose = (): void => this.end('encoder_left');

  private farewell(): void {
    if (this.encoder.destroyed) return;
    this.encoder.end();
    this.encoder.resume(); // unread input would turn the FIN into a reset
    const timer = setTimeout(() => this.encoder.destroy(), FAREWELL_MS);
    this.encoder.once('close', () => clearTimeout(timer));
  }

  /** Whatever the encoder's bytes break ends this publication and nothing else. */
  private guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.end(error instanceof ProtocolViolation ? 'violation' : 'bug', error);
    }
  }
}

/** A socket's error is followed by its close, which is what counts. */
function ignore(): void {}
