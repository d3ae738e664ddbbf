import { type Route } from '@mid-station/route-table';
import { type CloseReason, HandoffClient } from '@mid-station/rtmp';
import { connect, type Socket } from 'node:net';
import { KEEP_ALIVE_MS, NODE_START_TIMEOUT_MS } from '../limits.js';

/** The node answered, and will not have this publisher. */
export class NodeRefused extends Error {
  override readonly name = 'NodeRefused';
  constructor(
    readonly code: string,
    readonly description: string,
  ) {
    super(`${code}: ${description}`);
  }
}

/** The node could not be reached, or did not start the publication in time. */
export class NodeUnreachable extends Error {
  override readonly name = 'NodeUnreachable';
}

export interface DialOptions {
  /** PROXY protocol header that names the encoder. */
  readonly preamble: Buffer;
  /** The publisher's commands. */
  readonly replay: readonly Buffer[];
  /** Ends the attempt. */
  readonly signal: AbortSignal;
}

/** A started publication on a node. Owns its socket, until `onClose` or until it is closed. */
export class NodeLink {
  /** Write again after `write` returned false. */
  onDrain: () => void = () => undefined;
  /** A message of the node for the encoder. */
  onReply: (bytes: Buffer) => void = () => undefined;
  /** The node ended the connection; with a refusal when it said why. Called at most once, not after `close`. */
  onClose: (refusal: NodeRefused | null) => void = () => undefined;

  private readonly socket: Socket;
  private readonly handoff: HandoffClient;
  private refusal: NodeRefused | null = null;
  private isOver = false;
  private readonly gone: Promise<void>;
  private onGone: () => void = () => undefined;

  private constructor(
    readonly route: Route,
    { preamble, replay }: DialOptions,
    onAnswer: (answer: Buffer | Error) => void,
  ) {
    this.gone = new Promise((resolve) => (this.onGone = resolve));
    this.socket = connect({ host: route.host, port: route.port, noDelay: true });
    this.socket.setKeepAlive(true, KEEP_ALIVE_MS);
    const handlers = {
      onStarted: onAnswer,
      onRefused: (code: string, description: string) => {
        this.refusal = new NodeRefused(code, description);
        onAnswer(this.refusal);
        this.handoff.destroy();
      },
      onReply: (bytes: Buffer) => this.onReply(bytes),
      onDrain: () => this.onDrain(),
      onClose: (reason: CloseReason) => {
        this.onGone();
        onAnswer(new NodeUnreachable(reason.message));
        if (!this.isOver) this.onClose(this.refusal);
        this.isOver = true;
      },
    };
    this.handoff = new HandoffClient(this.socket, handlers, { preamble, replay, timeoutMs: NODE_START_TIMEOUT_MS });
  }

  /**
   * Dials the route's node and publishes there. Resolves with the link and the node's Publish.Start for the encoder;
   * rejects with NodeRefused or NodeUnreachable.
   */
  static dial(route: Route, options: DialOptions): Promise<{ link: NodeLink; status: Buffer }> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => link.destroy();
      const link = new NodeLink(route, options, (answer) => {
        options.signal.removeEventListener('abort', giveUp);
        if (answer instanceof Error) reject(answer);
        else resolve({ link, status: answer });
      });
      options.signal.addEventListener('abort', giveUp);
      if (options.signal.aborted) giveUp();
    });
  }

  /** Sends publisher bytes on; false means wait for `onDrain`. */
  write(bytes: Buffer): boolean {
    return this.handoff.write(bytes);
  }

  /** Sends what is written, then closes. */
  close(): void {
    this.isOver = true;
    this.handoff.close();
  }

  /** The same, and resolves when the node has closed its side too; one that takes longer than this is dropped. */
  async leave(limitMs: number): Promise<void> {
    const timer = setTimeout(() => this.destroy(), limitMs);
    this.close();
    await this.gone;
    clearTimeout(timer);
  }

  destroy(): void {
    this.isOver = true;
    this.handoff.destroy();
  }
}
