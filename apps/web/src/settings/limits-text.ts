import type { Platform } from '@mid-station/contracts';
import type { Text } from '../language/use-text.js';

/** What the platform takes at most, in one sentence; null when it publishes nothing. */
export function limitsText(limits: Platform['limits'], { t, bitrate, decimal }: Text): string | null {
  const { maxVideoKbps, maxKeyframeIntervalSeconds } = limits;
  const parts = [
    maxVideoKbps !== null && t('targets.limitVideo', { value: bitrate(maxVideoKbps) }),
    maxKeyframeIntervalSeconds !== null &&
      t('targets.limitKeyframe', { seconds: decimal(maxKeyframeIntervalSeconds, 0) }),
  ].filter((part) => part !== false);
  return parts.length === 0 ? null : t('targets.limits', { limits: parts.join(', ') });
}
