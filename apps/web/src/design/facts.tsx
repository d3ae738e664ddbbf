import type { ReactNode } from 'react';
import classes from './facts.module.css';

/** Figures that belong together, each under its name. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

interface FactProps {
  readonly label: string;
  /** Takes the room of two. */
  readonly long?: boolean;
  readonly children: ReactNode;
}

export function Fact({ label, long = false, children }: FactProps) {
  return (
    <div className={classes.fact} data-long={long || undefined}>
      <dt>{label}</dt>
      <dd className="figures">{children}</dd>
    </div>
  );
}
