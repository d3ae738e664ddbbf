import {
  type PublisherStatus,
  type RelayTarget,
  type SessionStatus,
  type SettingOptions,
} from '@mid-station/contracts';
import { type FlushPermit } from './permit.js';
import { type TargetDialer } from './target/target-connection.js';
import { type FlushTicker } from './ticker/flush-ticker.js';

export interface RelayOptions {
  readonly sessionId: string;
  readonly targets: readonly RelayTarget[];
  readonly options: SettingOptions;
  /**
   * The encoder was live on another node, which may still feed the targets: gone for good is only what nobody can see. They are
   * connected when its stream comes, not before: a platform that prefers the newest publisher would drop the one that streams.
   */
  readonly moved: boolean;
  readonly dial: TargetDialer;
  /** Shared by all relays of a process. */
  readonly ticker: Pick<FlushTicker, 'add' | 'clock'>;
  readonly permit: FlushPermit;
  /** 0..1, for the jitter of retries. */
  readonly random?: () => number;
  /** State, a target's state or the publisher changed: a report is due. Changes of one turn come as one call. */
  onChange(): void;
  /** The relay ended by itself and lets its targets go. `close` is still to be called. */
  onEnded(reason: 'encoder_gone'): void;
  /** An exception that is ours: it belongs in the log. The relay goes on. */
  onBug(error: unknown): void;
}

/** How the relay is doing, in the shapes that nodes report. */
export type RelayStatus = Pick<SessionStatus, 'state' | 'graceEndsAt' | 'targets' | 'revision'> & {
  readonly publisher: RelayPublisher | null;
};

/** What comes in, as far as the relay knows: whether more is taken, and from whom, is for others to say. */
export type RelayPublisher = Omit<PublisherStatus, 'refusal' | 'rivals'>;

/**
 * Why a relay is closed. After `stopped` targets get a goodbye, which ends the broadcast there. In all other cases somebody
 * else feeds them now or soon, so their connections are only dropped.
 */
export type RelayCloseReason = 'stopped' | 'moved' | 'orphan' | 'lost';

/** A picture that decodes on its own: FLV video message bodies, copies. The header is null for codecs without one. */
export interface Keyframe {
  readonly header: Buffer | null;
  readonly frame: Buffer;
}
