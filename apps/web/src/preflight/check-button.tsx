import { Button } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { notifyFailure } from '../design/notify.js';
import { useText } from '../language/use-text.js';
import type { Preflight } from './use-preflight.js';

/** Checks all targets again. */
export function CheckButton({ preflight }: { readonly preflight: Preflight }) {
  const { t, errorText } = useText();
  const check = async () => {
    const failure = await preflight.checkAgain();
    if (failure) notifyFailure(t('preflight.failed'), errorText(failure));
  };
  return (
    <Button
      variant="subtle"
      color="gray"
      leftSection={<IconPlugConnected size={18} />}
      loading={preflight.isChecking}
      onClick={() => void check()}
    >
      {t('preflight.check')}
    </Button>
  );
}
