import { type Duplex } from 'node:stream';
import { type CloseReason } from '../errors.js';
import { PUBLISHER_IDLE_TIMEOUT_MS } from '../limits.js';
import { type MediaMessage } from '../message/types.js';
import { remoteAddressOf } from './tcp.js';
import { EarlyMedia } from './early-media.js';
import { type PublishRefusal, type PublishRequest } from './publish-request.js';
import { type ConnectionTimeouts, PublisherConnection } from './publisher-connection.js';

export interface ServerSessionHandlers {
  /** The peer asks to publish; answer with `accept` or `reject`, now or later. Called again only after `onUnpublish`. */
  onPublish(request: PublishRequest): void;
  /** One message of the accepted publication. The payload is valid only during the call. */
  onMedia(message: MediaMessage): void;
  /** All media that had arrived is delivered: what is gathered may be passed on. */
  onCaughtUp?(): void;
  /** The publisher said that it ends (FCUnpublish, deleteStream, closeStream). Called at most once for each `accept`. */
  onUnpublish?(): void;
  /** The session is over and its socket destroyed. Called exactly once, last. */
  onClose(reason: CloseReason): void;
}

export interface ServerSessionOptions {
  /** The first bytes are a PROXY protocol v2 header that names the real client. */
  readonly expectProxyHeader?: boolean;
  /** Milliseconds for each stage; the defaults are in limits.ts. */
  readonly timeouts?: ConnectionTimeouts & { readonly idleMs?: number };
}

type State = 'commands' | 'asked' | 'publishing' | 'ended';

/**
 * The server side of one publishing connection. Owns the socket: whatever ends the session destroys it. An exception
 * thrown by a handler, like one of our own, ends this session with reason `bug` and nothing else.
 */
export class ServerSession {
  private readonly connection: PublisherConnection;
  private readonly early = new EarlyMedia();
  private state: State = 'commands';
  private idleTimer: NodeJS.Timeout | null = null;

  constructor(
    private readonly socket: Duplex,
    private readonly handlers: ServerSessionHandlers,
    private readonly options: ServerSessionOptions = {},
  ) {
    this.connection = new PublisherConnection(
      socket,
      {
        onPublish: (request) => this.onPublish(request),
        onMedia: (message) => this.onMedia(message),
        onCaughtUp: () => this.onCaughtUp(),
        onUnpublish: () => this.onUnpublish(),
        onClose: (reason) => this.onClose(reason),
      },
      options,
    );
  }

  /** Address of the client: the PROXY header's when one was read, else the socket's. */
  get remoteAddress(): string | undefined {
    return this.connection.proxied?.sourceAddress ?? remoteAddressOf(this.socket);
  }

  /** Bytes received since the end of the handshake. */
  get bytesRead(): number {
    return this.connection.bytesRead;
  }

  /** Answers the publish request with NetStream.Publish.Start; media that came early is delivered at once. */
  accept(): void {
    if (this.state !== 'asked' || this.connection.isClosing) return;
    this.state = 'publishing';
    this.connection.desk.start();
    this.connection.guard(() => this.early.drain((message) => this.handlers.onMedia(message)));
    if (!this.connection.isClosing) this.socket.resume();
    this.watchIdle(this.bytesRead);
  }

  /** Answers the publish request with an error status and closes the connection. */
  reject(code: PublishRefusal, description: string): void {
    this.state = 'ended';
    this.connection.refuse(code, description);
  }

  /** Ends the session: what is written is sent, then the socket is destroyed. */
  close(): void {
    this.connection.end({ kind: 'local', code: 'closed', message: 'The session was closed.' });
  }

  private onPublish(request: PublishRequest): void {
    this.state = 'asked';
    this.handlers.onPublish(request);
  }

  private onMedia(message: MediaMessage): void {
    if (this.state === 'publishing') return this.handlers.onMedia(message);
    if (this.state === 'asked' && !this.early.keep(message) && !this.connection.isClosing) this.socket.pause();
  }

  private onCaughtUp(): void {
    if (this.state === 'publishing') this.handlers.onCaughtUp?.();
  }

  private onUnpublish(): void {
    if (this.state === 'publishing') this.handlers.onUnpublish?.();
    this.state = 'ended';
  }

  private onClose(reason: CloseReason): void {
    this.state = 'ended';
    if (this.idleTimer) clearTimeout(this.idleTimer);
    this.handlers.onClose(reason);
  }

  /** Any byte is a sign of life. */
  private watchIdle(seen: number): void {
    const idleMs = this.options.timeouts?.idleMs ?? PUBLISHER_IDLE_TIMEOUT_MS;
    clearTimeout(this.idleTimer ?? undefined);
    this.idleTimer = setTimeout(() => {
      if (this.bytesRead !== seen) return this.watchIdle(this.bytesRead);
      this.connection.destroy({ kind: 'timeout', code: 'idle', message: `nothing received for ${idleMs} ms` });
    }, idleMs);
  }
}
