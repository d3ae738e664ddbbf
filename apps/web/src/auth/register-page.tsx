import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { PASSWORD_MIN_LENGTH, registerSchema } from '@mid-station/contracts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { api } from '../api/client.js';
import { useSchemaForm } from '../design/use-schema-form.js';
import { useText } from '../language/use-text.js';
import { AuthCard } from './auth-card.js';
import { AuthForm } from './auth-form.js';
import { useAuth } from './auth.js';
import { handleHint } from './handle-hint.js';
import { useRegistration } from './use-registration.js';

export function RegisterPage() {
  const { isOpen } = useRegistration();
  return isOpen ? <RegisterForm /> : <Closed />;
}

/** Nothing to fill in that could not be sent. */
function Closed() {
  const { t } = useText();
  return (
    <AuthCard title={t('auth.closedTitle')} text={t('errors.registration_closed')}>
      <Button component={Link} to="/sign-in" size="md" fullWidth>
        {t('auth.signIn')}
      </Button>
    </AuthCard>
  );
}

function RegisterForm() {
  const { t } = useText();
  const { signIn } = useAuth();
  const { state } = useLocation();
  const [notice, setNotice] = useState<string | null>(null);
  const { form, refused } = useSchemaForm(registerSchema, { handle: '', email: '', password: '' });
  const register = useMutation({
    mutationFn: (body: typeof form.values) => api.call('register', { body }),
    onSuccess: signIn,
    onError: (error) => setNotice(refused(error)),
  });
  return (
    <AuthForm
      title={t('auth.registerTitle')}
      text={t('auth.registerText')}
      notice={notice}
      action={t('auth.register')}
      pending={register.isPending}
      onSubmit={form.onSubmit((values) => register.mutate(values))}
      footer={
        <p>
          {t('auth.haveAccount')}{' '}
          <Anchor component={Link} to="/sign-in" state={state as unknown} underline="always">
            {t('auth.signIn')}
          </Anchor>
        </p>
      }
    >
      <TextInput
        label={t('auth.handle')}
        description={handleHint(form.values.handle, t)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        {...form.getInputProps('handle')}
      />
      <TextInput label={t('auth.email')} type="email" autoComplete="email" {...form.getInputProps('email')} />
      <PasswordInput
        label={t('auth.password')}
        description={form.errors.password ? null : t('auth.passwordHint', { count: PASSWORD_MIN_LENGTH })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
        {...form.getInputProps('password')}
      />
    </AuthForm>
  );
}
