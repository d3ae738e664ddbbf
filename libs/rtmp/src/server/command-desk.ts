import { type AmfObject, type AmfValue } from '../amf0/values.js';
import { ChunkStreamId } from '../chunk/serialize.js';
import { ProtocolViolation } from '../errors.js';
import { ACKNOWLEDGEMENT_WINDOW, CHUNK_SIZE_WRITTEN } from '../limits.js';
import { type Command, command, onStatus } from '../message/command.js';
import { setChunkSize, setPeerBandwidth, windowAckSize } from '../message/control.js';
import { type ProtocolMessage } from '../message/protocol-message.js';
import { streamBegin } from '../message/user-control.js';
import { type PublishRefusal, type PublishRequest, readConnect, readPublish } from './publish-request.js';

/** Writes one answer; message stream 0 unless told otherwise. */
export type Reply = (message: ProtocolMessage, chunkStreamId: number, streamId?: number) => void;

/** What the command desk finds out. */
export interface DeskHooks {
  readonly reply: Reply;
  onPublish(request: PublishRequest): void;
  /** The publisher says goodbye. */
  onUnpublish(): void;
  /** A request that we do not serve was refused; the connection is to be closed. */
  onRefused(description: string): void;
}

/**
 * Answers the commands of one publishing connection in the order that encoders use (Adobe RTMP 1.0, 7.2): connect,
 * releaseStream, FCPublish, createStream, publish. The publish itself is answered by `start` or `refuse`. After the goodbye
 * of one that was started the next may follow: some encoders keep the connection while they are stopped.
 */
export class CommandDesk {
  private connect: AmfObject | null = null;
  private nextStreamId = 1;
  /** Message stream of the publish request, once there is one. */
  private publishStreamId: number | null = null;
  private isStarted = false;

  constructor(private readonly hooks: DeskHooks) {}

  /** Throws ProtocolViolation for commands out of order or without what they need. */
  handle(request: Command, streamId: number): void {
    switch (request.name) {
      case 'connect':
        return this.onConnect(request);
      case 'createStream':
        return this.onCreateStream(request);
      case 'releaseStream':
      case '_checkbw':
        return this.result(request, undefined);
      case 'FCPublish':
        return this.onFcPublish(request);
      case 'publish':
        return this.onPublish(request, streamId);
      case 'FCUnpublish':
      case 'deleteStream':
      case 'closeStream':
        return this.onUnpublish(request, streamId);
      case 'play':
      case 'play2':
        return this.onPlay(streamId);
      default:
        return; // answers of the encoder, and calls that no publisher waits for
    }
  }

  /** NetStream.Publish.Start. */
  start(): void {
    const streamId = this.publishStreamId!;
    this.isStarted = true;
    this.hooks.reply(streamBegin(streamId), ChunkStreamId.Control);
    this.hooks.reply(onStatus('status', 'NetStream.Publish.Start', 'Publishing'), STATUS_CHUNK_STREAM, streamId);
  }

  refuse(code: PublishRefusal | 'NetStream.Play.Failed', description: string): void {
    this.hooks.reply(onStatus('error', code, description), STATUS_CHUNK_STREAM, this.publishStreamId ?? 0);
  }

  private onConnect(request: Command): void {
    if (this.connect) throw new ProtocolViolation('command_order', 'a second connect');
    this.connect = readConnect(request);
    this.hooks.reply(windowAckSize(ACKNOWLEDGEMENT_WINDOW), ChunkStreamId.Control);
    this.hooks.reply(setPeerBandwidth(ACKNOWLEDGEMENT_WINDOW), ChunkStreamId.Control);
    this.hooks.reply(setChunkSize(CHUNK_SIZE_WRITTEN), ChunkStreamId.Control);
    const properties = { fmsVer: 'FMS/3,5,7,7009', capabilities: 31, mode: 1 };
    const information = {
      level: 'status',
      code: 'NetConnection.Connect.Success',
      description: 'Connection succeeded.',
      objectEncoding: 0, // AMF0, whatever was asked for: nothing else is read here
    };
    this.hooks.reply(command('_result', request.transactionId, properties, information), ChunkStreamId.Command);
  }

  private onCreateStream(request: Command): void {
    this.requireConnect();
    this.result(request, this.nextStreamId++);
  }

  private onFcPublish(request: Command): void {
    this.result(request, undefined);
    const information = { level: 'status', code: 'NetStream.Publish.Start', description: 'FCPublish' };
    this.hooks.reply(command('onFCPublish', request.transactionId, null, information), ChunkStreamId.Command);
  }

  private onPublish(request: Command, streamId: number): void {
    const connect = this.requireConnect();
    if (this.publishStreamId !== null) throw new ProtocolViolation('command_order', 'a second publish');
    this.publishStreamId = streamId;
    const publish = readPublish(connect, request);
    if (publish) return this.hooks.onPublish(publish);
    this.refuse('NetStream.Publish.BadName', 'The stream name is not a string.');
    this.hooks.onRefused('publish with a stream name that is not a string');
  }

  private onUnpublish(request: Command, streamId: number): void {
    if (request.name === 'FCUnpublish') this.result(request, undefined);
    if (this.publishStreamId === null || this.isOfAnother(request, streamId)) return;
    if (this.isStarted) this.publishStreamId = null;
    this.isStarted = false;
    this.hooks.onUnpublish();
  }

  /** Encoders that made several streams may put away those that they do not use. */
  private isOfAnother({ name, args }: Command, streamId: number): boolean {
    if (name === 'FCUnpublish') return false;
    const meant = name === 'deleteStream' ? args[1] : streamId;
    return meant !== this.publishStreamId && this.isGiven(meant) && this.isGiven(this.publishStreamId);
  }

  /** Whether a createStream was answered with it. Not all encoders keep to what they were answered. */
  private isGiven(streamId: AmfValue): boolean {
    return typeof streamId === 'number' && streamId >= 1 && streamId < this.nextStreamId;
  }

  private onPlay(streamId: number): void {
    this.requireConnect();
    this.publishStreamId ??= streamId;
    this.refuse('NetStream.Play.Failed', 'Playing is not offered here.');
    this.hooks.onRefused('play instead of publish');
  }

  private requireConnect(): AmfObject {
    if (this.connect) return this.connect;
    throw new ProtocolViolation('command_order', 'a command before connect');
  }

  private result(request: Command, value: AmfValue): void {
    this.hooks.reply(command('_result', request.transactionId, null, value), ChunkStreamId.Command);
  }
}

/** Where Flash servers send onStatus. */
const STATUS_CHUNK_STREAM = 5;
