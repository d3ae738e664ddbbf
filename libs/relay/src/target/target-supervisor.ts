import {
  refusalCodes,
  type RelayTarget,
  targetProblems,
  type TargetState,
  type TargetStatus,
} from '@mid-station/contracts';
import { TargetError, type TargetErrorCode, TargetUrlError } from '@mid-station/rtmp';
import { type Clock, instantIn } from '../clock.js';
import { type FlushPermit } from '../permit.js';
import { type Batch, type MediaLog } from '../publication/media-log.js';
import { type SlabPool } from '../publication/slab.js';
import { RateMeter } from '../stats/rate-meter.js';
import { HEALTHY_AFTER_MS, REFUSED_RETRY_MS, retryDelay } from './backoff.js';
import { type TargetConnection, type TargetDialer } from './target-connection.js';
import { TargetSender } from './target-sender.js';

/** Milliseconds without a dropped frame after which a target no longer counts as too slow. */
const TOO_SLOW_CLEARS_MS = 10_000;

/** What all targets of a session share. */
export interface TargetContext {
  readonly log: MediaLog;
  readonly slabs: SlabPool;
  readonly dial: TargetDialer;
  readonly clock: Clock;
  readonly permit: FlushPermit;
  /** 0..1, for the jitter of retries. */
  readonly random: () => number;
  /** The state or the last error of a target changed. */
  readonly onChange: () => void;
  /** An exception that no target explains. */
  readonly onBug: (error: unknown) => void;
}

/** How a target is let go: with a goodbye, which ends the broadcast, or by dropping the connection, which does not. */
export type Farewell = 'goodbye' | 'drop';

type Ending = { readonly error: TargetError } | { readonly farewell: Farewell };

/** Owns one target: its connection attempts, its state, its retries, its last error and its numbers. */
export class TargetSupervisor {
  private state: TargetState = 'off';
  private since = '';
  private nextRetryAt: string | null = null;
  private problem: TargetErrorCode | null = null;
  private isRunning = false;
  private isStopped = false;
  private run: { aborter: AbortController; farewell: Farewell } | null = null;
  private finished: Promise<void> = Promise.resolve();
  private wake: { at: number; now: () => void } | null = null;
  private sender: TargetSender | null = null;
  private failures = 0;
  private timesLive = 0;
  private liveAt: number | null = null;
  private slowAt: number | null = null;
  private past = { bytesSent: 0, framesDropped: 0 };
  private seenDrops = 0;
  private readonly rate = new RateMeter();

  constructor(
    private target: RelayTarget,
    private readonly context: TargetContext,
  ) {
    this.enter(this.restingState());
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
    this.failures = 0;
    this.problem = null;
    if (isMoved) this.halt('goodbye');
    this.apply('goodbye');
  }

  /** Tries now instead of later. False when this target is not meant to stream. */
  retryNow(): boolean {
    if (this.run === null) return false;
    this.wake?.now();
    return true;
  }

  /** Sends what is due and does what time has brought. `batch` is null when nothing may be sent. */
  flush(now: number, batch: Batch | null): void {
    if (this.wake && now >= this.wake.at) this.wake.now();
    if (!this.sender) return;
    if (batch) this.send(this.sender, now, batch);
    else this.sender.wait(now);
  }

  /** Whether the target takes media now. */
  get isConnected(): boolean {
    return this.sender !== null;
  }

  status(now: number): TargetStatus {
    const { targetId, name, platform } = this.target;
    const code = this.currentProblem();
    return {
      targetId,
      name,
      platform,
      state: this.state,
      since: this.since,
      attempt: this.state === 'live' ? 0 : this.failures,
      nextRetryAt: this.nextRetryAt,
      lastError: code && { code, ...targetProblems[code] },
      bitrateKbps: Math.round((this.rate.perSecond(now) * 8) / 1000),
      bytesSent: this.past.bytesSent + (this.sender?.bytesSent ?? 0),
      framesDropped: this.past.framesDropped + (this.sender?.framesDropped ?? 0),
      reconnects: Math.max(0, this.timesLive - 1),
    };
  }

  private currentProblem(): TargetErrorCode | null {
    if (this.state === 'live') return this.slowAt === null ? null : 'too_slow';
    return this.problem;
  }

  private restingState(): TargetState {
    if (!this.target.enabled) return 'off';
    return this.isStopped ? 'stopped' : 'waiting';
  }

  private enter(state: TargetState, retryInMs?: number): void {
    this.nextRetryAt = retryInMs === undefined ? null : instantIn(this.context.clock, retryInMs);
    if (state !== this.state || this.since === '') this.since = instantIn(this.context.clock);
    this.state = state;
    this.context.onChange();
  }

  /** Makes what runs match what is wanted. Runs follow each other: a key is never published twice at once by us. */
  private apply(farewell: Farewell): void {
    const isWanted = this.isRunning && this.target.enabled;
    if (!isWanted) {
      this.halt(farewell);
      this.enter(this.restingState());
    } else if (this.run === null) {
      this.begin();
    }
  }

