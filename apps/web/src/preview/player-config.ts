import type Mpegts from 'mpegts.js';

/** What mpegts.js reports with an error: an exception's code and words, where there was one. */
export interface PlayerFailure {
  readonly code?: number;
  readonly msg?: string;
}

/** `DOMException.NOT_SUPPORTED_ERR`: the browser has no decoder for the codec string. */
const NOT_SUPPORTED = 9;

/**
 * Plays as close to the live edge as arrival allows: a little faster while more than `MaxLatency` is in hand, and with a
 * jump when it is seconds. Played picture is thrown away soon, for a page that stays open for hours.
 */
export const playerConfig: Mpegts.Config = {
  enableStashBuffer: false,
  liveSync: true,
  liveSyncMaxLatency: 0.55,
  liveSyncTargetLatency: 0.3,
  liveSyncPlaybackRate: 1.25,
  liveBufferLatencyChasing: true,
  liveBufferLatencyMaxLatency: 2.5,
  liveBufferLatencyMinRemain: 0.4,
  autoCleanupSourceBuffer: true,
  autoCleanupMaxBackwardDuration: 20,
  autoCleanupMinBackwardDuration: 10,
};

/** Whether trying again can help: a missing decoder does not come back. */
export function verdictOn(detail: string, { code }: PlayerFailure): 'unsupported' | 'broken' {
  const unsupported = detail === 'CodecUnsupported' || detail === 'FormatUnsupported';
  return unsupported || (detail === 'MediaMSEError' && code === NOT_SUPPORTED) ? 'unsupported' : 'broken';
}
