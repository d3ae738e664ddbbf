import { Button } from '@mantine/core';
import type { FormEventHandler, ReactNode } from 'react';
import { Notice } from '../design/notice.js';
import { DocumentTitle } from '../design/page.js';
import { LogoMark } from '../design/logo.js';
import classes from './auth-form.module.css';

interface AuthFormProps {
  readonly title: string;
  readonly text: string;
  readonly notice: string | null;
  readonly action: string;
  readonly pending: boolean;
  readonly onSubmit: FormEventHandler<HTMLFormElement>;
  readonly footer: ReactNode;
  readonly children: ReactNode;
}

/** The card that signing in and registering share. */
export function AuthForm({ title, text, notice, action, pending, onSubmit, footer, children }: AuthFormProps) {
  return (
    <div className={classes.place}>
      <DocumentTitle title={title} />
      <div className={classes.card}>
        <LogoMark size={44} />
        <div>
          <h1 className={classes.title}>{title}</h1>
          <p className={classes.text}>{text}</p>
        </div>
        <form onSubmit={onSubmit} noValidate className={classes.form}>
          {notice && <Notice>{notice}</Notice>}
          {children}
          <Button type="submit" size="md" fullWidth loading={pending}>
            {action}
          </Button>
        </form>
        <p className={classes.footer}>{footer}</p>
      </div>
    </div>
  );
}
