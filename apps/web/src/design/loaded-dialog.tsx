import { Modal } from '@mantine/core';
import { useEffect, useState, type KeyboardEvent } from 'react';
import { useText } from '../language/use-text.js';
import type { DialogProps } from './dialog.js';

/** Opens one render after it is there: what had the focus before is noted by the change, to get it back. */
export function LoadedDialog({ opened, onClose, ...props }: DialogProps) {
  const { t } = useText();
  const [mounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  // Mantine's own Escape closes every dialog at once; this one is heard by the dialog that has the focus.
  const escape = ({ key, nativeEvent }: KeyboardEvent) => {
    if (key === 'Escape' && !nativeEvent.isComposing) onClose();
  };
  return (
    <Modal
      {...props}
      opened={opened && mounted}
      onClose={onClose}
      closeOnEscape={false}
      onKeyDown={escape}
      closeButtonProps={{ 'aria-label': t('app.close') }}
    />
  );
}
