import classes from './state-badge.module.css';

/** How a state feels, which decides its colour: nothing on the page but the air itself is solid red. */
export type Tone = 'air' | 'ok' | 'busy' | 'bad' | 'idle';

interface StateBadgeProps {
  readonly tone: Tone;
  readonly label: string;
  readonly large?: boolean;
}

/** A state as a word and a lamp. */
export function StateBadge({ tone, label, large = false }: StateBadgeProps) {
  return (
    <span className={classes.badge} data-tone={tone} data-large={large || undefined}>
      <span className={classes.lamp} aria-hidden />
      {label}
    </span>
  );
}
