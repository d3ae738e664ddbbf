export {
  type CloseReason,
  ProtocolViolation,
  TargetError,
  type TargetErrorCode,
  type ViolationCode,
} from './errors.js';
export { MessageType, type MediaMessage, type MediaType } from './message/types.js';
export { type PublishRefusal, type PublishRequest } from './server/publish-request.js';
export { ServerSession, type ServerSessionHandlers, type ServerSessionOptions } from './server/server-session.js';
export { Doorman, type DoormanHandlers, type DoormanOptions } from './doorman/doorman.js';
export { StreamTracker } from './tracker/stream-tracker.js';
export { HandoffClient, type HandoffHandlers, type HandoffOptions } from './client/handoff-client.js';
export { PublisherClient, type PublisherClientOptions } from './client/publisher-client.js';
export {
  ChunkStreamId,
  serializedLength,
  serializeInto,
  serializeMessage,
  type SerializeOptions,
} from './chunk/serialize.js';
export { CHUNK_SIZE_WRITTEN } from './limits.js';
export { inspectVideo, type VideoCodec, type VideoInfo } from './flv/video.js';
export { type AudioCodec, type AudioInfo, inspectAudio } from './flv/audio.js';
export { type AudioConfig, parseAacSequenceHeader } from './flv/aac-config.js';
export { parseAvcSequenceHeader, type VideoConfig } from './flv/avc-config.js';
export { HeaderCache } from './flv/header-cache.js';
export { isMetadata, parseMetadata } from './flv/metadata.js';
export { flvHeader, flvTag } from './flv/muxer.js';
export { parseTargetUrl, type TargetUrl, TargetUrlError } from './url/target-url.js';
export { ingestHandle } from './url/ingest-address.js';
export { ingestKey } from './url/ingest-key.js';
export { LEADS_BACK_DESCRIPTION, leadsBack, markOf, publisherName, type Via, viaOf, withoutVia } from './via/via.js';
export { encodeProxyHeader, type ProxiedAddresses, ProxyHeaderReader } from './proxy-protocol/proxy-header.js';
