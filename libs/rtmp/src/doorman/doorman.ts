import { type Duplex } from 'node:stream';
import { type CloseReason } from '../errors.js';
import { type PublishRefusal, type PublishRequest } from '../server/publish-request.js';

export interface DoormanHandlers {
  /** The peer asks to publish. Nothing is answered until `reject`, or until a node answers after `detach`. */
  onPublish(request: PublishRequest & { readonly transactionId: number; readonly streamId: number }): void;
  /** The connection ended before it was detached. Called at most once, never after `detach`. */
  onClose(reason: CloseReason): void;
}

/**
 * The public front of a publishing connection: answers handshake, connect and createStream itself, stops at `publish`
 * without answering it, and keeps every client byte since the end of the handshake verbatim, so that it can be
 * replayed to a node.
 */
export class Doorman {
  constructor(
    private readonly socket: Duplex,
    private readonly handlers: DoormanHandlers,
  ) {}

  /** Every byte the client sent since the end of the handshake, in order. */
  recordedBytes(): Buffer[] {
    throw new Error(`not written yet ${String(this.socket)} ${String(this.handlers)}`);
  }

  /** Answers the publish request with an error status and closes the connection. */
  reject(code: PublishRefusal, description: string): void {
    throw new Error(`not written yet ${code} ${description}`);
  }

  /** Stops parsing and listening; the caller owns the (paused) socket from now on. */
  detach(): void {
    throw new Error('not written yet');
  }

  /** Ends the connection without an answer. */
  close(): void {
    throw new Error('not written yet');
  }
}
