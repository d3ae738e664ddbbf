import { type Duplex } from 'node:stream';
import { type CloseReason } from '../errors.js';
import { type MediaMessage } from '../message/types.js';
import { type PublishRefusal, type PublishRequest } from './publish-request.js';

export interface ServerSessionHandlers {
  /** The peer asks to publish; answer with `accept` or `reject`, now or later. Called at most once. */
  onPublish(request: PublishRequest): void;
  /** One message of the accepted publication. The payload is valid only during the call. */
  onMedia(message: MediaMessage): void;
  /** The publisher said that it ends (FCUnpublish, deleteStream, closeStream). Called at most once. */
  onUnpublish?(): void;
  /** The session is over and its socket destroyed. Called exactly once, last. */
  onClose(reason: CloseReason): void;
}

export interface ServerSessionOptions {
  /** The first bytes are a PROXY protocol v2 header that names the real client. */
  readonly expectProxyHeader?: boolean;
}

/** The server side of one publishing connection. Owns the socket: it is destroyed when the session ends. */
export class ServerSession {
  constructor(
    private readonly socket: Duplex,
    private readonly handlers: ServerSessionHandlers,
    private readonly options: ServerSessionOptions = {},
  ) {}

  /** Address of the client, from the PROXY header when there is one. */
  get remoteAddress(): string | undefined {
    throw new Error('not written yet');
  }

  /** Bytes received since the end of the handshake. */
  get bytesRead(): number {
    throw new Error('not written yet');
  }

  /** Answers the publish request with NetStream.Publish.Start; media flows from now on. */
  accept(): void {
    throw new Error(`not written yet ${String(this.socket)} ${String(this.handlers)} ${String(this.options)}`);
  }

  /** Answers the publish request with an error status and closes the connection. */
  reject(code: PublishRefusal, description: string): void {
    throw new Error(`not written yet ${code} ${description}`);
  }

  /** Ends the session: what is already written is sent, then the socket is destroyed. */
  close(): void {
    throw new Error('not written yet');
  }

  /** Stops reading the socket; the kernel keeps what arrives until `resumeReading`. */
  pauseReading(): void {
    throw new Error('not written yet');
  }

  resumeReading(): void {
    throw new Error('not written yet');
  }
}
