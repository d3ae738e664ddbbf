import { Button } from '@mantine/core';
import type { FormEventHandler, ReactNode } from 'react';
import { Notice } from '../design/notice.js';
import { AuthCard } from './auth-card.js';
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

/** The form that signing in and registering share. */
export function AuthForm({ title, text, notice, action, pending, onSubmit, footer, children }: AuthFormProps) {
  return (
    <AuthCard title={title} text={text}>
      <form onSubmit={onSubmit} noValidate className={classes.form}>
        {notice && <Notice>{notice}</Notice>}
        {children}
        <Button type="submit" size="md" fullWidth loading={pending}>
          {action}
        </Button>
      </form>
      <div className={classes.footer}>{footer}</div>
    </AuthCard>
  );
}
