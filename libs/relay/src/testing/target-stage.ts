import { type RelayTarget, type TargetStatus } from '@mid-station/contracts';
import { MediaLog } from '../publication/media-log.js';
import { Publication } from '../publication/publication.js';
import { SlabPool } from '../publication/slab.js';
import { type TargetContext, TargetSupervisor } from '../target/target-supervisor.js';
import { Timeline } from '../timeline/timeline.js';
import { FakeDestination } from './fake-destination.js';
import { FRAME_MS, video, videoFrame } from './media.js';
import { makeTarget } from './relay-setup.js';
import { VirtualTicker } from './virtual-ticker.js';

const GOP = 25;

/** One target's supervisor in virtual time, with an encoder before it and a destination behind it. */
export class TargetStage {
  readonly ticker = new VirtualTicker();
  readonly destination = new FakeDestination();
  readonly permit = { mayForward: true, maySynthesise: true };
  /** What was logged as ours; a test that expects something takes it out. */
  readonly bugs: unknown[] = [];
  supervisor!: TargetSupervisor;
  /** What the jitter of retries is made of. */
  random = 1;
  private frames = 0;
  private readonly slabs = new SlabPool();
  private readonly log = new MediaLog(this.slabs);
  readonly publication = new Publication(this.log, new Timeline());

  constructor() {
    this.ticker.add({
      flows: 1,
      flush: (now) => {
        const batch = this.log.cut();
        this.supervisor.flush(now, this.permit.mayForward ? batch : null);
        this.log.trim();
      },
    });
  }

  /** Makes the supervisor, which takes the place of an earlier one. Returns its target. */
  supervise(changes: Partial<RelayTarget> = {}, more: Partial<TargetContext> = {}): RelayTarget {
    const target = makeTarget(changes);
    this.supervisor = new TargetSupervisor(target, { ...this.context(), ...more });
    return target;
  }

  status(): TargetStatus {
    return this.supervisor.status(this.ticker.now);
  }

  /** Milliseconds from now to the next attempt. */
  wait(): number {
    return Date.parse(this.status().nextRetryAt!) - this.ticker.clock.wall();
  }

  /** Lets time pass while the encoder sends a picture each 40 ms. */
  async play(milliseconds: number): Promise<void> {
    for (let played = 0; played < milliseconds; played += FRAME_MS) {
      const frame = videoFrame(this.frames, this.frames % GOP === 0 ? 'key' : 'inter', 1_000);
      this.publication.write(video(this.frames * FRAME_MS, frame), this.ticker.now);
      this.frames += 1;
      await this.ticker.pass(FRAME_MS);
    }
  }

  private context(): TargetContext {
    return {
      log: this.log,
      slabs: this.slabs,
      dial: (address) => this.destination.dial(address),
      clock: this.ticker.clock,
      permit: this.permit,
      moved: false,
      random: () => this.random,
      onChange: () => undefined,
      onBug: (error) => this.bugs.push(error),
    };
  }
}
