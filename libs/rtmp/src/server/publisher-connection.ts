import { type Duplex } from 'node:stream';
import { splitAggregate } from '../chunk/aggregate.js';
import { type RawMessage } from '../chunk/chunk-stream.js';
import { ChunkParser } from '../chunk/parser.js';
import { ChunkStreamId, serializeMessage } from '../chunk/serialize.js';
import { type CloseReason, ProtocolViolation } from '../errors.js';
import { ServerHandshake } from '../handshake/server-handshake.js';
import {
  CHUNK_SIZE_WRITTEN,
  COMMAND_BURST_MAX,
  COMMAND_RATE_MAX,
  COMMAND_TIMEOUT_MS,
  FAREWELL_TIMEOUT_MS,
  HANDSHAKE_TIMEOUT_MS,
  REPLY_BACKLOG_BYTES_MAX,
} from '../limits.js';
import { readCommand } from '../message/command.js';
import { acknowledgement, readWindowAckSize } from '../message/control.js';
import { toMediaMessage } from '../message/data.js';
import { type ProtocolMessage } from '../message/protocol-message.js';
import { type MediaMessage, MessageType } from '../message/types.js';
import { answerToUserControl } from '../message/user-control.js';
import { type ProxiedAddresses, ProxyHeaderReader } from '../proxy-protocol/proxy-header.js';
import { TokenBucket } from '../token-bucket.js';
import { Acknowledger } from './acknowledger.js';
import { CommandDesk } from './command-desk.js';
import { type PublishRefusal, type PublishRequest } from './publish-request.js';
import { sendWithoutDelay } from './tcp.js';

/** Bytes that Node reads from a socket at once: after a shorter read nothing more is waiting there. */
const READ_BYTES_MAX = 64 * 1024;

/** Milliseconds that a peer may take for each stage before `publish`. */
export interface ConnectionTimeouts {
  readonly handshakeMs?: number;
  readonly commandMs?: number;
}

export interface ConnectionOptions {
  readonly expectProxyHeader?: boolean;
  readonly timeouts?: ConnectionTimeouts;
}

/** What one publishing connection reports to its user. */
export interface ConnectionHooks {
  /** Raw bytes after the handshake, before they are parsed. */
  onBytes?(bytes: Buffer): void;
  onPublish(request: PublishRequest): void;
  onMedia(message: MediaMessage): void;
  /** What had arrived at the socket is read and delivered. */
  onCaughtUp?(): void;
  onUnpublish(): void;
  /** The socket is destroyed. Called once, last; not after `release`. */
  onClose(reason: CloseReason): void;
}

/**
 * Server side of a publishing connection up to and beyond its publish request: socket, handshake, chunk parser,
 * control messages, commands, and their limits. What a publish request means is up to its hooks.
 */
export class PublisherConnection {
  /** Both ends as the PROXY header named them. */
  proxied: ProxiedAddresses | null = null;

  readonly desk: CommandDesk;
  private readonly acknowledger = new Acknowledger();
  private readonly parser = new ChunkParser((message) => this.onMessage(message));
  private readonly commandRate = new TokenBucket(COMMAND_BURST_MAX, COMMAND_RATE_MAX);
  private proxyHeader: ProxyHeaderReader | null;
  private handshake: ServerHandshake | null = new ServerHandshake();
  private deadline: NodeJS.Timeout;
  private closeReason: CloseReason | null = null;

  constructor(
    private readonly socket: Duplex,
    private readonly hooks: ConnectionHooks,
    private readonly options: ConnectionOptions,
  ) {
    this.proxyHeader = options.expectProxyHeader ? new ProxyHeaderReader() : null;
    this.desk = new CommandDesk({
      reply: (message, chunkStreamId, streamId) => this.reply(message, chunkStreamId, streamId),
      onPublish: (request) => this.onPublish(request),
      onUnpublish: () => this.hooks.onUnpublish(),
      onRefused: (description) => this.end({ kind: 'violation', code: 'command', message: description }),
    });
    this.deadline = this.startDeadline(options.timeouts?.handshakeMs ?? HANDSHAKE_TIMEOUT_MS, 'handshake');
    this.listen();
  }

  /** Bytes received since the end of the handshake. */
  get bytesRead(): number {
    return this.acknowledger.received;
  }

  get isClosing(): boolean {
    return this.closeReason !== null;
  }

  /** Answers the publish request with an error status, then ends the connection. */
  refuse(code: PublishRefusal, description: string): void {
    if (this.closeReason) return;
    this.desk.refuse(code, description);
    this.end({ kind: 'local', code, message: description });
  }

  /** Sends what is written, then ends the connection; it is destroyed when the peer does not follow in time. */
  end(reason: CloseReason): void {
    if (this.closeReason) return;
    this.stop(reason);
    this.socket.end();
    this.socket.resume(); // unread input would turn our FIN into a reset that can overtake the farewell
    this.deadline = setTimeout(() => this.socket.destroy(), FAREWELL_TIMEOUT_MS);
  }

  destroy(reason: CloseReason): void {
    if (!this.closeReason) this.stop(reason);
    this.socket.destroy();
  }

