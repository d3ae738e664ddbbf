import type { EncoderRefusal } from '@mid-station/contracts';
import { ProblemBox } from '../design/problem-box.js';
import { useText } from '../language/use-text.js';

/** Why the encoder was sent away, until one is taken again. */
export function RefusalNotice({ refusal }: { readonly refusal: EncoderRefusal }) {
  const { t, bitrate } = useText();
  const { code, limitKbps } = refusal;
  return (
    <div role="alert">
      <ProblemBox
        isRefused
        message={t(`refusal.${code}.message`, { limit: bitrate(limitKbps) })}
        hint={t(`refusal.${code}.hint`)}
      />
    </div>
  );
}
