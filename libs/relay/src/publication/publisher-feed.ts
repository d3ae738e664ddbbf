import { type MediaMessage, type Via, viaOf } from '@mid-station/rtmp';
import { encoderName } from '../stats/encoder-name.js';

/** Who publishes: its address, and the encoder's name as it says itself. */
export interface PublisherRemote {
  readonly remote: string;
  readonly encoder?: string;
}

/** The relay's end of a feed. */
export interface FeedReceiver {
  receive(feed: PublisherFeed, message: MediaMessage): void;
  forward(feed: PublisherFeed): void;
  lose(feed: PublisherFeed): void;
}

/** One encoder's connection to a relay, from the accepted publish to its end. */
export class PublisherFeed {
  /** A newer publisher took over: this one's connection is to be closed. Called at most once. */
  onReplaced: () => void = () => undefined;

  /** Address of the encoder, and its name. */
  readonly remote: string;
  readonly encoder: string | null;
  /** The streams it has come through: empty for an encoder's own. */
  readonly via: Via;

  constructor(
    private readonly receiver: FeedReceiver,
    { remote, encoder }: PublisherRemote,
    /** When it was attached, an instant. */
    readonly since: string,
  ) {
    this.remote = remote;
    this.encoder = encoderName(encoder);
    this.via = viaOf(encoder);
  }

  /** Takes one message; its payload need not outlive the call. Ignored once the feed has ended or was replaced. */
  write(message: MediaMessage): void {
    this.receiver.receive(this, message);
  }

  /** Sends on what was written since the last time, without waiting for the next tick. */
  forward(): void {
    this.receiver.forward(this);
  }

  /** The encoder is gone. */
  end(): void {
    this.receiver.lose(this);
  }
}
