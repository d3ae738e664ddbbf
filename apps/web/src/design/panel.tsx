import { useId, type ReactNode } from 'react';
import classes from './panel.module.css';

interface PanelProps {
  readonly title: string;
  /** Stands at the end of the title's line. */
  readonly aside?: ReactNode;
  readonly text?: string;
  /** `plain` has no card around it: for lists whose items are cards themselves. */
  readonly plain?: boolean;
  readonly id?: string;
  readonly children: ReactNode;
}

/** A titled region of a page. */
export function Panel({ title, aside, text, plain = false, id, children }: PanelProps) {
  const titleId = useId();
  return (
    <section id={id} aria-labelledby={titleId} className={plain ? classes.plain : classes.card}>
      <header className={classes.head}>
        <div>
          <h2 id={titleId} className={classes.title}>
            {title}
          </h2>
          {text && <p className={classes.text}>{text}</p>}
        </div>
        {aside}
      </header>
      {children}
    </section>
  );
}
