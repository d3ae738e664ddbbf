import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

/** A failure, said where it happened and read aloud. */
export function Notice({ children }: { readonly children: ReactNode }) {
  return (
    <p role="alert" className={classes.notice}>
      <IconAlertTriangle size={20} aria-hidden />
      {children}
    </p>
  );
}
