import { Button, TextInput } from '@mantine/core';
import { registerSchema } from '@mid-station/contracts';
import { useMutation } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { useAuth, useUser } from '../auth/auth.js';
import { FormNotice } from '../design/form.js';
import { notifyDone } from '../design/notify.js';
import { Panel } from '../design/panel.js';
import { useSchemaForm } from '../design/use-schema-form.js';
import { useText } from '../language/use-text.js';
import classes from './account.module.css';

const schema = registerSchema.pick({ email: true });

export function EmailPanel() {
  const { t } = useText();
  const { setUser } = useAuth();
  const user = useUser();
  const { form, refused } = useSchemaForm(schema, { email: user.email });
  const save = useMutation({
    mutationFn: (body: typeof form.values) => api.call('updateMe', { body }),
    onSuccess: (changed) => {
      setUser(changed);
      notifyDone(t('account.emailSaved'));
    },
    onError: refused,
  });
  return (
    <Panel title={t('account.emailTitle')}>
      <form noValidate className={classes.form} onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <FormNotice error={save.error} />
        <TextInput label={t('auth.email')} type="email" autoComplete="email" {...form.getInputProps('email')} />
        <Button type="submit" variant="default" loading={save.isPending} disabled={!form.isDirty()}>
          {t('account.emailSave')}
        </Button>
      </form>
    </Panel>
  );
}
