import { refusalCodes, type RelayTarget, type TargetState, type TargetStatus } from '@mid-station/contracts';
import { TargetError, TargetUrlError } from '@mid-station/rtmp';
import { type Clock } from '../clock.js';
import { type FlushPermit } from '../permit.js';
import { type Batch, type MediaLog } from '../publication/media-log.js';
import { type SlabPool } from '../publication/slab.js';
import { retryDelay } from './backoff.js';
import { probeTarget } from './probe.js';
import { type TargetConnection, type TargetDialer } from './target-connection.js';
import { TargetRecord } from './target-record.js';
import { TargetSender } from './target-sender.js';
import { GHOST_MS_MAX, GOODBYE_MS_MAX, HEALTHY_AFTER_MS, REFUSED_RETRY_MS } from '../limits.js';

/** What all targets of a session share. */
export interface TargetContext {
  readonly log: MediaLog;
  readonly slabs: SlabPool;
  readonly dial: TargetDialer;
  readonly clock: Clock;
  readonly permit: FlushPermit;
  /** Another node fed these targets until now: their platforms may still see it. */
  readonly moved: boolean;
  /** 0..1, for the jitter of retries. */
  readonly random: () => number;
  /** The state or the last error of a target changed. */
  readonly onChange: () => void;
  /** An exception that no target explains. */
  readonly onBug: (error: unknown) => void;
}

/** How a target is let go: with a goodbye, which ends the broadcast, or by dropping the connection, which does not. */
export type Farewell = 'goodbye' | 'drop';

/** One stretch of wanting to be connected, through any number of connections. */
interface Engagement {
  readonly aborter: AbortController;
  farewell: Farewell;
}

/** Owns one target: its connections, their retries, and its state. */
export class TargetSupervisor {
  private readonly record: TargetRecord;
  private isRunning = false;
  private isStopped = false;
  private engagement: Engagement | null = null;
  /** Engagements follow each other, so a key is never published twice at once by this relay. */
  private finished: Promise<void> = Promise.resolve();
  private sender: TargetSender | null = null;
  /** The look ahead that is under way, or was the last. */
  private probing: AbortController | null = null;
  private wake: { at: number; now: () => void } | null = null;
  private liveAt: number | null = null;
  /** Until then "in use" may mean a connection of our own that the platform has not let go of. */
  private ghostUntil: number;

  constructor(
    private target: RelayTarget,
    private readonly context: TargetContext,
  ) {
    this.record = new TargetRecord(context.clock, context.onChange);
    this.ghostUntil = context.moved ? context.clock.monotonic() + GHOST_MS_MAX : 0;
    this.record.enter(this.restingState());
  }

  /** Whether the target takes media now. */
  get isConnected(): boolean {
    return this.sender !== null;
  }

  /**
   * Looks, while the session waits for its encoder, whether the way to the platform is open: what is in the way becomes the
   * last error. Looks again when the address is edited.
   */
  probe(): void {
    const { signal } = (this.probing = new AbortController());
    if (this.record.state !== 'waiting') return;
    probeTarget(this.context.dial, this.target.url, signal).then(
      (problem) => !signal.aborted && this.record.foresee(problem),
      (error: unknown) => !signal.aborted && this.context.onBug(error),
    );
  }

  /** The session streams, or is about to: be connected, if enabled, until told otherwise. */
  start(): void {
    this.isRunning = true;
    this.apply('goodbye');
  }

  /** The session waits for an encoder: let go, until `start`. */
  rest(): void {
    this.isRunning = false;
    this.apply('goodbye');
  }

  /** The session or the target is over. Resolves when the connection is gone; bounded in time. */
  async stop(farewell: Farewell): Promise<void> {
    this.isStopped = true;
    this.isRunning = false;
    this.apply(farewell);
    await this.finished;
  }

  /** Takes an edit: another address or key means a new connection, anything else does not touch it. */
  update(target: RelayTarget): void {
    const before = this.target;
    this.target = target;
    const isMoved = before.url !== target.url || before.key !== target.key;
    if (!isMoved && before.enabled === target.enabled) return;
    this.record.forgive();
    if (isMoved) this.disengage('goodbye');
    this.apply('goodbye');
    if (this.probing) this.probe();
  }

  /** Tries now instead of later. False when this target is not meant to stream. */
  retryNow(): boolean {
    this.wake?.now();
    return this.engagement !== null;
  }

  /** Sends what is due and does what time has brought. `batch` is null while nothing may be sent. */
  flush(now: number, batch: Batch | null): void {
    if (this.wake && now >= this.wake.at) this.wake.now();
    if (!this.sender) return;
    if (batch) this.send(this.sender, now, batch);
    else this.sender.wait(now);
  }

  status(now: number): TargetStatus {
    return this.record.status(this.target, now);
  }

