import type { TargetCheck } from '@mid-station/contracts';
import { StateBadge } from '../design/state-badge.js';
import { useText } from '../language/use-text.js';
import classes from './check-line.module.css';
import { WhatToDo } from './what-to-do.js';

interface CheckLineProps {
  readonly check: TargetCheck | undefined;
  readonly isChecking: boolean;
}

/** Whether a stream would get through to a target; why not stands in the panel of those that are out of reach. */
export function CheckLine({ check, isChecking }: CheckLineProps) {
  const { t } = useText();
  const blocked = !isChecking && check?.error;
  return (
    <div className={classes.verdict}>
      {isChecking && <StateBadge tone="busy" label={t('preflight.checking')} />}
      {!isChecking && check && !check.error && <StateBadge tone="ok" label={t('preflight.open')} />}
      {blocked && <StateBadge tone="bad" label={t('preflight.blocked')} />}
      {blocked && <WhatToDo />}
    </div>
  );
}
