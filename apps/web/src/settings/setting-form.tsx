import { Button, NativeSelect, Radio, Switch, TextInput } from '@mantine/core';
import {
  createSettingSchema,
  GRACE_DEFAULT_SECONDS,
  GRACE_MAX_SECONDS,
  holdPolicySchema,
  settingOptionsSchema,
  type Setting,
} from '@mid-station/contracts';
import { confirm } from '../design/confirm.js';
import { FormActions, FormNotice } from '../design/form.js';
import { useFirstField } from '../design/use-first-field.js';
import { useSchemaForm } from '../design/use-schema-form.js';
import { formatSpan } from '../language/format.js';
import { useText } from '../language/use-text.js';
import classes from './form.module.css';
import { useRemoveSetting, useSaveSetting } from './use-settings.js';

interface SettingFormProps {
  readonly setting: Setting | null;
  readonly onDone: () => void;
}

export function SettingForm({ setting, onDone }: SettingFormProps) {
  const { t } = useText();
  const first = useFirstField();
  const save = useSaveSetting(setting?.id ?? null);
  const { form, refused } = useSchemaForm(createSettingSchema, {
    name: setting?.name ?? '',
    options: setting?.options ?? settingOptionsSchema.parse({}),
  });
  const submit = form.onSubmit((values) => save.mutate(values, { onSuccess: onDone, onError: refused }));
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <FormNotice error={save.error} />
      <TextInput
        {...first}
        label={t('settings.name')}
        placeholder={t('settings.nameSample')}
        {...form.getInputProps('name')}
      />
      <fieldset className={classes.group}>
        <legend>{t('settings.options')}</legend>
        <NativeSelect
          label={t('settings.grace')}
          description={t('settings.graceHint')}
          data={graceChoices(setting).map((seconds) => ({ value: String(seconds), label: formatSpan(seconds) }))}
          value={String(form.values.options.graceSeconds)}
          onChange={({ currentTarget }) => form.setFieldValue('options.graceSeconds', Number(currentTarget.value))}
        />
        <Radio.Group label={t('settings.hold')} {...form.getInputProps('options.holdPolicy')}>
          <div className={classes.choices}>
            {holdPolicySchema.options.map((policy) => (
              <Radio
                key={policy}
                value={policy}
                label={t(`settings.holds.${policy}.title`)}
                description={t(`settings.holds.${policy}.text`)}
              />
            ))}
          </div>
        </Radio.Group>
      </fieldset>
      <Switch
        label={t('settings.autoLive')}
        description={t('settings.autoLiveHint')}
        {...form.getInputProps('options.autoLive', { type: 'checkbox' })}
      />
      <FormActions aside={setting && <DeleteSetting setting={setting} onDone={onDone} />}>
        <Button type="submit" loading={save.isPending}>
          {t(setting ? 'app.save' : 'settings.create')}
        </Button>
      </FormActions>
    </form>
  );
}

/** Seconds worth choosing between, with whatever is set already. */
function graceChoices(setting: Setting | null): number[] {
  const usual = [0, 30, GRACE_DEFAULT_SECONDS, 300, 600, GRACE_MAX_SECONDS];
  return [...new Set([...usual, setting?.options.graceSeconds ?? GRACE_DEFAULT_SECONDS])].sort((a, b) => a - b);
}

function DeleteSetting({ setting, onDone }: { readonly setting: Setting; readonly onDone: () => void }) {
  const { t } = useText();
  const remove = useRemoveSetting();
  const ask = () =>
    confirm({
      title: t('settings.deleteTitle', { name: setting.name }),
      text: t('settings.deleteText'),
      yes: t('settings.deleteYes'),
      no: t('app.cancel'),
      onYes: () => remove.mutate(setting.id, { onSuccess: onDone }),
    });
  return (
    <Button variant="subtle" color="red.6" className={classes.delete} loading={remove.isPending} onClick={ask}>
      {t('settings.delete')}
    </Button>
  );
}
