import { Anchor, PasswordInput, TextInput } from '@mantine/core';
import { loginSchema } from '@mid-station/contracts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { api } from '../api/client.js';
import { asAppError } from '../api/problem.js';
import { useSchemaForm } from '../design/use-schema-form.js';
import { useText } from '../language/use-text.js';
import { AuthForm } from './auth-form.js';
import { useAuth } from './auth.js';
import { useRegistration } from './use-registration.js';

export function SignInPage() {
  const { t } = useText();
  const { signIn, endedBy } = useAuth();
  const { isOpen } = useRegistration();
  const { state } = useLocation();
  const [secondFactor, setSecondFactor] = useState(false);
  const [notice, setNotice] = useState(endedBy === 'server' ? t('auth.ended') : null);
  const { form, refused } = useSchemaForm(loginSchema, { login: '', password: '', secondFactor: '' });
  const login = useMutation({
    mutationFn: ({ secondFactor: code, ...body }: typeof form.values) =>
      api.call('login', { body: code ? { ...body, secondFactor: code } : body }),
    onSuccess: signIn,
    onError: (error) => {
      if (asAppError(error).code === 'second_factor_required') setSecondFactor(true);
      setNotice(refused(error));
    },
  });
  return (
    <AuthForm
      title={t('auth.signInTitle')}
      text={t('auth.signInText')}
      notice={notice}
      action={t('auth.signIn')}
      pending={login.isPending}
      onSubmit={form.onSubmit((values) => login.mutate(values))}
      footer={
        <>
          {isOpen && (
            <p>
              {t('auth.noAccount')}{' '}
              <Anchor component={Link} to="/register" state={state as unknown} underline="always">
                {t('auth.register')}
              </Anchor>
            </p>
          )}
          <p>{t('auth.forgotten')}</p>
        </>
      }
    >
      <TextInput label={t('auth.login')} autoComplete="username" autoFocus {...form.getInputProps('login')} />
      <PasswordInput
        label={t('auth.password')}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
        {...form.getInputProps('password')}
      />
      {secondFactor && (
        <TextInput
          label={t('auth.secondFactor')}
          description={t('auth.secondFactorHint')}
          autoComplete="one-time-code"
          autoFocus
          {...form.getInputProps('secondFactor')}
        />
      )}
    </AuthForm>
  );
}
