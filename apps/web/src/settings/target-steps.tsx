import { Skeleton } from '@mantine/core';
import type { Platform, Target } from '@mid-station/contracts';
import { useState } from 'react';
import { LoadError } from '../design/blank.js';
import { PlatformPicker } from './platform-picker.js';
import { TargetForm } from './target-form.js';
import { usePlatforms } from './use-settings.js';

interface TargetStepsProps {
  readonly settingId: string;
  readonly target: Target | null;
  readonly onDone: () => void;
}

/** First the platform, then what it needs. */
export function TargetSteps({ settingId, target, onDone }: TargetStepsProps) {
  const platforms = usePlatforms();
  const [chosen, setChosen] = useState<Platform | null>(null);
  if (platforms.isError) return <LoadError error={platforms.error} retry={platforms.refetch} />;
  if (!platforms.data) return <Skeleton height={420} />;
  const platform = chosen ?? platforms.data.find(({ id }) => id === target?.platform);
  if (!platform) return <PlatformPicker platforms={platforms.data} onPick={setChosen} />;
  return (
    <TargetForm
      key={platform.id}
      settingId={settingId}
      target={target}
      platform={platform}
      onChange={target ? null : () => setChosen(null)}
      onDone={onDone}
    />
  );
}
