import type { ReactNode } from 'react';
import { useText } from '../language/use-text.js';
import { Notice } from './notice.js';
import classes from './form.module.css';

/** Why the server refused the form; nothing while it has not. */
export function FormNotice({ error }: { readonly error: unknown }) {
  const { errorText } = useText();
  if (!error) return null;
  return <Notice>{errorText(error)}</Notice>;
}

/** The last line of a form; `aside` is for what is not its purpose, such as deleting. */
export function FormActions({ aside, children }: { readonly aside?: ReactNode; readonly children: ReactNode }) {
  return (
    <div className={classes.actions}>
      <div>{aside}</div>
      {children}
    </div>
  );
}
