import { parseTargetUrl, PublisherClient, type PublisherClientOptions, type Via } from '@mid-station/rtmp';

/** One attempt to publish to a target. Used once. `PublisherClient` is the real one. */
export interface TargetConnection {
  onDrain: () => void;
  /** The connection ended after `open` had resolved; null when this side ended it. TargetError unless the mistake is ours. At most once. */
  onClose: (error: Error | null) => void;
  readonly streamId: number;
  /** Bytes written but not yet taken by the kernel. While it is 0 nobody else needs what was written. */
  readonly bufferedBytes: number;
  /** Resolves when the target takes media; rejects with TargetError unless the mistake is ours. */
  open(signal: AbortSignal): Promise<void>;
  write(chunks: Buffer | readonly Buffer[]): boolean;
  /** Says goodbye; resolves when the connection is gone, bounded in time. */
  close(): Promise<void>;
  destroy(): void;
}

/** Where a target is. The key is a secret. */
export interface TargetAddress {
  readonly url: string;
  readonly key: string;
}

/**
 * Makes a connection that is not open yet, for a stream that has come this way. Without a key it goes as far as connect and
 * publishes nothing. Throws TargetUrlError when the address cannot be used.
 */
export type TargetDialer = (
  address: TargetAddress | { readonly url: string; readonly key: null },
  via?: Via,
) => TargetConnection;

export type DialerOptions = Pick<PublisherClientOptions, 'checkAddress' | 'tls' | 'connectTimeoutMs' | 'timeouts'>;

/** Dials over RTMP and RTMPS. `checkAddress` throws for network addresses that targets may not use. */
export function rtmpDialer(options: DialerOptions = {}): TargetDialer {
  return ({ url, key }, via) => new PublisherClient({ ...options, url: parseTargetUrl(url), key, via });
}
