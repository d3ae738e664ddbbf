import { IconAlertTriangle } from '@tabler/icons-react';
import classes from './problem-box.module.css';

interface ProblemBoxProps {
  readonly message: string;
  readonly hint: string;
  /** It will not work as it is; otherwise it may pass. */
  readonly isRefused: boolean;
}

/** What happened, why that usually is, what to do. */
export function ProblemBox({ message, hint, isRefused }: ProblemBoxProps) {
  return (
    <div className={classes.problem} data-refused={isRefused || undefined}>
      <IconAlertTriangle size={20} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <p className={classes.message}>{message}</p>
        <p className={classes.hint}>{hint}</p>
      </div>
    </div>
  );
}
