import { type AmfObject, type AmfValue, isAmfObject } from '../amf0/values.js';
import { ProtocolViolation } from '../errors.js';
import { type Command } from '../message/command.js';

/** What a publisher asked for with `connect` and `publish`. Strings are as received, never decoded or trimmed. */
export interface PublishRequest {
  /** `app` of the connect command. */
  readonly app: string;
  /** `tcUrl` of the connect command, empty when absent. May be quoted or malformed: for reports only. */
  readonly tcUrl: string;
  /** First argument of `publish`: the stream key. A secret. */
  readonly streamName: string;
  /** Second argument of `publish`, `live` when absent. */
  readonly publishType: string;
  /** `flashVer` of the connect command: the encoder's name. */
  readonly encoder?: string;
  /** The whole connect command object. */
  readonly connectParams: Readonly<Record<string, unknown>>;
}

/** Status codes on which encoders give up instead of trying again at once. */
export type PublishRefusal =
  | 'NetStream.Publish.BadName'
  | 'NetStream.Publish.Rejected'
  | 'NetStream.Publish.Denied'
  | 'NetConnection.Connect.InvalidApp';

/** The command object of `connect`. Throws ProtocolViolation when there is none or it names no app. */
export function readConnect(command: Command): AmfObject {
  const params = command.args[0];
  if (!isAmfObject(params) || typeof params['app'] !== 'string') {
    throw new ProtocolViolation('command', 'connect without an app');
  }
  return params;
}

/** The request that `connect` and `publish` make together; null when the stream name is not a string. */
export function readPublish(connect: AmfObject, publish: Command): PublishRequest | null {
  const [, streamName, publishType] = publish.args;
  if (typeof streamName !== 'string') return null;
  const encoder = text(connect['flashVer']);
  return {
    app: text(connect['app']) ?? '',
    tcUrl: text(connect['tcUrl']) ?? text(connect['tcurl']) ?? '',
    streamName,
    publishType: text(publishType) ?? 'live',
    ...(encoder !== undefined && { encoder }),
    connectParams: connect,
  };
}

function text(value: AmfValue): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
