import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { problemText } from '../language/error-text.js';
import { useText } from '../language/use-text.js';
import classes from './problem-box.module.css';

interface ProblemBoxProps {
  readonly problem: { readonly code: string; readonly message: string; readonly hint: string };
  /** It will not work as it is; otherwise it may pass. */
  readonly isRefused: boolean;
  readonly children?: ReactNode;
}

/** What happened to a target, why that usually is, what to do. */
export function ProblemBox({ problem, isRefused, children }: ProblemBoxProps) {
  const { t } = useText();
  const { message, hint } = problemText(problem, t);
  return (
    <div className={classes.problem} data-refused={isRefused || undefined}>
      <IconAlertTriangle size={20} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <p className={classes.message}>{message}</p>
        <p className={classes.hint}>{hint}</p>
        {children}
      </div>
    </div>
  );
}
