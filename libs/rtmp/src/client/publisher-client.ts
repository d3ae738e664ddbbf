import { type Socket } from 'node:net';
import { ChunkStreamId, serializeMessage } from '../chunk/serialize.js';
import { ProtocolViolation, TargetError } from '../errors.js';
import {
  CHUNK_SIZE_DEFAULT,
  CHUNK_SIZE_WRITTEN,
  TARGET_CLOSE_TIMEOUT_MS,
  TARGET_HANDSHAKE_TIMEOUT_MS,
  TARGET_STALL_TIMEOUT_MS,
} from '../limits.js';
import { type ProtocolMessage } from '../message/protocol-message.js';
import { MessageType } from '../message/types.js';
import { toConnectionError } from './connect-errors.js';
import { dial, type DialOptions } from './dial.js';
import { type DialogueHooks, PublishDialogue } from './publish-dialogue.js';
import { ReplyReader } from './reply-reader.js';
import { type Via } from '../via/via.js';

export interface PublisherClientOptions extends DialOptions {
  /** Stream key, sent byte for byte. Null goes as far as connect and publishes nothing: to see whether the way is open. */
  readonly key: string | null;
  /** The streams that this one has come through, itself among them. */
  readonly via?: Via;
  /** Sent before the handshake: a PROXY header, for a server that stands behind a proxy. */
  readonly preamble?: Buffer;
  /** Milliseconds from the connection to Publish.Start, and without progress while data waits. */
  readonly timeouts?: { readonly handshakeMs?: number; readonly stallMs?: number };
}

/**
 * Publishes one stream to one target over RTMP or RTMPS. Used once: after a failure make a new one.
 *
 * It never queues more than the kernel and one `write`: when `write` returns false, wait for `onDrain`. A connection in
 * which nothing moves for ten seconds although data waits ends with `stalled`; going on writing hides that.
 */
export class PublisherClient {
  /** `write` may be called again. Sometimes called without need. */
  onDrain: () => void = () => undefined;
  /**
   * The connection ended after `open` had resolved: null after `close`, else why, a TargetError unless the mistake is ours.
   * Called at most once.
   */
  onClose: (error: Error | null) => void = () => undefined;

  /** Largest chunk payload that `write` may carry, in bytes. */
  readonly chunkSize = CHUNK_SIZE_WRITTEN;

  private socket: Socket | null = null;
  private readonly dialogue: PublishDialogue;
  private readonly replies: ReplyReader;
  private announcedChunkSize = CHUNK_SIZE_DEFAULT;
  private settleOpen: ((error: Error | null) => void) | null = null;
  private failure: Error | null = null;
  private hasOpened = false;
  private isClosing = false;
  private readonly aborter = new AbortController();

  constructor(private readonly options: PublisherClientOptions) {
    const hooks: DialogueHooks = {
      send: (message, chunkStreamId, streamId) => this.send(message, chunkStreamId, streamId),
      onStarted: () => this.settleOpen?.(null),
      onRefused: (error) => this.fail(error),
    };
    this.dialogue = new PublishDialogue(options.url, options.key, hooks, options.via);
    this.replies = new ReplyReader({
      sendRaw: (bytes) => this.socket?.write(bytes),
      sendControl: (message) => this.sendControl(message),
      onHandshakeDone: () => this.dialogue.start(),
      onCommand: (answer) => this.dialogue.handle(answer),
    });
  }

  /** Message stream id that the target returned, known once open. */
  get streamId(): number {
    return this.dialogue.streamId;
  }

  /** Bytes written but not yet taken by the kernel. */
  get bufferedBytes(): number {
    return this.socket?.writableLength ?? 0;
  }

  /**
   * Resolves at NetStream.Publish.Start, without a key when connect is answered. Rejects with TargetError, with the signal's
   * reason, or with an exception of ours. Called once.
   */
  async open(signal?: AbortSignal): Promise<void> {
    const either = signal ? AbortSignal.any([signal, this.aborter.signal]) : this.aborter.signal;
    const socket = await dial(this.options, either);
    if (either.aborted) socket.destroy(); // after it connected, before anybody here was told
    either.throwIfAborted();
    this.attach(socket);
    const onAbort = (): void => this.destroy();
    either.addEventListener('abort', onAbort);
    try {
      await this.negotiate();
    } finally {
      either.removeEventListener('abort', onAbort);
      if (signal?.aborted) this.destroy();
      signal?.throwIfAborted();
    }
    this.hasOpened = true;
  }

