/** What a publisher asked for with `connect` and `publish`. Strings are as received, never decoded or trimmed. */
export interface PublishRequest {
  /** `app` of the connect command. */
  readonly app: string;
  /** `tcUrl` of the connect command, empty when absent. */
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

/** Status codes that make encoders give up instead of retrying at once. */
export type PublishRefusal =
  | 'NetStream.Publish.BadName'
  | 'NetStream.Publish.Rejected'
  | 'NetStream.Publish.Denied'
  | 'NetConnection.Connect.InvalidApp';
