import type { ReactNode } from 'react';
import classes from './vacant.module.css';

/** The room of something that is not there now, with the words that say so. As large as what it stands in. */
export function Vacant({ children }: { readonly children: ReactNode }) {
  return <p className={classes.vacant}>{children}</p>;
}
