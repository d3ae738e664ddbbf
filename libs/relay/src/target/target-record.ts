import { type RelayTarget, targetProblems, type TargetState, type TargetStatus } from '@mid-station/contracts';
import { type TargetErrorCode } from '@mid-station/rtmp';
import { type Clock, instantIn } from '../clock.js';
import { RateMeter } from '../stats/rate-meter.js';
import { type TargetSender } from './target-sender.js';
import { TOO_SLOW_CLEARS_MS } from '../limits.js';

/** What is known of one target: its state, what went wrong last, and its numbers over all its connections. */
export class TargetRecord {
  state: TargetState = 'off';
  /** Failures in a row. */
  failures = 0;
  private since: string;
  private nextRetryAt: string | null = null;
  private problem: TargetErrorCode | null = null;
  private timesLive = 0;
  private slowAt: number | null = null;
  private seenDrops = 0;
  private sender: TargetSender | null = null;
  private past = { bytesSent: 0, framesDropped: 0 };
  private readonly rate = new RateMeter();

  constructor(
    private readonly clock: Clock,
    private readonly onChange: () => void,
  ) {
    this.since = instantIn(clock);
  }

  enter(state: TargetState, retryInMs?: number): void {
    if (state !== this.state) this.since = instantIn(this.clock);
    this.state = state;
    this.nextRetryAt = retryInMs === undefined ? null : instantIn(this.clock, retryInMs);
    this.onChange();
  }

  fail(problem: TargetErrorCode): void {
    this.failures += 1;
    this.problem = problem;
  }

  /** What will be in the way of a target that waits; null when nothing is. */
  foresee(problem: TargetErrorCode | null): void {
    if (problem === this.problem) return;
    this.problem = problem;
    this.onChange();
  }

  /** An edit may have corrected what went wrong. */
  forgive(): void {
    this.failures = 0;
    this.problem = null;
  }

  goLive(): void {
    this.timesLive += 1;
    this.problem = null;
    this.enter('live');
  }

  /** A connection begins to send. */
  open(sender: TargetSender): void {
    this.sender = sender;
    this.seenDrops = 0;
  }

  /** The sender was given the chance to send. */
  count(bytesWritten: number, sender: TargetSender, now: number): void {
    if (bytesWritten > 0) this.rate.add(bytesWritten, now);
    const wasSlow = this.slowAt !== null;
    if (sender.framesDropped > this.seenDrops) this.slowAt = now;
    else if (this.slowAt !== null && now - this.slowAt >= TOO_SLOW_CLEARS_MS) this.slowAt = null;
    this.seenDrops = sender.framesDropped;
    if (wasSlow !== (this.slowAt !== null)) this.onChange();
  }

  /** A connection is over; its numbers stay. */
  close(): void {
    this.past.bytesSent += this.sender?.bytesSent ?? 0;
    this.past.framesDropped += this.sender?.framesDropped ?? 0;
    this.sender = null;
    this.slowAt = null;
  }

  status({ targetId, name, platform }: RelayTarget, now: number): TargetStatus {
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
}
