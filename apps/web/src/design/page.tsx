import type { ReactNode } from 'react';
import { useText } from '../language/use-text.js';
import classes from './page.module.css';

interface PageProps {
  readonly title: string;
  readonly text?: string;
  readonly aside?: ReactNode;
  /** Narrow pages are for reading and forms, wide ones for working. */
  readonly width?: 'narrow' | 'wide';
  /** Above the title, such as a way back. */
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** A page with its heading; sets the document's title. */
export function Page({ title, text, aside, width = 'narrow', lead, children }: PageProps) {
  return (
    <div className={classes[width]}>
      <DocumentTitle title={title} />
      {lead}
      <header className={classes.head}>
        <div>
          <h1 className={classes.title}>{title}</h1>
          {text && <p className={classes.text}>{text}</p>}
        </div>
        {aside}
      </header>
      {children}
    </div>
  );
}

export function DocumentTitle({ title }: { readonly title: string }) {
  const { t } = useText();
  return <title>{`${title} · ${t('app.name')}`}</title>;
}
