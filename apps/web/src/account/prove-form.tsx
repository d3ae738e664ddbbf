import { Button, PasswordInput } from '@mantine/core';
import { proveSchema } from '@mid-station/contracts';
import { useMutation } from '@tanstack/react-query';
import { FormActions, FormNotice } from '../design/form.js';
import { useFirstField } from '../design/use-first-field.js';
import { useSchemaForm } from '../design/use-schema-form.js';
import { useText } from '../language/use-text.js';
import classes from './account.module.css';

interface ProveFormProps<Result> {
  readonly action: string;
  readonly run: (proof: { password: string }) => Promise<Result>;
  readonly onDone: (result: Result) => void;
}

/** Asks for the password before something that a borrowed browser must not do. */
export function ProveForm<Result>({ action, run, onDone }: ProveFormProps<Result>) {
  const { t } = useText();
  const { form, refused } = useSchemaForm(proveSchema, { password: '' });
  const first = useFirstField();
  const prove = useMutation({ mutationFn: run, onSuccess: onDone, onError: refused });
  return (
    <form noValidate className={classes.dialog} onSubmit={form.onSubmit((values) => prove.mutate(values))}>
      <FormNotice error={prove.error} />
      <p className={classes.confirm}>{t('account.factorProve')}</p>
      <PasswordInput
        {...first}
        label={t('auth.password')}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword') }}
        {...form.getInputProps('password')}
      />
      <FormActions>
        <Button type="submit" loading={prove.isPending}>
          {action}
        </Button>
      </FormActions>
    </form>
  );
}
