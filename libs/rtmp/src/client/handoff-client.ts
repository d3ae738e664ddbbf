import { type Duplex } from 'node:stream';
import { type CloseReason } from '../errors.js';

export interface HandoffHandlers {
  /** The node accepted; `status` is its Publish.Start, ready to be written to the publisher. */
  onStarted(status: Buffer): void;
  /** The node refused the publication. */
  onRefused(code: string, description: string): void;
  /** A later message of the node for the publisher (onStatus), ready to be written to it. */
  onReply(bytes: Buffer): void;
  onClose(reason: CloseReason): void;
}

export interface HandoffOptions {
  /** Sent before the handshake: the PROXY protocol header. */
  readonly preamble?: Buffer;
  /** The publisher's commands, sent right after the handshake. */
  readonly replay: readonly Buffer[];
}

/** Edge side of a node connection: handshakes, replays a publisher, and drops the node's duplicate answers. */
export class HandoffClient {
  constructor(
    private readonly socket: Duplex,
    private readonly handlers: HandoffHandlers,
    private readonly options: HandoffOptions,
  ) {}

  /** Sends publisher bytes on; false means wait for the socket's `drain`. */
  write(bytes: Buffer): boolean {
    throw new Error(`not written yet ${bytes.length} ${String(this.handlers)} ${String(this.options)}`);
  }

  /** Sends what is written, then closes. */
  close(): void {
    this.socket.end();
  }

  destroy(): void {
    this.socket.destroy();
  }
}