  /** Lets go of the socket: it is paused, and nothing here listens any more. */
  release(): void {
    this.stop({ kind: 'local', code: 'released', message: 'handed over' });
    this.socket.pause();
    this.socket.off('data', this.onData);
    this.socket.off('error', this.onError);
    this.socket.off('close', this.onSocketClose);
  }

  /** Runs code that deals with the peer's bytes: whatever it throws ends this connection only. */
  guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.fail(error);
    }
  }

  private listen(): void {
    sendWithoutDelay(this.socket);
    this.socket.on('data', this.onData);
    this.socket.on('error', this.onError);
    this.socket.on('close', this.onSocketClose);
    if (this.socket.destroyed) process.nextTick(this.onSocketClose);
  }

  private readonly onData = (bytes: Buffer): void => {
    if (!this.closeReason) this.guard(() => this.receive(bytes));
  };

  private readonly onError = (error: NodeJS.ErrnoException): void => {
    if (!this.closeReason) this.stop({ kind: 'peer', code: error.code ?? 'error', message: error.message });
  };

  private readonly onSocketClose = (): void => {
    if (!this.closeReason) this.stop({ kind: 'peer', code: 'closed', message: 'The peer closed the connection.' });
    clearTimeout(this.deadline);
    this.hooks.onClose(this.closeReason!);
  };

  private receive(input: Buffer): void {
    let bytes: Buffer | null = input;
    if (this.proxyHeader) bytes = this.receiveProxyHeader(bytes);
    if (this.handshake && bytes) bytes = this.receiveHandshake(bytes);
    if (bytes && bytes.length > 0) this.receiveChunks(bytes);
  }

  private receiveProxyHeader(bytes: Buffer): Buffer | null {
    const rest = this.proxyHeader!.push(bytes);
    if (!rest) return null;
    this.proxied = this.proxyHeader!.addresses;
    this.proxyHeader = null;
    return rest;
  }

  private receiveHandshake(bytes: Buffer): Buffer | null {
    const rest = this.handshake!.push(bytes, (answer) => this.socket.write(answer));
    if (!rest) return null;
    this.handshake = null;
    clearTimeout(this.deadline);
    this.deadline = this.startDeadline(this.options.timeouts?.commandMs ?? COMMAND_TIMEOUT_MS, 'publish');
    return rest;
  }

  private receiveChunks(bytes: Buffer): void {
    this.acknowledger.count(bytes.length);
    this.hooks.onBytes?.(bytes);
    this.parser.push(bytes);
    if (this.closeReason) return;
    if (this.acknowledger.isDue() && this.socket.writableLength === 0) {
      this.reply(acknowledgement(this.acknowledger.received), ChunkStreamId.Control);
    }
    if (bytes.length < READ_BYTES_MAX) this.hooks.onCaughtUp?.();
  }

  private onMessage({ type, timestamp, streamId, payload }: RawMessage): void {
    switch (type) {
      case MessageType.Command:
      case MessageType.CommandAmf3:
        this.takeCommandToken();
        return this.desk.handle(readCommand(type, payload), streamId);
      case MessageType.Aggregate:
        return splitAggregate(timestamp, payload, (message) => this.hooks.onMedia(message));
      case MessageType.WindowAckSize:
        return this.acknowledger.setWindow(readWindowAckSize(payload));
      case MessageType.UserControl:
        return this.answerUserControl(payload);
      default: {
        const media = toMediaMessage(type, timestamp, payload);
        if (media) this.hooks.onMedia(media);
      }
    }
  }

  private onPublish(request: PublishRequest): void {
    clearTimeout(this.deadline);
    this.parser.allowMedia();
    this.hooks.onPublish(request);
  }

  private answerUserControl(payload: Buffer): void {
    const answer = answerToUserControl(payload);
    if (!answer) return;
    this.takeCommandToken();
    this.reply(answer, ChunkStreamId.Control);
  }

  private takeCommandToken(): void {
    if (this.commandRate.take(1)) return;
    throw new ProtocolViolation('command_rate', `more than ${COMMAND_RATE_MAX} commands a second`);
  }

  private reply(message: ProtocolMessage, chunkStreamId: number, streamId = 0): void {
    if (this.socket.writableLength > REPLY_BACKLOG_BYTES_MAX) {
      return this.fail(new ProtocolViolation('reply_backlog', 'the peer does not read our answers'));
    }
    // Answers before our Set Chunk Size are all shorter than the default size, so they come out the same with this one.
    const chunkSize = CHUNK_SIZE_WRITTEN;
    this.socket.write(serializeMessage({ ...message, timestamp: 0 }, { chunkSize, chunkStreamId, streamId }));
  }

  private startDeadline(milliseconds: number, stage: string): NodeJS.Timeout {
    return setTimeout(() => {
      this.destroy({ kind: 'timeout', code: stage, message: `no ${stage} within ${milliseconds} ms` });
    }, milliseconds);
  }

  private fail(error: unknown): void {
    if (error instanceof ProtocolViolation) {
      this.destroy({ kind: 'violation', code: error.code, message: error.message });
    } else {
      this.destroy({ kind: 'bug', code: 'internal_error', message: String(error), error });
    }
  }

  private stop(reason: CloseReason): void {
    this.closeReason = reason;
    this.parser.stop();
    clearTimeout(this.deadline);
  }
}
