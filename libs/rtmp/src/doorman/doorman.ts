import { type Duplex } from 'node:stream';
import { type CloseReason, ProtocolViolation } from '../errors.js';
import { RECORDED_BYTES_MAX, RECORDED_COMMAND_BYTES_MAX } from '../limits.js';
import { remoteAddressOf } from '../server/tcp.js';
import { type PublishRefusal, type PublishRequest } from '../server/publish-request.js';
import { type ConnectionOptions, PublisherConnection } from '../server/publisher-connection.js';

export interface DoormanHandlers {
  /** The peer asks to publish. Nothing is answered until `reject`, or until a node answers after `detach`. */
  onPublish(request: PublishRequest): void;
  /** The connection ended and its socket is destroyed. Called at most once; never after `detach`. */
  onClose(reason: CloseReason): void;
}

export type DoormanOptions = ConnectionOptions;

/**
 * The public front of a publishing connection: answers handshake, connect and createStream itself, stops at `publish`
 * without answering it, and keeps every client byte since the end of the handshake, so that they can be replayed to a
 * node verbatim: chunk headers refer to earlier ones, so no byte may be left out. Owns the socket until `detach`.
 */
export class Doorman {
  private readonly connection: PublisherConnection;
  private readonly recorded: Buffer[] = [];
  private isAsked = false;

  constructor(
    private readonly socket: Duplex,
    handlers: DoormanHandlers,
    options: DoormanOptions = {},
  ) {
    const hooks = {
      onBytes: (bytes: Buffer) => this.record(bytes),
      onPublish: (request: PublishRequest) => {
        this.isAsked = true;
        handlers.onPublish(request);
      },
      onMedia: () => undefined,
      onUnpublish: () => undefined,
      onClose: (reason: CloseReason) => handlers.onClose(reason),
    };
    this.connection = new PublisherConnection(socket, hooks, options);
  }

  /** Address of the client: the PROXY header's when one was read, else the socket's. */
  get remoteAddress(): string | undefined {
    return this.connection.proxied?.sourceAddress ?? remoteAddressOf(this.socket);
  }

  /** Every byte that the client sent since the end of the handshake, in order. */
  recordedBytes(): readonly Buffer[] {
    return this.recorded;
  }

  /** Answers the publish request with an error status and closes the connection. */
  reject(code: PublishRefusal, description: string): void {
    this.connection.refuse(code, description);
  }

  /** Stops parsing and listening; the caller owns the socket, paused, from now on. */
  detach(): void {
    this.connection.release();
  }

  /** Ends the connection without an answer. */
  close(): void {
    this.connection.end({ kind: 'local', code: 'closed', message: 'The connection was closed.' });
  }

  private record(bytes: Buffer): void {
    this.recorded.push(bytes);
    const total = this.connection.bytesRead;
    if (this.isAsked && total > RECORDED_BYTES_MAX) this.socket.pause();
    if (!this.isAsked && total > RECORDED_COMMAND_BYTES_MAX) {
      throw new ProtocolViolation('early_media', `more than ${RECORDED_COMMAND_BYTES_MAX} bytes before publish`);
    }
  }
}