  private restingState(): TargetState {
    if (!this.target.enabled) return 'off';
    if (this.isStopped) return 'stopped';
    return this.context.moved ? 'connecting' : 'waiting'; // a target that has streamed elsewhere misses its picture
  }

  /** Makes what runs match what is wanted. */
  private apply(farewell: Farewell): void {
    this.probing?.abort();
    if (this.isRunning && this.target.enabled) return this.engage();
    this.disengage(farewell);
    this.record.enter(this.restingState());
  }

  private engage(): void {
    if (this.engagement) return;
    const engagement: Engagement = { aborter: new AbortController(), farewell: 'goodbye' };
    this.engagement = engagement;
    // What was foreseen while it waited is found again if it is still so.
    if (this.record.state === 'waiting') this.record.forgive();
    this.record.enter('connecting');
    this.finished = this.finished
      .then(() => this.keepConnected(engagement))
      .catch((error: unknown) => this.context.onBug(error));
  }

  private disengage(farewell: Farewell): void {
    if (!this.engagement) return;
    this.engagement.farewell = farewell;
    this.engagement.aborter.abort();
    this.engagement = null;
    this.sender = null;
  }

  private async keepConnected(engagement: Engagement): Promise<void> {
    const { signal } = engagement.aborter;
    while (!signal.aborted) {
      this.record.enter('connecting');
      const error = await this.connect(engagement);
      if (error === null || signal.aborted) return;
      await this.waitToRetry(error, signal);
    }
  }

  /** Connects and streams until that ends. Null when it was ended from here. */
  private async connect(engagement: Engagement): Promise<TargetError | null> {
    const { signal } = engagement.aborter;
    try {
      const connection = this.context.dial(this.target);
      const closed = new Promise<Error | null>((resolve) => (connection.onClose = resolve));
      await connection.open(signal);
      const error = await this.stream(connection, closed, engagement);
      return error && this.asTargetError(error);
    } catch (error) {
      return signal.aborted ? null : this.asTargetError(error);
    }
  }

  private async stream(
    connection: TargetConnection,
    closed: Promise<Error | null>,
    engagement: Engagement,
  ): Promise<Error | null> {
    const sender = new TargetSender(this.context.log, this.context.slabs, connection);
    this.sender = sender;
    this.record.open(sender);
    connection.onDrain = () => this.sendMore(sender);
    const error = await Promise.race([closed, whenAborted(engagement.aborter.signal)]);
    this.record.close();
    this.sender = null;
    sender.close();
    this.ghostUntil = this.context.clock.monotonic() + GHOST_MS_MAX;
    if (engagement.aborter.signal.aborted) await letGo(connection, engagement.farewell);
    return error;
  }

  private send(sender: TargetSender, now: number, batch: Batch | null): void {
    const before = sender.bytesWritten;
    sender.flush(now, batch);
    if (this.record.state !== 'live' && sender.bytesWritten > 0) {
      this.liveAt = now;
      this.record.goLive();
    }
    this.record.count(sender.bytesWritten - before, sender, now);
  }

  private sendMore(sender: TargetSender): void {
    if (sender !== this.sender || !sender.isBehind || !this.context.permit.mayForward) return;
    this.send(sender, this.context.clock.monotonic(), null);
  }

  private async waitToRetry(error: TargetError, signal: AbortSignal): Promise<void> {
    const now = this.context.clock.monotonic();
    if (this.liveAt !== null && now - this.liveAt >= HEALTHY_AFTER_MS) this.record.forgive();
    this.liveAt = null;
    this.record.fail(error.code);
    const isInUse = error.code === 'stream_in_use';
    const isRefused = refusalCodes.has(error.code) && !(isInUse && now < this.ghostUntil);
    const delay = isRefused ? REFUSED_RETRY_MS : retryDelay(this.record.failures, this.context.random);
    this.record.enter(isRefused ? 'refused' : 'retrying', delay);
    const due = new Promise<void>((resolve) => (this.wake = { at: now + delay, now: resolve }));
    await Promise.race([due, whenAborted(signal)]);
    this.wake = null;
  }

  /** What is no fault of the target is one of ours, and belongs in the log. */
  private asTargetError(error: unknown): TargetError {
    if (error instanceof TargetError) return error;
    if (!(error instanceof TargetUrlError)) this.context.onBug(error);
    return new TargetError('protocol_error', 'The target could not be dialled.', { cause: error });
  }
}

async function letGo(connection: TargetConnection, farewell: Farewell): Promise<void> {
  if (farewell === 'drop') return connection.destroy();
  const timer = setTimeout(() => connection.destroy(), GOODBYE_MS_MAX);
  await connection.close();
  clearTimeout(timer);
}

/** Resolves to null. One waiter at a time per signal, so that a long engagement gathers no listeners. */
function whenAborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.onabort = () => resolve(null);
  });
}
