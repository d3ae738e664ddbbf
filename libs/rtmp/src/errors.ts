/** Why bytes from a peer break the protocol or one of our limits. */
export type ViolationCode =
  | 'handshake_version'
  | 'proxy_header'
  | 'chunk_size'
  | 'chunk_header'
  | 'control_message'
  | 'message_too_large'
  | 'too_many_partial_messages'
  | 'too_many_partial_bytes'
  | 'too_many_chunk_streams'
  | 'too_many_chunks'
  | 'aggregate'
  | 'amf'
  | 'command'
  | 'command_order'
  | 'command_rate'
  | 'early_media'
  | 'reply_backlog'
  | 'reply_rate';

/** The peer sent bytes that break the protocol or exceed a limit. It costs the peer its connection, nothing else. */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation';
  constructor(
    readonly code: ViolationCode,
    message: string,
  ) {
    super(message);
  }
}

/** Why a connection to a target failed, as the product reports it. */
export type TargetErrorCode =
  | 'dns_not_found'
  | 'dns_failed'
  | 'connection_refused'
  | 'connection_timeout'
  | 'network_unreachable'
  | 'address_forbidden'
  | 'tls_name_mismatch'
  | 'tls_untrusted'
  | 'tls_failed'
  | 'handshake_failed'
  | 'handshake_timeout'
  | 'app_unknown'
  | 'key_refused'
  | 'stream_in_use'
  | 'rejected'
  | 'redirected'
  | 'leads_back'
  | 'closed_by_peer'
  | 'connection_reset'
  | 'stalled'
  | 'too_slow'
  | 'protocol_error';

/** A target, or the way to it, failed. The message never contains the stream key. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
  constructor(
    readonly code: TargetErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Why a session ended.
 * - `local`: our side closed it (`close`, `reject`);
 * - `peer`: the other side closed or reset the connection;
 * - `timeout`: the peer was too slow or silent;
 * - `violation`: the peer broke the protocol, `code` is a {@link ViolationCode};
 * - `bug`: our own code threw; `error` holds what was thrown and belongs in the log.
 */
export interface CloseReason {
  readonly kind: 'local' | 'peer' | 'timeout' | 'violation' | 'bug';
  readonly code: string;
  readonly message: string;
  readonly error?: unknown;
}