  private halt(farewell: Farewell): void {
    if (this.run === null) return;
    this.run.farewell = farewell;
    this.run.aborter.abort();
    this.run = null;
  }

  private begin(): void {
    const run = { aborter: new AbortController(), farewell: 'goodbye' as Farewell };
    this.run = run;
    this.enter('connecting');
    this.finished = this.finished.then(() => this.keepConnected(run)).catch((error) => this.context.onBug(error));
  }

  private async keepConnected(run: { aborter: AbortController; farewell: Farewell }): Promise<void> {
    const { signal } = run.aborter;
    while (!signal.aborted) {
      const error = await this.attempt(run);
      if (error === null || signal.aborted) return;
      await this.waitToRetry(error, signal);
    }
  }

  /** Connects and streams until that ends. Null when it was ended from here. */
  private async attempt(run: { aborter: AbortController; farewell: Farewell }): Promise<TargetError | null> {
    const { signal } = run.aborter;
    this.enter('connecting');
    let connection: TargetConnection;
    try {
      connection = this.context.dial(this.target);
      await connection.open(signal);
    } catch (error) {
      return signal.aborted ? null : this.asTargetError(error);
    }
    return this.stream(connection, run);
  }

  private async stream(
    connection: TargetConnection,
    run: { aborter: AbortController; farewell: Farewell },
  ): Promise<TargetError | null> {
    const sender = new TargetSender(this.context.log, this.context.slabs, connection);
    this.sender = sender;
    this.seenDrops = 0;
    connection.onDrain = () => this.sendMore(sender);
    const ending = await whenOver(connection, run);
    this.retire(sender);
    if ('error' in ending) return ending.error;
    if (ending.farewell === 'drop') connection.destroy();
    else await connection.close();
    return null;
  }

  private send(sender: TargetSender, now: number, batch: Batch | null): void {
    const before = sender.bytesWritten;
    sender.flush(now, batch);
    const written = sender.bytesWritten - before;
    if (written > 0) this.rate.add(written, now);
    if (this.state !== 'live' && sender.bytesWritten > 0) this.goLive(now);
    this.watchDrops(sender, now);
  }

  private sendMore(sender: TargetSender): void {
    if (sender === this.sender && this.context.permit.mayForward)
      this.send(sender, this.context.clock.monotonic(), null);
  }

  private goLive(now: number): void {
    this.timesLive += 1;
    this.liveAt = now;
    this.problem = null;
    this.enter('live');
  }

  private watchDrops(sender: TargetSender, now: number): void {
    const wasSlow = this.slowAt !== null;
    if (sender.framesDropped > this.seenDrops) this.slowAt = now;
    else if (this.slowAt !== null && now - this.slowAt >= TOO_SLOW_CLEARS_MS) this.slowAt = null;
    this.seenDrops = sender.framesDropped;
    if (wasSlow !== (this.slowAt !== null)) this.context.onChange();
  }

  /** Keeps a finished connection's numbers. */
  private retire(sender: TargetSender): void {
    this.past.bytesSent += sender.bytesSent;
    this.past.framesDropped += sender.framesDropped;
    this.sender = null;
    this.slowAt = null;
    sender.close();
  }

  private async waitToRetry(error: TargetError, signal: AbortSignal): Promise<void> {
    const now = this.context.clock.monotonic();
    if (this.liveAt !== null && now - this.liveAt >= HEALTHY_AFTER_MS) this.failures = 0;
    this.liveAt = null;
    this.failures += 1;
    this.problem = error.code;
    const isRefused = refusalCodes.has(error.code);
    const delay = isRefused ? REFUSED_RETRY_MS : retryDelay(this.failures, this.context.random);
    this.enter(isRefused ? 'refused' : 'retrying', delay);
    await new Promise<void>((resolve) => {
      this.wake = { at: now + delay, now: resolve };
      signal.onabort = () => resolve();
    });
    signal.onabort = this.wake = null;
  }

  private asTargetError(error: unknown): TargetError {
    if (error instanceof TargetError) return error;
    if (!(error instanceof TargetUrlError)) this.context.onBug(error);
    return new TargetError('protocol_error', 'The target could not be dialled.', { cause: error });
  }
}

/** Resolves when a connection ends by itself or is to be ended. */
function whenOver(
  connection: TargetConnection,
  run: { aborter: AbortController; farewell: Farewell },
): Promise<Ending> {
  return new Promise((resolve) => {
    const { signal } = run.aborter;
    const onAbort = (): void => resolve({ farewell: run.farewell });
    connection.onClose = (error) => {
      signal.removeEventListener('abort', onAbort);
      resolve({ error: error ?? new TargetError('closed_by_peer', 'The connection ended.') });
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
