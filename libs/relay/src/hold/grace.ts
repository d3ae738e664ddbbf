import { type SettingOptions } from '@mid-station/contracts';
import { type Clock } from '../clock.js';
import { HANDOVER_MS_MIN } from '../limits.js';

/** How long an interrupted relay waits for its encoder. Options may change meanwhile, so each question brings them. */
export class Grace {
  private lostAt = { monotonic: 0, wall: 0 };

  /** `moved`: the encoder was live on another node and has yet to arrive here. */
  constructor(
    private readonly clock: Clock,
    private moved: boolean,
  ) {}

  get isForHandover(): boolean {
    return this.moved;
  }

  /** The encoder is lost now. */
  begin(): void {
    this.lostAt = { monotonic: this.clock.monotonic(), wall: this.clock.wall() };
  }

  /** The encoder has arrived from the other node. */
  handedOver(): void {
    this.moved = false;
  }

  /** Whether it is over at `now`, in milliseconds of the monotonic clock. */
  isOver(now: number, options: SettingOptions): boolean {
    return now - this.lostAt.monotonic >= this.spanMs(options);
  }

  endsAt(options: SettingOptions): string {
    return new Date(this.lostAt.wall + this.spanMs(options)).toISOString();
  }

  private spanMs({ holdPolicy, graceSeconds }: SettingOptions): number {
    const chosen = holdPolicy === 'end' ? 0 : graceSeconds * 1000;
    return this.moved ? Math.max(chosen, HANDOVER_MS_MIN) : chosen;
  }
}
