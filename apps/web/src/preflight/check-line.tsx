import type { TargetCheck } from '@mid-station/contracts';
import { StateBadge } from '../design/state-badge.js';
import { problemText } from '../language/error-text.js';
import { useText } from '../language/use-text.js';
import { ProblemBox } from '../settings/problem-box.js';
import classes from './check-line.module.css';

interface CheckLineProps {
  readonly check: TargetCheck | undefined;
  readonly isChecking: boolean;
}

/** Whether a stream would get through to a target, and if not, why. */
export function CheckLine({ check, isChecking }: CheckLineProps) {
  const { t } = useText();
  if (isChecking) return <Verdict tone="busy" label={t('preflight.checking')} />;
  if (!check) return null;
  if (!check.error) return <Verdict tone="ok" label={t('preflight.open')} />;
  return (
    <>
      <Verdict tone="bad" label={t('preflight.blocked')} />
      <ProblemBox {...problemText(check.error, t)} isRefused />
    </>
  );
}

function Verdict(badge: { readonly tone: 'busy' | 'ok' | 'bad'; readonly label: string }) {
  return (
    <div className={classes.verdict}>
      <StateBadge {...badge} />
    </div>
  );
}
