import { type Duplex } from 'node:stream';
import { ChunkStreamId, serializeMessage } from '../chunk/serialize.js';
import { type RawMessage } from '../chunk/chunk-stream.js';
import { type CloseReason, ProtocolViolation } from '../errors.js';
import { CHUNK_SIZE_WRITTEN, HANDOFF_TIMEOUT_MS } from '../limits.js';
import { type Command } from '../message/command.js';
import { type ProtocolMessage } from '../message/protocol-message.js';
import { sendWithoutDelay } from '../server/tcp.js';
import { informationOf } from './refusal.js';
import { ReplyReader } from './reply-reader.js';

export interface HandoffHandlers {
  /** The node accepts; `status` is its Publish.Start, ready to be written to the publisher. Publisher bytes may follow. */
  onStarted(status: Buffer): void;
  /** The node refuses the publication, before or after it had started. */
  onRefused(code: string, description: string): void;
  /** A later answer or status of the node for the publisher, ready to be written to it. */
  onReply(bytes: Buffer): void;
  /** `write` may go on after it had returned false. */
  onDrain?(): void;
  /** The connection ended and its socket is destroyed. Called once, last. */
  onClose(reason: CloseReason): void;
}

export interface HandoffOptions {
  /** Sent before the handshake: the PROXY header. */
  readonly preamble?: Buffer;
  /** The publisher's commands, sent right after the handshake: what the doorman recorded, or `restartCommands`. */
  readonly replay: readonly Buffer[];
  /** Milliseconds from now to the node's answer. */
  readonly timeoutMs?: number;
}

/**
 * The edge's connection to a node, on a connected socket that it owns from now on. Shakes hands, replays a publisher's
 * commands, drops the answers that the publisher already had from the doorman, and passes on what is new. Control
 * messages are meant for one hop and end here.
 */
export class HandoffClient {
  private readonly replies: ReplyReader;
  private readonly timer: NodeJS.Timeout;
  private closeReason: CloseReason | null = null;
  private hasStarted = false;

  constructor(
    private readonly socket: Duplex,
    private readonly handlers: HandoffHandlers,
    options: HandoffOptions,
  ) {
    this.replies = new ReplyReader({
      sendRaw: (bytes) => socket.write(bytes),
      sendControl: (message) => this.sendControl(message),
      onHandshakeDone: () => options.replay.forEach((bytes) => socket.write(bytes)),
      onCommand: (command, message) => this.onCommand(command, message),
    });
    this.listen();
    const timeoutMs = options.timeoutMs ?? HANDOFF_TIMEOUT_MS;
    this.timer = setTimeout(() => this.fail('timeout', 'handoff', `no answer within ${timeoutMs} ms`), timeoutMs);
    if (options.preamble) socket.write(options.preamble);
    this.replies.start();
  }

  /** Sends publisher bytes; only after `onStarted`. False means wait for `onDrain`. */
  write(bytes: Buffer): boolean {
    return this.socket.write(bytes);
  }

  /** Sends what is written, then closes. */
  close(): void {
    this.closeReason ??= { kind: 'local', code: 'closed', message: 'The connection was closed.' };
    this.socket.end();
  }

  destroy(): void {
    this.fail('local', 'closed', 'The connection was dropped.');
  }

  private listen(): void {
    sendWithoutDelay(this.socket);
    this.socket.on('data', (bytes: Buffer) => this.onData(bytes));
    this.socket.on('drain', () => this.handlers.onDrain?.());
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      this.closeReason ??= { kind: 'peer', code: error.code ?? 'error', message: error.message };
    });
    const onClose = (): void => {
      clearTimeout(this.timer);
      this.handlers.onClose(this.closeReason ?? { kind: 'peer', code: 'closed', message: 'The node closed it.' });
    };
    this.socket.on('close', onClose);
    if (this.socket.destroyed) process.nextTick(onClose);
  }

  private onData(bytes: Buffer): void {
    try {
      this.replies.push(bytes);
    } catch (error) {
      if (error instanceof ProtocolViolation) return this.fail('violation', error.code, error.message);
      this.fail('bug', 'internal_error', String(error), error);
    }
  }

  private onCommand(command: Command, message: RawMessage): void {
    const { code, level, description } = informationOf(command);
    if (command.name === '_error') return this.handlers.onRefused(code, description);
    if (command.name !== 'onStatus') return this.onAnswer(message);
    if (level === 'error') return this.onRefused(code, description, message);
    if (code !== 'NetStream.Publish.Start' || this.hasStarted) return this.handlers.onReply(toPublisher(message));
    this.hasStarted = true;
    clearTimeout(this.timer);
    this.handlers.onStarted(toPublisher(message));
  }

  /** Before the start the doorman has answered the same; after it nobody else does. */
  private onAnswer(message: RawMessage): void {
    if (this.hasStarted) this.handlers.onReply(toPublisher(message));
  }

  /** Before the start the refusal is the doorman's to pass on; after it nobody else would tell the publisher. */
  private onRefused(code: string, description: string, message: RawMessage): void {
    if (this.hasStarted) this.handlers.onReply(toPublisher(message));
    this.handlers.onRefused(code, description);
  }

  private sendControl(message: ProtocolMessage): void {
    // Only before media flows does a chunk of our own surely not land in the middle of one of the publisher's.
    if (!this.hasStarted) this.socket.write(serialize(message, ChunkStreamId.Control, 0));
  }

  private fail(kind: CloseReason['kind'], code: string, message: string, error?: unknown): void {
    this.closeReason ??= { kind, code, message, error };
    this.replies.stop();
    this.socket.destroy();
  }
}

/** Every chunk size that the publisher may expect is larger than a status, so it always is one chunk. */
function toPublisher({ type, payload, streamId }: RawMessage): Buffer {
  return serialize({ type, payload }, STATUS_CHUNK_STREAM, streamId);
}

const STATUS_CHUNK_STREAM = 5;

function serialize(message: ProtocolMessage, chunkStreamId: number, streamId: number): Buffer {
  return serializeMessage({ ...message, timestamp: 0 }, { chunkSize: CHUNK_SIZE_WRITTEN, chunkStreamId, streamId });
}
