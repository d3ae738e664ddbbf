import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useText } from '../language/use-text.js';

/** Copies `value`; `label` is the button's name. */
export function CopyButton({ value, label }: { readonly value: string; readonly label: string }) {
  const { t } = useText();
  const clipboard = useClipboard();
  return (
    <Tooltip label={clipboard.copied ? t('app.copied') : label}>
      <ActionIcon variant="default" size="input-md" aria-label={label} onClick={() => clipboard.copy(value)}>
        {clipboard.copied ? <IconCheck size={18} color="var(--ok)" /> : <IconCopy size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}
