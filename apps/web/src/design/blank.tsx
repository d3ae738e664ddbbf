import type { ReactNode } from 'react';
import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useText } from '../language/use-text.js';
import classes from './blank.module.css';

interface BlankProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly action?: ReactNode;
  /** The title is the page's own heading. */
  readonly heading?: boolean;
  /** Said aloud when it appears: for failures, not for emptiness. */
  readonly urgent?: boolean;
}

/** What stands where there is nothing to show: what would be here, and how it comes about. */
export function Blank({ icon, title, text, action, heading = false, urgent = false }: BlankProps) {
  return (
    <div className={classes.blank} role={urgent ? 'alert' : undefined}>
      <span className={classes.icon} aria-hidden>
        {icon}
      </span>
      {heading ? <h1 className={classes.title}>{title}</h1> : <p className={classes.title}>{title}</p>}
      <p className={classes.text}>{text}</p>
      {action}
    </div>
  );
}

/** In place of content that could not be loaded. */
export function LoadError({ error, retry }: { readonly error: unknown; readonly retry: () => unknown }) {
  const { t, errorText } = useText();
  return (
    <Blank
      urgent
      icon={<IconRefresh />}
      title={t('app.loadFailedTitle')}
      text={errorText(error)}
      action={
        <Button variant="default" onClick={() => void retry()}>
          {t('app.retry')}
        </Button>
      }
    />
  );
}
