import { Skeleton } from '@mantine/core';
import type { Setting } from '@mid-station/contracts';
import { lazy, Suspense } from 'react';
import { Dialog } from '../design/dialog.js';
import { useText } from '../language/use-text.js';

const SettingForm = lazy(async () => ({ default: (await import('./setting-form.js')).SettingForm }));

interface SettingModalProps {
  /** Null makes a new one. */
  readonly setting: Setting | null;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function SettingModal({ setting, opened, onClose }: SettingModalProps) {
  const { t } = useText();
  return (
    <Dialog opened={opened} onClose={onClose} title={t(setting ? 'settings.editTitle' : 'settings.newTitle')}>
      <Suspense fallback={<Skeleton height={420} />}>
        <SettingForm setting={setting} onDone={onClose} />
      </Suspense>
    </Dialog>
  );
}
