import { type TargetError } from '../errors.js';
import { type TargetUrl } from '../url/target-url.js';

export interface PublisherClientOptions {
  readonly url: TargetUrl;
  /** Stream key, sent byte for byte. */
  readonly key: string;
  /** Milliseconds for name resolution, TCP and TLS together. */
  readonly connectTimeoutMs?: number;
  readonly tls?: { readonly ca?: string | Buffer; readonly rejectUnauthorized?: boolean };
  /** Throws to forbid an address. What it was asked about is what is dialled. */
  readonly checkAddress?: (ip: string) => void;
}

/** Publishes one stream to one target over RTMP or RTMPS. Used once: after a failure make a new one. */
export class PublisherClient {
  /** Write again after `write` returned false. */
  onDrain: () => void = () => undefined;
  /** The connection ended after `open` had resolved; null after `close`. Called at most once. */
  onClose: (error: TargetError | null) => void = () => undefined;

  constructor(private readonly options: PublisherClientOptions) {}

  /** Message stream id that the target returned, known once open. */
  get streamId(): number {
    throw new Error(`not written yet ${String(this.options)}`);
  }

  /** Largest chunk payload that `write` may carry, in bytes. */
  get chunkSize(): number {
    throw new Error('not written yet');
  }

  /** Bytes written but not yet taken by the kernel. */
  get bufferedBytes(): number {
    throw new Error('not written yet');
  }

  /** Resolves at NetStream.Publish.Start; rejects with TargetError, or with the signal's reason. */
  open(signal?: AbortSignal): Promise<void> {
    return Promise.reject(new Error(`not written yet ${String(signal)}`));
  }

  /** Sends serialised chunks. False means wait for `onDrain` before writing more. */
  write(chunkBytes: Buffer | readonly Buffer[]): boolean {
    throw new Error(`not written yet ${chunkBytes.length}`);
  }

  /** Says goodbye (FCUnpublish, deleteStream), sends FIN, and resolves when the socket is gone; bounded in time. */
  close(): Promise<void> {
    return Promise.reject(new Error('not written yet'));
  }

  /** Drops the connection at once. */
  destroy(): void {
    throw new Error('not written yet');
  }
}
