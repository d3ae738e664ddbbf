/** One publisher fanned out to any number of targets and previews. */
export { type Clock, systemClock } from './clock.js';
export { type FlushPermit } from './permit.js';
export { type PreviewSink } from './preview/preview-subscriber.js';
export { type Subscription } from './preview/preview-set.js';
export { PublisherFeed, type PublisherRemote } from './publication/publisher-feed.js';
export { Relay } from './relay.js';
export { type Keyframe, type RelayCloseReason, type RelayOptions, type RelayStatus } from './relay-options.js';
export { probeTarget } from './target/probe.js';
export {
  type DialerOptions,
  rtmpDialer,
  type TargetAddress,
  type TargetConnection,
  type TargetDialer,
} from './target/target-connection.js';
export { FlushTicker, type TickHandle, type TickMember } from './ticker/flush-ticker.js';
