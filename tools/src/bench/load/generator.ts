import { loadFeed } from '../feed/feed.js';
import { serve } from './channel.js';
import { FeedPublisher, prepareFeed, type PublishAddress } from './feed-publisher.js';
import { Histogram, type Percentiles } from './histogram.js';

// The process of all encoders. Usage: `generator.js FEED_FILE`.

/** Milliseconds between two looks at what is due: what an encoder's own clock is good for. */
const TICK_MS = 1;
/** Milliseconds over which the publishers' keyframes are spread: the keyframe interval. */
const SPREAD_MS = 2_000;
/** Successive multiples of it, modulo 1, fill the interval evenly whatever their number. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

export interface GeneratorReport {
  readonly sent: number;
  /** How long after its due time a frame was sent. High values mean that this process is the bottleneck. */
  readonly lateMs: Percentiles;
  /** Why publishers were disconnected. */
  readonly failures: string[];
}

const feed = prepareFeed(loadFeed(process.argv[2]!));
const publishers: FeedPublisher[] = [];
const late = new Histogram();
let sent = 0;

setInterval(() => {
  for (const publisher of publishers) publisher.sendDue(performance.now(), onSent);
}, TICK_MS);

function onSent(lateMs: number): void {
  sent++;
  late.record(lateMs);
}

async function start(address: PublishAddress, index: number): Promise<void> {
  const publisher = new FeedPublisher(feed, address);
  await publisher.open(((index * GOLDEN) % 1) * SPREAD_MS);
  publishers.push(publisher);
}

const api = {
  /** Connects one publisher per address and resolves when all may send. */
  async publish(addresses: PublishAddress[]): Promise<void> {
    await Promise.all(addresses.map(start));
  },
  reset(): void {
    sent = 0;
    late.reset();
  },
  report: (): GeneratorReport => ({
    sent,
    lateMs: late.percentiles(),
    failures: publishers.flatMap(({ ended }) => (ended ? [ended.message] : [])),
  }),
};
export type GeneratorApi = typeof api;

serve(api);
