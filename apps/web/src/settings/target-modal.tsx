import { Skeleton } from '@mantine/core';
import type { Target } from '@mid-station/contracts';
import { lazy, Suspense } from 'react';
import { Dialog } from '../design/dialog.js';
import { useText } from '../language/use-text.js';

const TargetSteps = lazy(async () => ({ default: (await import('./target-steps.js')).TargetSteps }));

interface TargetModalProps {
  readonly settingId: string;
  /** Null makes a new one. */
  readonly target: Target | null;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function TargetModal({ settingId, target, opened, onClose }: TargetModalProps) {
  const { t } = useText();
  return (
    <Dialog size="lg" opened={opened} onClose={onClose} title={t(target ? 'targets.editTitle' : 'targets.newTitle')}>
      <Suspense fallback={<Skeleton height={420} />}>
        <TargetSteps settingId={settingId} target={target} onDone={onClose} />
      </Suspense>
    </Dialog>
  );
}