  /**
   * Sends serialised chunks, all of them even when it returns false: that means wait for `onDrain` before the next. Each
   * call takes whole chunks: between two calls a control message of ours may be sent.
   */
  write(chunkBytes: Buffer | readonly Buffer[]): boolean {
    const { socket } = this;
    if (!socket?.writable) return false;
    if (Buffer.isBuffer(chunkBytes)) socket.write(chunkBytes);
    else this.writeTogether(socket, chunkBytes);
    // The stream asks for a drain even when the kernel has already taken everything.
    return socket.writableLength === 0 || !socket.writableNeedDrain;
  }

  /** Says goodbye (FCUnpublish, deleteStream), sends FIN, and resolves when the socket is gone; bounded in time. */
  async close(): Promise<void> {
    const { socket } = this;
    const isOpen = this.dialogue.stage === 'started' || this.dialogue.stage === 'connected';
    if (!socket || socket.destroyed || !isOpen) return this.destroy();
    const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    if (!this.isClosing) {
      this.dialogue.stop();
      this.isClosing = true;
      socket.end();
    }
    const timer = setTimeout(() => socket.destroy(), TARGET_CLOSE_TIMEOUT_MS);
    await gone;
    clearTimeout(timer);
  }

  /** Drops the connection at once. */
  destroy(): void {
    this.isClosing = true;
    this.aborter.abort(new TargetError('closed_by_peer', 'The connection was dropped on this side.'));
    this.socket?.destroy();
  }

  private writeTogether(socket: Socket, buffers: readonly Buffer[]): void {
    socket.cork();
    for (const bytes of buffers) socket.write(bytes);
    socket.uncork();
  }

  private attach(socket: Socket): void {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.onData(bytes));
    socket.on('drain', () => this.onDrain());
    socket.on('error', (error) => {
      if (!this.isClosing) this.failure ??= toConnectionError(error);
    });
    socket.on('close', () => this.onSocketClose());
    socket.on('timeout', () => this.onQuiet());
    if (socket.destroyed) process.nextTick(() => this.onSocketClose());
    socket.setTimeout(this.options.timeouts?.stallMs ?? TARGET_STALL_TIMEOUT_MS);
  }

  private async negotiate(): Promise<void> {
    const timeoutMs = this.options.timeouts?.handshakeMs ?? TARGET_HANDSHAKE_TIMEOUT_MS;
    const timer = setTimeout(() => {
      this.fail(new TargetError('handshake_timeout', `The server did not let us publish within ${timeoutMs} ms.`));
    }, timeoutMs);
    try {
      await new Promise<void>((resolve, reject) => {
        this.settleOpen = (error) => {
          this.settleOpen = null;
          if (error) reject(error);
          else resolve();
        };
        if (this.options.preamble) this.socket?.write(this.options.preamble);
        this.replies.start();
      });
    } finally {
      clearTimeout(timer);
    }
  }

  private onData(bytes: Buffer): void {
    if (this.failure) return;
    try {
      this.replies.push(bytes);
    } catch (error) {
      // Whatever a server's bytes bring to light costs this connection and nothing else.
      this.fail(error instanceof ProtocolViolation ? toProtocolError(error) : (error as Error));
    }
  }

  private onQuiet(): void {
    if (this.bufferedBytes === 0) return;
    this.fail(new TargetError('stalled', 'The server keeps the connection open but takes nothing.'));
  }

  private onSocketClose(): void {
    this.replies.stop();
    if (this.settleOpen) return this.settleOpen(this.failure ?? this.silentClose());
    if (!this.hasOpened) return;
    const isOurs = this.isClosing && !this.failure;
    this.onClose(isOurs ? null : (this.failure ?? this.silentClose()));
  }

  private silentClose(): TargetError {
    switch (this.dialogue.stage) {
      case 'publish':
        return new TargetError('key_refused', 'The server closed the connection when it was given the stream key.');
      case 'started':
        return new TargetError('closed_by_peer', 'The server closed the connection.');
      case 'handshake':
        return new TargetError('handshake_failed', 'The server closed the connection during the RTMP handshake.');
      default:
        return new TargetError('closed_by_peer', 'The server closed the connection before it was asked to publish.');
    }
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.replies.stop();
    this.socket?.destroy();
  }

  private send(message: ProtocolMessage, chunkStreamId: number, streamId = 0): void {
    const chunkSize = this.announcedChunkSize;
    this.socket?.write(serializeMessage({ ...message, timestamp: 0 }, { chunkSize, chunkStreamId, streamId }));
    if (message.type === MessageType.SetChunkSize) this.announcedChunkSize = this.chunkSize;
  }

  private sendControl(message: ProtocolMessage): void {
    if (this.bufferedBytes === 0) this.send(message, ChunkStreamId.Control);
  }
}

function toProtocolError(error: ProtocolViolation): TargetError {
  const code = error.code === 'handshake_version' ? 'handshake_failed' : 'protocol_error';
  return new TargetError(code, `The server does not speak RTMP properly: ${error.message}`, { cause: error });
}
