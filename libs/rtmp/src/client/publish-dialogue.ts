import { type AmfObject, type AmfValue } from '../amf0/values.js';
import { ChunkStreamId } from '../chunk/serialize.js';
import { ProtocolViolation, type TargetError } from '../errors.js';
import { ACKNOWLEDGEMENT_WINDOW, CHUNK_SIZE_WRITTEN } from '../limits.js';
import { command, type Command } from '../message/command.js';
import { setChunkSize, windowAckSize } from '../message/control.js';
import { type ProtocolMessage } from '../message/protocol-message.js';
import { type TargetUrl } from '../url/target-url.js';
import { publisherName, type Via } from '../via/via.js';
import { informationOf, toRefusal } from './refusal.js';

export interface DialogueHooks {
  send(message: ProtocolMessage, chunkStreamId: number, streamId?: number): void;
  onStarted(): void;
  onRefused(error: TargetError): void;
}

const CONNECT = 1;
const RELEASE_STREAM = 2;
const FC_PUBLISH = 3;
const CREATE_STREAM = 4;
const PUBLISH = 5;
const FC_UNPUBLISH = 6;
const DELETE_STREAM = 7;

/**
 * How far the conversation is; `publish` is the stage in which a silent close means a refused key, `connected` the end of one
 * without a key.
 */
export type DialogueStage = 'handshake' | 'connect' | 'connected' | 'create' | 'publish' | 'started';

/**
 * The commands of a publisher in the order that platforms expect: connect; then releaseStream, FCPublish and
 * createStream at once; then publish with the stream id that came back. Only connect and createStream are waited for,
 * because servers leave the others unanswered. Without a key it ends when connect is answered.
 */
export class PublishDialogue {
  stage: DialogueStage = 'handshake';
  /** Message stream that createStream returned. */
  streamId = 0;

  constructor(
    private readonly url: TargetUrl,
    private readonly key: string | null,
    private readonly hooks: DialogueHooks,
    private readonly via: Via = [],
  ) {}

  private get secrets(): string[] {
    return this.key === null ? [] : [this.key];
  }

  /** Begins after the handshake. */
  start(): void {
    this.stage = 'connect';
    this.hooks.send(setChunkSize(CHUNK_SIZE_WRITTEN), ChunkStreamId.Control);
    const { app, tcUrl } = this.url;
    const params: AmfObject = { app, type: 'nonprivate', flashVer: publisherName(this.via), swfUrl: tcUrl, tcUrl };
    this.hooks.send(command('connect', CONNECT, params), ChunkStreamId.Command);
  }

  /** Throws ProtocolViolation when an answer lacks what it must carry. */
  handle(answer: Command): void {
    switch (answer.name) {
      case '_result':
        return this.onResult(answer);
      case '_error':
        return this.onError(answer);
      case 'onStatus':
        return this.onStatus(answer);
      case 'close':
        return this.hooks.onRefused(toRefusal(answer, this.secrets));
    }
  }

  /** The publisher's goodbye. */
  stop(): void {
    if (this.stage !== 'started') return;
    this.hooks.send(command('FCUnpublish', FC_UNPUBLISH, null, this.key), ChunkStreamId.Command);
    this.hooks.send(command('deleteStream', DELETE_STREAM, null, this.streamId), ChunkStreamId.Command);
  }

  private onResult(answer: Command): void {
    const { transactionId } = answer;
    if (this.stage === 'connect' && isAnswerTo(CONNECT, transactionId)) {
      return this.key === null ? this.finish('connected') : this.create();
    }
    // A server that answers everything with transaction 0 is told apart by what it returns: only this is a number.
    const streamId = answer.args[1];
    if (this.stage !== 'create' || !isAnswerTo(CREATE_STREAM, transactionId)) return;
    if (isStreamId(streamId)) return this.publish(streamId);
    if (transactionId === CREATE_STREAM) throw new ProtocolViolation('command', 'createStream returned no stream id');
  }

  private onError(answer: Command): void {
    const { transactionId } = answer;
    const isOptional = transactionId === RELEASE_STREAM || transactionId === FC_PUBLISH;
    if (!isOptional && this.stage !== 'started') this.hooks.onRefused(toRefusal(answer, this.secrets));
  }

  private onStatus(answer: Command): void {
    const { code, level } = informationOf(answer);
    if (code === 'NetStream.Publish.Start' && this.stage === 'publish') {
      return this.finish('started');
    }
    const isEnd = level === 'error' || FATAL_STATUS.test(code);
    if (isEnd) this.hooks.onRefused(toRefusal(answer, this.secrets));
  }

  private finish(stage: 'connected' | 'started'): void {
    this.stage = stage;
    this.hooks.onStarted();
  }

  private create(): void {
    this.stage = 'create';
    this.hooks.send(windowAckSize(ACKNOWLEDGEMENT_WINDOW), ChunkStreamId.Control);
    this.hooks.send(command('releaseStream', RELEASE_STREAM, null, this.key), ChunkStreamId.Command);
    this.hooks.send(command('FCPublish', FC_PUBLISH, null, this.key), ChunkStreamId.Command);
    this.hooks.send(command('createStream', CREATE_STREAM, null), ChunkStreamId.Command);
  }

  private publish(streamId: number): void {
    this.stage = 'publish';
    this.streamId = streamId;
    this.hooks.send(command('publish', PUBLISH, null, this.key, 'live'), ChunkStreamId.Publish, streamId);
  }
}

/** Statuses that end a publication even when they are not marked as errors. */
const FATAL_STATUS = /Publish\.(BadName|Rejected|Denied)|Connect\.(Rejected|InvalidApp|Closed|AppShutdown|Failed)/;

/** Message stream ids have four bytes (Adobe RTMP 1.0, 5.3.1.2.1); AMF numbers may be anything. */
function isStreamId(value: AmfValue): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffffffff;
}

function isAnswerTo(expected: number, transactionId: number): boolean {
  return transactionId === expected || transactionId === 0;
}
