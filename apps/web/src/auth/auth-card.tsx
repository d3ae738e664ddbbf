import type { ReactNode } from 'react';
import { LogoMark } from '../design/logo.js';
import { DocumentTitle } from '../design/page.js';
import classes from './auth-form.module.css';

interface AuthCardProps {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}

/** What a visitor who wants in is met with. */
export function AuthCard({ title, text, children }: AuthCardProps) {
  return (
    <div className={classes.place}>
      <DocumentTitle title={title} />
      <div className={classes.card}>
        <LogoMark size={44} />
        <div>
          <h1 className={classes.title}>{title}</h1>
          <p className={classes.text}>{text}</p>
        </div>
        {children}
      </div>
    </div>
  );
}
