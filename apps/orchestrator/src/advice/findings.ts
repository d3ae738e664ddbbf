import {
  codecName,
  type AdviceCode,
  type AdviceValues,
  type Platform,
  type PlatformId,
  type PublisherStatus,
  type TargetStatus,
} from '@mid-station/contracts';
import { RATE_TOLERANCE } from '../limits.js';

export type PlatformLimits = Platform['limits'];
export type LimitsOf = ReadonlyMap<PlatformId, PlatformLimits>;

/** One thing that does not fit, before it is put into words. */
export interface Finding {
  readonly targetId: string | null;
  readonly code: AdviceCode;
  readonly values: AdviceValues;
}

/** What matters of a target. */
export type JudgedTarget = Pick<TargetStatus, 'targetId' | 'platform' | 'state'>;

/**
 * Holds what comes in against what the platforms of all targets that are on take. Of encoders that push each other out none
 * streams for long enough to be judged.
 */
export function findingsOf(
  publisher: PublisherStatus,
  targets: readonly JudgedTarget[],
  limitsOf: LimitsOf,
): Finding[] {
  if (publisher.rivals) return [{ targetId: null, code: 'two_encoders', values: {} }];
  const findings: Finding[] = publisher.audio ? [] : [{ targetId: null, code: 'no_sound', values: {} }];
  for (const { targetId, platform, state } of targets) {
    const limits = limitsOf.get(platform);
    if (state === 'off' || !limits) continue;
    const misfits = [...codecMisfits(publisher, limits), ...rateMisfits(publisher, limits)];
    findings.push(...misfits.map((misfit) => ({ targetId, ...misfit })));
  }
  return findings;
}

type Misfit = Omit<Finding, 'targetId'>;

function codecMisfits({ video, audio }: PublisherStatus, limits: PlatformLimits): Misfit[] {
  const check = (code: AdviceCode, codec: string | undefined, taken: string[]): Misfit[] =>
    codec === undefined || taken.includes(codec)
      ? []
      : [{ code, values: { now: codecName(codec), limit: taken.map(codecName).join(' / ') } }];
  return [
    ...check('video_codec', video?.codec, limits.videoCodecs),
    ...check('audio_codec', audio?.codec, limits.audioCodecs),
  ];
}

function rateMisfits(publisher: PublisherStatus, limits: PlatformLimits): Misfit[] {
  const { bitrateKbps, audioKbps, keyframeIntervalMs } = publisher;
  const check = (code: AdviceCode, now: number | null, limit: number | null, precision: number): Misfit[] =>
    now === null || limit === null || now <= limit * RATE_TOLERANCE
      ? []
      : [{ code, values: { now: Math.round(now / precision) * precision, limit } }];
  return [
    ...check('video_bitrate', bitrateKbps - audioKbps, limits.maxVideoKbps, 100),
    ...check('audio_bitrate', audioKbps, limits.maxAudioKbps, 10),
    ...check(
      'keyframe_interval',
      keyframeIntervalMs && keyframeIntervalMs / 1_000,
      limits.maxKeyframeIntervalSeconds,
      0.5,
    ),
  ];
}
