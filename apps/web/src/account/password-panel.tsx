import { Button, PasswordInput } from '@mantine/core';
import { changePasswordSchema, PASSWORD_MIN_LENGTH } from '@mid-station/contracts';
import { useMutation } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { FormNotice } from '../design/form.js';
import { notifyDone } from '../design/notify.js';
import { Panel } from '../design/panel.js';
import { useSchemaForm } from '../design/use-schema-form.js';
import { useText } from '../language/use-text.js';
import classes from './account.module.css';

export function PasswordPanel() {
  const { t } = useText();
  const { form, refused } = useSchemaForm(changePasswordSchema, { currentPassword: '', newPassword: '' });
  const save = useMutation({
    mutationFn: (body: typeof form.values) => api.call('changePassword', { body }),
    onSuccess: () => {
      form.reset();
      notifyDone(t('account.passwordSaved'));
    },
    onError: refused,
  });
  const toggle = { 'aria-label': t('auth.showPassword') };
  return (
    <Panel title={t('account.passwordTitle')} text={t('account.passwordText')}>
      <form noValidate className={classes.form} onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <FormNotice error={save.error} />
        <PasswordInput
          label={t('account.current')}
          autoComplete="current-password"
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps('currentPassword')}
        />
        <PasswordInput
          label={t('account.next')}
          description={t('auth.passwordHint', { count: PASSWORD_MIN_LENGTH })}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="new-password"
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps('newPassword')}
        />
        <Button type="submit" variant="default" loading={save.isPending}>
          {t('account.passwordSave')}
        </Button>
      </form>
    </Panel>
  );
}
