import { Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useText } from '../language/use-text.js';
import type { DialogProps } from './dialog.js';

/** Opens one render after it is there: what had the focus before is noted by the change, to get it back. */
export function LoadedDialog({ opened, ...props }: DialogProps) {
  const { t } = useText();
  const [mounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return <Modal {...props} opened={opened && mounted} closeButtonProps={{ 'aria-label': t('app.close') }} />;
}
