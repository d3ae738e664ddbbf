import { Anchor, Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { createTargetSchema, mayKeepKey, updateTargetSchema, type Platform, type Target } from '@mid-station/contracts';
import { IconExternalLink } from '@tabler/icons-react';
import { confirm } from '../design/confirm.js';
import { FormActions, FormNotice } from '../design/form.js';
import { PlatformIcon } from '../design/platform-icon.js';
import { useFirstField } from '../design/use-first-field.js';
import { useSchemaForm } from '../design/use-schema-form.js';
import { useText } from '../language/use-text.js';
import classes from './form.module.css';
import { limitsText } from './limits-text.js';
import { practiceKey } from './practice.js';
import { usePlatforms, useRemoveTarget, useSaveTarget, type TargetValues } from './use-settings.js';

interface TargetFormProps {
  readonly settingId: string;
  readonly target: Target | null;
  readonly platform: Platform;
  /** Goes back to choosing the platform; null where it is settled. */
  readonly onChange: (() => void) | null;
  readonly onDone: () => void;
}

/** An empty key keeps the stored one, so it is not held against the schema of keys, unless it goes to another server. */
const editSchema = updateTargetSchema.omit({ key: true });

export function TargetForm({ settingId, target, platform, onChange, onDone }: TargetFormProps) {
  const { t } = useText();
  const first = useFirstField();
  const save = useSaveTarget(settingId, target?.id ?? null);
  const { data: platforms = [platform] } = usePlatforms();
  const asksKeyAgain = (url: string) => target !== null && !mayKeepKey(target.url, url, platforms);
  const schemaOf = ({ url }: TargetValues) => (asksKeyAgain(url) ? updateTargetSchema : editSchema);
  const { form, refused } = useSchemaForm(target ? schemaOf : createTargetSchema, firstValues(target, platform));
  const submit = form.onSubmit((values) => save.mutate(values, { onSuccess: onDone, onError: refused }));
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <FormNotice error={save.error} />
      <Chosen platform={platform} onChange={onChange} />
      <TextInput {...first} label={t('targets.name')} {...form.getInputProps('name')} />
      <ServerSelect platform={platform} url={form.values.url} onChoose={(url) => form.setFieldValue('url', url)} />
      <TextInput
        label={t('targets.url')}
        placeholder="rtmp://"
        spellCheck={false}
        autoComplete="off"
        {...form.getInputProps('url')}
      />
      <KeyInput
        {...{ target, platform }}
        isAskedAgain={asksKeyAgain(form.values.url)}
        inputProps={form.getInputProps('key')}
      />
      <FormActions aside={target && <DeleteTarget target={target} onDone={onDone} />}>
        <Button type="submit" loading={save.isPending}>
          {t(target ? 'app.save' : 'targets.create')}
        </Button>
      </FormActions>
    </form>
  );
}

function firstValues(target: Target | null, platform: Platform): TargetValues {
  if (target) return { name: target.name, platform: target.platform, url: target.url, key: '' };
  const key = platform.id === 'practice' ? practiceKey() : '';
  return { name: platform.name, platform: platform.id, url: platform.servers[0]?.url ?? '', key };
}

function Chosen({ platform, onChange }: Pick<TargetFormProps, 'platform' | 'onChange'>) {
  const text = useText();
  const hint = platform.id === 'practice' ? text.t('targets.practiceHint') : limitsText(platform.limits, text);
  return (
    <div>
      <div className={classes.chosen}>
        <PlatformIcon platform={platform.id} />
        <strong>{platform.name}</strong>
        {onChange && (
          <Button variant="default" size="sm" onClick={onChange}>
            {text.t('targets.change')}
          </Button>
        )}
      </div>
      {hint && <p className={classes.hint}>{hint}</p>}
    </div>
  );
}

interface ServerSelectProps {
  readonly platform: Platform;
  readonly url: string;
  readonly onChoose: (url: string) => void;
}

/** The platform's known servers; anything else may be typed below. */
function ServerSelect({ platform, url, onChoose }: ServerSelectProps) {
  const { t } = useText();
  if (platform.servers.length < 2) return null;
  const known = platform.servers.map(({ name, url: value }) => ({ value, label: name }));
  return (
    <NativeSelect
      label={t('targets.server')}
      value={known.some(({ value }) => value === url) ? url : ''}
      data={[...known, { value: '', label: t('targets.serverOther') }]}
      onChange={({ currentTarget }) => onChoose(currentTarget.value)}
    />
  );
}

interface KeyInputProps {
  readonly target: Target | null;
  readonly platform: Platform;
  /** For another server than the one that the stored key was for. */
  readonly isAskedAgain: boolean;
  readonly inputProps: object;
}

/** Write-only: what is stored is never shown, only its end. */
function KeyInput({ target, platform, isAskedAgain, inputProps }: KeyInputProps) {
  const { t } = useText();
  return (
    <div>
      <PasswordInput
        label={t('targets.streamKey')}
        description={t(isAskedAgain ? 'targets.keyAgain' : 'targets.keyHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={target && !isAskedAgain ? t('targets.keyKept', { hint: target.keyHint }) : undefined}
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': t('ingest.showKey') }}
        {...inputProps}
      />
      {platform.keyHelpUrl && (
        <Anchor href={platform.keyHelpUrl} target="_blank" rel="noreferrer" size="sm" underline="always">
          {t('targets.keyHelp')} <IconExternalLink size={14} aria-hidden />
        </Anchor>
      )}
    </div>
  );
}

function DeleteTarget({ target, onDone }: { readonly target: Target; readonly onDone: () => void }) {
  const { t } = useText();
  const remove = useRemoveTarget();
  const ask = () =>
    confirm({
      title: t('targets.deleteTitle', { name: target.name }),
      text: t('targets.deleteText'),
      yes: t('targets.deleteYes'),
      no: t('app.cancel'),
      onYes: () => remove.mutate(target.id, { onSuccess: onDone }),
    });
  return (
    <Button variant="subtle" color="red.6" className={classes.delete} loading={remove.isPending} onClick={ask}>
      {t('targets.delete')}
    </Button>
  );
}
