import type { EncoderRefusal } from '@mid-station/contracts';
import { Panel } from '../design/panel.js';
import { useText } from '../language/use-text.js';
import { ProblemBox } from '../settings/problem-box.js';

/** Why the encoder was sent away, until one is taken again. */
export function RefusalNotice({ refusal }: { readonly refusal: EncoderRefusal }) {
  const { t, bitrate } = useText();
  const { code, limitKbps } = refusal;
  return (
    <Panel title={t(`refusal.${code}.title`)} id="refusal">
      <div role="alert">
        <ProblemBox
          isRefused
          message={t(`refusal.${code}.message`, { limit: bitrate(limitKbps) })}
          hint={t(`refusal.${code}.hint`)}
        />
      </div>
    </Panel>
  );
}
