import { type Case } from '../cases.js';
import { type PublishAddress } from '../load/feed-publisher.js';
import { type Crew } from '../system/crew.js';

/** The core that a contender has for itself; the load has the other. */
export const CONTENDER_CORE = 0;

/** What a contender has to carry. */
export interface Job {
  readonly size: Case;
  /** Loopback port of the sink. */
  readonly sinkPort: number;
  /** Owns every process it starts; its folder, empty at first, also takes configuration files. */
  readonly crew: Crew;
  takePort(): Promise<number>;
}

/** A contender at work. */
export interface Running {
  /** Where the load publishes, in any order. */
  readonly addresses: readonly PublishAddress[];
  /** The processes whose cost is the contender's. */
  readonly pids: readonly number[];
}

/** Something that relays or splices, and is measured. */
export interface Contender {
  readonly name: string;
  readonly kind: Case['kind'];
  /** Streams beyond which one core is not enough, if that is below the largest case. */
  readonly streamsMax?: number;
  /** What exactly is measured. @throws when it is not installed. */
  version(): Promise<string>;
  start(job: Job): Promise<Running>;
}

/** Where a contender sends target `target` of publisher `publisher`. */
export function targetOf(sinkPort: number, publisher: number, target: number): PublishAddress {
  return { url: `rtmp://127.0.0.1:${sinkPort}/p${publisher}`, key: `t${target}` };
}

/** The numbers below `count`. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
