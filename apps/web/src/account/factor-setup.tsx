import { Button, TextInput } from '@mantine/core';
import { confirmSecondFactorSchema, type secondFactorSetupSchema } from '@mid-station/contracts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import { api } from '../api/client.js';
import { CopyButton } from '../design/copy-button.js';
import { FormActions, FormNotice } from '../design/form.js';
import { useFirstField } from '../design/use-first-field.js';
import { useSchemaForm } from '../design/use-schema-form.js';
import { useText } from '../language/use-text.js';
import classes from './account.module.css';
import { ProveForm } from './prove-form.js';
import { QrCode } from './qr-code.js';

type Setup = z.infer<typeof secondFactorSetupSchema>;

/** Password, then the app's code, then the recovery codes. */
export function FactorSetup({ onDone }: { readonly onDone: () => void }) {
  const { t } = useText();
  const [setup, setSetup] = useState<Setup | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />;
  if (setup) return <Scan setup={setup} onCodes={setCodes} />;
  return (
    <ProveForm
      action={t('account.factorContinue')}
      run={(body) => api.call('beginSecondFactor', { body })}
      onDone={setSetup}
    />
  );
}

function Scan({ setup, onCodes }: { readonly setup: Setup; readonly onCodes: (codes: string[]) => void }) {
  const { t } = useText();
  const { form, refused } = useSchemaForm(confirmSecondFactorSchema, { code: '' });
  const first = useFirstField();
  const confirm = useMutation({
    mutationFn: (body: typeof form.values) => api.call('confirmSecondFactor', { body }),
    onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes),
    onError: refused,
  });
  return (
    <form noValidate className={classes.dialog} onSubmit={form.onSubmit((values) => confirm.mutate(values))}>
      <FormNotice error={confirm.error} />
      <p className={classes.confirm}>{t('account.factorScan')}</p>
      <QrCode text={setup.otpauthUrl} label={t('account.factorQr')} />
      <div className={classes.row}>
        <TextInput readOnly label={t('account.factorSecret')} value={setup.secret} className={classes.value} />
        <CopyButton value={setup.secret} label={t('account.factorCopySecret')} />
      </div>
      <TextInput
        {...first}
        label={t('account.factorCode')}
        inputMode="numeric"
        autoComplete="one-time-code"
        {...form.getInputProps('code')}
      />
      <FormActions>
        <Button type="submit" loading={confirm.isPending}>
          {t('account.factorConfirm')}
        </Button>
      </FormActions>
    </form>
  );
}

function RecoveryCodes({ codes, onDone }: { readonly codes: readonly string[]; readonly onDone: () => void }) {
  const { t } = useText();
  return (
    <div className={classes.dialog}>
      <h3 className={classes.subtitle}>{t('account.factorCodesTitle')}</h3>
      <p className={classes.confirm}>{t('account.factorCodesText')}</p>
      <ul className={classes.codes} aria-label={t('account.factorCodesTitle')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <FormActions aside={<CopyButton value={codes.join('\n')} label={t('account.factorCopyCodes')} />}>
        <Button size="md" onClick={onDone}>
          {t('account.factorDone')}
        </Button>
      </FormActions>
    </div>
  );
}
