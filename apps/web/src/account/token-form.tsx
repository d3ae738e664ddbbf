import { Button, NativeSelect, TextInput } from '@mantine/core';
import { createTokenSchema, tokenScopeSchema, type TokenScope } from '@mid-station/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { queries } from '../api/queries.js';
import { FormNotice } from '../design/form.js';
import { useSchemaForm } from '../design/use-schema-form.js';
import { useText } from '../language/use-text.js';
import classes from './account.module.css';

/** Makes a token; `onMade` gets its value, which nobody can ask for again. */
export function TokenForm({ onMade }: { readonly onMade: (token: string) => void }) {
  const { t } = useText();
  const cache = useQueryClient();
  const { form, refused } = useSchemaForm(createTokenSchema, { name: '', scope: 'read' as TokenScope });
  const create = useMutation({
    mutationFn: (body: typeof form.values) => api.call('createToken', { body }),
    onSuccess: ({ token }) => {
      onMade(token);
      form.reset();
      return cache.invalidateQueries({ queryKey: queries.tokens.queryKey });
    },
    onError: refused,
  });
  return (
    <form noValidate className={classes.form} onSubmit={form.onSubmit((values) => create.mutate(values))}>
      <FormNotice error={create.error} />
      <TextInput
        label={t('account.tokenName')}
        placeholder={t('account.tokenNameSample')}
        autoComplete="off"
        {...form.getInputProps('name')}
      />
      <NativeSelect
        label={t('account.tokenScope')}
        data={tokenScopeSchema.options.map((scope) => ({ value: scope, label: t(`account.scopes.${scope}`) }))}
        {...form.getInputProps('scope')}
      />
      <Button type="submit" variant="default" loading={create.isPending}>
        {t('account.tokenCreate')}
      </Button>
    </form>
  );
}
