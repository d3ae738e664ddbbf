import { type RawMessage } from '../chunk/chunk-stream.js';
import { ChunkParser } from '../chunk/parser.js';
import { ChunkStreamId, serializeMessage } from '../chunk/serialize.js';
import { splitAggregate } from '../chunk/aggregate.js';
import { HeaderCache } from '../flv/header-cache.js';
import { inspectVideo } from '../flv/video.js';
import { CHUNK_SIZE_DEFAULT, CHUNK_SIZE_WRITTEN } from '../limits.js';
import { readCommand } from '../message/command.js';
import { acknowledgement, readWindowAckSize, setChunkSize } from '../message/control.js';
import { toMediaMessage } from '../message/data.js';
import { type ProtocolMessage } from '../message/protocol-message.js';
import { type MediaMessage, MessageType } from '../message/types.js';
import { answerToUserControl } from '../message/user-control.js';
import { Acknowledger } from '../server/acknowledger.js';

const CHUNK_STREAM_OF = {
  [MessageType.Audio]: ChunkStreamId.Audio,
  [MessageType.Video]: ChunkStreamId.Video,
  [MessageType.Data]: ChunkStreamId.Data,
} as const;

/**
 * Follows a publisher's chunk stream while its raw bytes are forwarded: keeps the commands that set the publication up
 * and the newest headers, and can restart the publication on a new connection, where the publisher's own bytes would
 * make no sense because their chunk headers refer to what the old connection carried.
 *
 * Feed it with everything the publisher sends after the handshake, beginning with what the doorman recorded.
 */
export class StreamTracker {
  private readonly parser = new ChunkParser((message) => this.onMessage(message));
  private readonly acknowledger = new Acknowledger();
  private readonly headers = new HeaderCache();
  private readonly commands: RawMessage[] = [];
  private publishStreamId: number | null = null;
  private hasVideo = false;
  private write: ((bytes: Buffer) => void) | null = null;
  /** Takes over from `write` at the next start. */
  private nextWrite: ((bytes: Buffer) => void) | null = null;
  private pong: ProtocolMessage | null = null;

  constructor() {
    this.parser.allowMedia();
  }

  /** Takes the next bytes of the publisher. Throws ProtocolViolation; its connection is then of no more use. */
  push(bytes: Buffer): void {
    this.acknowledger.count(bytes.length);
    this.parser.push(bytes);
  }

  /**
   * What the publisher is to be sent now: the acknowledgement, once each time its window has passed, and the answer to its
   * newest ping; otherwise null. The nodes' own replies of this kind end at the edge.
   */
  takeReply(): Buffer | null {
    const owed: ProtocolMessage[] = [];
    if (this.acknowledger.isDue()) owed.push(acknowledgement(this.acknowledger.received));
    if (this.pong) owed.push(this.pong);
    this.pong = null;
    return owed.length === 0 ? null : Buffer.concat(owed.map(toControl));
  }

  /** The publisher's commands from connect to publish as a chunk stream of their own: what a new node is sent first. */
  restartCommands(): Buffer {
    const size = serializeMessage(
      { ...setChunkSize(CHUNK_SIZE_WRITTEN), timestamp: 0 },
      { chunkSize: CHUNK_SIZE_DEFAULT, chunkStreamId: ChunkStreamId.Control, streamId: 0 },
    );
    const commands = this.commands.map((command) => serialize(command, ChunkStreamId.Command, command.streamId));
    return Buffer.concat([size, ...commands]);
  }

  /**
   * From now on every pushed message leaves through `write`, with absolute headers, as soon as it is complete. The first
   * is the next keyframe of the first track (of an audio-only stream: the next message), preceded by the headers.
   * Until then the `write` of an earlier restart is served as before. The bytes belong to the callee.
   */
  restart(write: (bytes: Buffer) => void): void {
    this.nextWrite = write;
  }

  /** Stops handing out messages until the next `restart`; what is pushed meanwhile only updates the headers. */
  hold(): void {
    this.write = null;
    this.nextWrite = null;
  }

  private onMessage(message: RawMessage): void {
    switch (message.type) {
      case MessageType.Command:
      case MessageType.CommandAmf3:
        return this.onCommand(message);
      case MessageType.WindowAckSize:
        return this.acknowledger.setWindow(readWindowAckSize(message.payload));
      case MessageType.UserControl:
        this.pong = answerToUserControl(message.payload) ?? this.pong;
        return;
      case MessageType.Aggregate:
        return splitAggregate(message.timestamp, message.payload, (media) => this.onMedia(media));
      default: {
        const media = toMediaMessage(message.type, message.timestamp, message.payload);
        if (media) this.onMedia(media);
      }
    }
  }

  private onCommand(message: RawMessage): void {
    if (this.publishStreamId !== null) {
      return this.write?.(serialize(message, ChunkStreamId.Command, message.streamId));
    }
    this.commands.push({ ...message, timestamp: 0, payload: Buffer.from(message.payload) });
    const { name } = readCommand(message.type, message.payload);
    if (name === 'publish') this.publishStreamId = message.streamId;
  }

  private onMedia(message: MediaMessage): void {
    const isHeader = this.headers.update(message);
    if (message.type === MessageType.Video) this.hasVideo = true;
    if (this.nextWrite && !isHeader && this.isStart(message)) this.start(message.timestamp);
    this.forward(message);
  }

  private start(timestamp: number): void {
    this.write = this.nextWrite;
    this.nextWrite = null;
    for (const header of this.headers.messages(timestamp)) this.forward(header);
  }

  private isStart({ type, payload }: MediaMessage): boolean {
    if (!this.hasVideo) return type === MessageType.Audio;
    if (type !== MessageType.Video) return false;
    const { isKeyframe, trackId } = inspectVideo(payload);
    return isKeyframe && trackId === this.headers.firstVideoTrack();
  }

  private forward(message: MediaMessage): void {
    this.write?.(serialize(message, CHUNK_STREAM_OF[message.type], this.publishStreamId ?? 0));
  }
}

function toControl(message: ProtocolMessage): Buffer {
  return serialize({ ...message, timestamp: 0 }, ChunkStreamId.Control, 0);
}

function serialize(message: Omit<RawMessage, 'streamId'>, chunkStreamId: number, streamId: number): Buffer {
  return serializeMessage(message, { chunkSize: CHUNK_SIZE_WRITTEN, chunkStreamId, streamId });
}
